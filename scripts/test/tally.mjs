/**
 * How many tests passed and failed, read from what their runners print.
 *
 * Decides what counts when a program prints no numbers (a linter) or prints none that explain its status (a crash): the
 * program as a whole.
 */

/** @typedef {{ passed: number, failed: number }} Tally */

/** Rust's test harness, natively and in wasm: one line for each binary. */
const RUST = /^test result: .*?(\d+) passed; (\d+) failed/gm;
/** Node's test runner: one block at the end. */
const NODE = /^(?:ℹ|#) (pass|fail|cancelled) (\d+)$/gm;
/** What colours a terminal. */
const COLOUR = new RegExp(String.raw`${String.fromCharCode(27)}\[[0-9;]*m`, 'g');

/**
 * Counts.
 * @param {string} output
 * @param {number} status The program's exit status.
 * @param {boolean} tests Whether it runs tests: then none at all is a failure, because a suite that lost its tests would
 *   look like success.
 * @returns {Tally}
 */
export function tally(output, status, tests) {
  const text = output.replace(COLOUR, '');
  const sum = { passed: 0, failed: 0 };
  for (const [, passed, failed] of text.matchAll(RUST)) {
    sum.passed += Number(passed);
    sum.failed += Number(failed);
  }
  for (const [, what, count] of text.matchAll(NODE))
    sum[what === 'pass' ? 'passed' : 'failed'] += Number(count);
  if (status !== 0 && sum.failed === 0) sum.failed = 1;
  else if (sum.passed + sum.failed === 0) sum[tests ? 'failed' : 'passed'] = 1;
  return sum;
}
