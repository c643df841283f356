/**
 * Counting what test runners print.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tally } from '../../../scripts/test/tally.mjs';

test('adds up all binaries of a cargo run', () => {
  const output = [
    'test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s',
    'test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s',
  ].join('\n');
  assert.deepEqual(tally(output, 101, true), { passed: 15, failed: 2 });
});

test('reads the summary of Node’s runner, in colour and without', () => {
  assert.deepEqual(tally('ℹ tests 5\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\n', 1, true), {
    passed: 4,
    failed: 1,
  });
  assert.deepEqual(tally('\u001b[34mℹ pass 4\u001b[39m\n\u001b[34mℹ fail 0\u001b[39m\n', 0, true), {
    passed: 4,
    failed: 0,
  });
});

test('a test that was cut off has failed', () => {
  assert.deepEqual(tally('ℹ pass 4\nℹ fail 0\nℹ cancelled 2\n', 1, true), { passed: 4, failed: 2 });
});

test('a program without numbers counts as one', () => {
  assert.deepEqual(tally('all good', 0, false), { passed: 1, failed: 0 });
  assert.deepEqual(tally('line 3: no', 2, false), { passed: 0, failed: 1 });
});

test('a program that fails after its tests passed has failed', () => {
  assert.deepEqual(tally('test result: ok. 2 passed; 0 failed', 1, true), { passed: 2, failed: 1 });
});

test('a suite that ran no test has failed', () => {
  const output = 'no tests to run!\ntest result: ok. 0 passed; 0 failed; 0 ignored';
  assert.deepEqual(tally(output, 0, true), { passed: 0, failed: 1 });
});
