/**
 * The suites: what is tested, with which program, in which order.
 *
 * Decides the order: what is quick and what most else rests on comes first, the browsers last. The words are those that
 * a developer would type.
 */

import { stat } from 'node:fs/promises';

import { Failure } from '../base/failure.mjs';
import { filesBelow } from '../base/fresh.mjs';
import { at } from '../base/place.mjs';
import { JAVASCRIPT, RUST } from '../check/all.mjs';
import { COUNTS } from '../prepare/programs.mjs';
import { withTools } from '../prepare/tools.mjs';

/**
 * @typedef {object} Suite
 * @property {string} part Which `npm run test:…` runs it alone.
 * @property {string} name
 * @property {() => Promise<[command: string, ...args: string[]]>} command
 * @property {Record<string, string>} [env]
 */

/** @type {readonly Suite[]} */
export const SUITES = [
  ...[...RUST, ...JAVASCRIPT].map(({ name, command, args }) => ({
    part: 'check',
    name,
    command: async () => /** @type {[string, ...string[]]} */ ([command, ...args]),
    env: { RUSTDOCFLAGS: '-D warnings' },
  })),
  { part: 'house', name: 'house rules', command: () => nodeTests('tests/house') },
  {
    part: 'rust',
    name: 'Rust, native',
    command: async () => ['cargo', 'test', '--workspace', '--locked', '--no-fail-fast'],
  },
  {
    part: 'wasm',
    name: 'wasm in Node',
    command: async () => ['wasm-pack', 'test', '--node', 'crate'],
    env: withTools(),
  },
  {
    part: 'wasm',
    name: 'wasm in Chromium and Firefox',
    command: async () => ['wasm-pack', 'test', '--headless', '--chrome', '--firefox', 'crate'],
    // Seconds. Two browsers that start on a busy machine of two cores need more than the runner's default of 20.
    env: { ...withTools(), WASM_BINDGEN_TEST_TIMEOUT: '180' },
  },
  { part: 'unit', name: 'the shell and the scripts', command: () => nodeTests('tests/unit') },
  { part: 'unit', name: 'the corpus through the wasm', command: () => nodeTests('tests/doors') },
  // Alone, since it is what needs the machine's both cores.
  ...(COUNTS
    ? [{ part: 'cost', name: 'what it costs, in instructions', command: () => nodeTests('tests/cost') }]
    : []),
  {
    part: 'e2e',
    name: 'the product in both browsers',
    // One file at a time: each has browsers of its own, and there are machines with two cores.
    command: () => nodeTests('tests/e2e', '--test-concurrency=1'),
    env: withTools(),
  },
];

/**
 * Node's test runner over a directory. Files are named one by one because Node 20 and its successors disagree on what a
 * directory means.
 * @param {string} directory
 * @param {...string} options
 * @returns {Promise<[string, ...string[]]>}
 */
async function nodeTests(directory, ...options) {
  return [process.execPath, '--test', '--test-reporter=spec', ...options, ...(await testFiles(directory))];
}

/**
 * The test files below a directory; that there are none is an error, because it would look like success.
 * @param {string} directory
 */
export async function testFiles(directory) {
  const there = await stat(at(directory)).catch(() => undefined);
  const files = there ? (await filesBelow(at(directory))).filter((path) => /\.test\.m?js$/.test(path)) : [];
  if (files.length === 0) throw new Failure(`There are no tests in ${directory}.`);
  return files;
}
