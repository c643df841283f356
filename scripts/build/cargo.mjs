/**
 * How the build calls cargo.
 *
 * Decides that the lock file is the law: a build that would change it stops and says so.
 */

import { join } from 'node:path';

import { TARGET } from '../base/place.mjs';
import { run } from '../base/run.mjs';

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
 * Where cargo puts what `release` built.
 * @param {string} file
 * @param {string} [target]
 */
export const released = (file, target = '') => join(TARGET, target, 'release', file);
