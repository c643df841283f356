/**
 * npm packages: exactly those of the lock file.
 */

import { readFile } from 'node:fs/promises';

import { at } from '../base/place.mjs';
import { quietly } from '../base/run.mjs';
import { timed } from '../base/say.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} Locked */

/** Installs the packages unless what is installed is what the lock file says. */
export async function packages() {
  const wanted = await locked(at('package-lock.json'));
  const present = await locked(at('node_modules', '.package-lock.json'));
  if (wanted && present && same(wanted, present)) return;
  await timed('npm packages', () =>
    quietly('npm', ['ci', '--no-audit', '--no-fund'], {
      remedy: 'Check that npm reaches its registry and that package.json and package-lock.json agree.',
    }),
  );
}

/**
 * Whether npm has installed what the lock asks for. npm keeps its own account of it beside the packages, so no stamp of
 * ours can be wrong about it; packages for other systems are in the one and not in the other.
 * @param {Record<string, Locked>} wanted
 * @param {Record<string, Locked>} present
 */
export function same(wanted, present) {
  const paths = Object.keys(wanted).filter((path) => path !== '');
  const extra = Object.keys(present).some((path) => path !== '' && !(path in wanted));
  if (extra) return false;
  return paths.every((path) => {
    const [want, have] = [wanted[path], present[path]];
    if (!have) return want?.optional === true;
    return want?.version === have.version && want?.integrity === have.integrity;
  });
}

/**
 * @param {string} path
 * @returns {Promise<Record<string, Locked> | undefined>}
 */
async function locked(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
