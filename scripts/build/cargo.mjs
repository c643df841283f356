/**
 * How the build calls cargo.
 *
 * Decides that the lock file is the law: a build that would change it stops and says so.
 */

import { dirname, join } from 'node:path';

import { Failure } from '../base/failure.mjs';
import { TARGET } from '../base/place.mjs';
import { answer, run } from '../base/run.mjs';

/**
 * Builds a package in release.
 * @param {string} name
 * @param {{ target?: string, features?: readonly string[], env?: Record<string, string> }} [options]
 */
export async function release(name, { target, features = [], env } = {}) {
  const args = ['build', '--release', '--locked', '--package', name, ...features];
  if (target) args.push('--target', target);
  await run('cargo', args, { env, remedy: 'The compiler says above what it did not like.' });
}

/**
 * Builds a package that only the build runs, quickly.
 * @param {string} name
 * @returns {Promise<string>} the program
 */
export async function tool(name) {
  const args = ['build', '--profile', 'tool', '--locked', '--package', name];
  await run('cargo', args, { remedy: 'The compiler says above what it did not like.' });
  return join(TARGET, 'tool', name);
}

/**
 * Where cargo unpacked a crate that the lock file names; what is not there yet, it brings.
 * @param {string} name
 * @returns {Promise<string>}
 */
export async function unpacked(name) {
  const metadata = await answer('cargo', ['metadata', '--format-version', '1', '--locked']);
  /** @type {{ packages: { name: string, manifest_path: string }[] }} */
  const { packages } = JSON.parse(metadata);
  const found = packages.find((one) => one.name === name);
  if (!found) throw new Failure(`Cargo.lock names no crate "${name}".`);
  return dirname(found.manifest_path);
}

/**
 * Where cargo puts what `release` built.
 * @param {string} file
 * @param {string} [target]
 */
export const released = (file, target = '') => join(TARGET, target, 'release', file);
