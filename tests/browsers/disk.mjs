/**
 * One folder below which lies everything that a browser writes: its profile, and what it takes for the person's home and
 * for the place of temporary files.
 *
 * Decides where within it each lies. Refuses to know what is done with it afterwards: who gives the folder keeps it.
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What programs read to find their places. */
const VARIABLES = {
  HOME: 'home',
  XDG_CACHE_HOME: 'home/cache',
  XDG_CONFIG_HOME: 'home/config',
  XDG_DATA_HOME: 'home/data',
  XDG_STATE_HOME: 'home/state',
  XDG_RUNTIME_DIR: 'run',
  TMPDIR: 'temporary',
};

/**
 * Makes the places below a folder.
 * @param {string} folder
 * @returns {Promise<{ profile: string, env: Record<string, string> }>}
 */
export async function layOut(folder) {
  const env = Object.fromEntries(
    Object.entries(VARIABLES).map(([variable, place]) => [variable, join(folder, place)]),
  );
  const profile = join(folder, 'profile');
  for (const place of [profile, ...Object.values(env)]) await mkdir(place, { recursive: true, mode: 0o700 });
  return { profile, env };
}
