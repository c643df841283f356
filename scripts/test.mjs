/**
 * `npm test`: prepares, builds, and runs every suite; `npm run test:PART` runs one part.
 *
 * Decides what a failure stops: nothing can be tested that could not be built, but a failed suite does not keep the next
 * from being run. All output is shown as it comes and kept under artifacts/test.
 */

import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure, entry, explain } from './base/failure.mjs';
import { ARTIFACTS } from './base/place.mjs';
import { status } from './base/run.mjs';
import { spell } from './base/say.mjs';
import { build } from './build/all.mjs';
import { prepare } from './prepare/all.mjs';
import { SUITES } from './test/suites.mjs';
import { tally } from './test/tally.mjs';

/** No suite takes half as long; one that does hangs. */
const LIMIT = 30 * 60_000;

const LOGS = join(ARTIFACTS, 'test');

/** @typedef {{ name: string, passed: number, failed: number, ms: number }} Outcome */

/**
 * @param {import('./test/suites.mjs').Suite} suite
 * @returns {Promise<Outcome>}
 */
async function ask({ part, name, command, env }) {
  const start = performance.now();
  const log = createWriteStream(join(LOGS, `${name.replaceAll(/[^\w]+/g, '-')}.log`));
  let output = '';
  const tell = (/** @type {string} */ text) => {
    output += text;
    process.stdout.write(text);
    log.write(text);
  };
  let code = 1;
  try {
    const [program, ...args] = await command();
    process.stdout.write(`\n── ${name}\n`);
    const colour = process.stdout.isTTY ? { CARGO_TERM_COLOR: 'always', FORCE_COLOR: '1' } : {};
    code = await status(program, args, { env: { ...colour, ...env }, tell, limit: LIMIT });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell(`${error.message}\n`);
  }
  const counts = tally(output, code, part !== 'check');
  if (code === 0 && counts.failed > 0) tell('No test was run.\n');
  await new Promise((resolve) => log.end(resolve));
  return { name, ...counts, ms: performance.now() - start };
}

/**
 * Does what all suites rest on; it counts as one test.
 * @param {string} name
 * @param {() => Promise<void>} work
 * @returns {Promise<Outcome>}
 */
async function attempt(name, work) {
  const start = performance.now();
  let failed = 0;
  await work().catch((error) => {
    if (!(error instanceof Failure)) throw error;
    explain(error);
    failed = 1;
  });
  return { name, passed: 1 - failed, failed, ms: performance.now() - start };
}

/** @param {Outcome[]} outcomes */
function summary(outcomes) {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const lines = outcomes.map(({ name, passed, failed, ms }) => {
    const counts = `${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed`;
    return `${failed === 0 ? '✓' : '✗'} ${name.padEnd(width)} ${counts} ${spell(ms).padStart(12)}`;
  });
  const total = (/** @type {'passed' | 'failed'} */ what) =>
    outcomes.reduce((sum, one) => sum + one[what], 0);
  const failed = total('failed');
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
  if (failed > 0) process.stdout.write(`What was printed lies in artifacts/test.\n\n`);
  process.stdout.write(`${total('passed')} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

await entry(async () => {
  const part = process.argv[2];
  const suites = SUITES.filter((suite) => part === undefined || suite.part === part);
  if (suites.length === 0) {
    const parts = [...new Set(SUITES.map((suite) => suite.part))].join(', ');
    throw new Failure(`There is no part "${part}".`, `The parts are ${parts}.`);
  }
  await rm(ARTIFACTS, { recursive: true, force: true });
  await mkdir(LOGS, { recursive: true });
  const outcomes = [await attempt('prepare', () => prepare('test'))];
  if (outcomes[0]?.failed === 0) outcomes.push(await attempt('build', build));
  if (outcomes.every(({ failed }) => failed === 0)) {
    for (const suite of suites) outcomes.push(await ask(suite));
  }
  return summary(outcomes);
});
