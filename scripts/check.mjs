/**
 * `npm run check`: layout, lints, types and house rules, without building or running the product.
 */

import { Failure, entry } from './base/failure.mjs';
import { quietly } from './base/run.mjs';
import { timed } from './base/say.mjs';
import { JAVASCRIPT, RUST } from './check/all.mjs';
import { prepare } from './prepare/all.mjs';
import { testFiles } from './test/suites.mjs';

/** @type {string[]} */
const failed = [];

/**
 * Runs checks one after the other; a failed one does not keep the next from being asked.
 * @param {import('./check/all.mjs').Check[]} checks
 */
async function ask(checks) {
  for (const { name, command, args, remedy } of checks) {
    const env = { RUSTDOCFLAGS: '-D warnings' };
    await timed(name, () => quietly(command, args, { env, remedy })).catch((error) => {
      failed.push(name);
      process.stderr.write(`✗ ${name}: ${remedy}\n`);
      if (!(error instanceof Failure)) throw error;
    });
  }
}

await entry(async () => {
  await prepare('build');
  const house = {
    name: 'house tests',
    command: process.execPath,
    args: ['--test', ...(await testFiles('tests/house'))],
    remedy: 'Each rule says why it is there.',
  };
  // Cargo uses all cores by itself while it compiles, and one while it thinks: two lanes keep both busy.
  await Promise.all([ask(RUST), ask([...JAVASCRIPT, house])]);
  if (failed.length > 0) throw new Failure(`These checks failed: ${failed.join(', ')}.`);
});
