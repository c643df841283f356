/**
 * Everything that is checked without running the product: layout, lints, types.
 *
 * Decides what is asked and in which order. Two things run at a time: cargo, and the checks of JavaScript beside it.
 */

import { npmBin } from '../base/place.mjs';
import { WASM } from '../prepare/rust.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {string} remedy
 */

/** What clippy is told everywhere: all lints of the workspace, and a warning is an error. */
const LINTS = ['--all-targets', '--locked', '--', '-D', 'warnings'];

/** @type {Check[]} */
export const RUST = [
  {
    name: 'rustfmt',
    command: 'cargo',
    args: ['fmt', '--all', '--', '--check'],
    remedy: 'Run `npm run format`.',
  },
  {
    name: 'clippy',
    command: 'cargo',
    args: ['clippy', '--workspace', ...LINTS],
    remedy: 'Mend what clippy names; an exception needs its reason beside it.',
  },
  {
    name: 'clippy for wasm32',
    command: 'cargo',
    // Of these two, some code is compiled for the browser only.
    args: [
      'clippy',
      '-p',
      'telltale-wasm',
      '-p',
      'telltale-core',
      '--target',
      WASM,
      '--locked',
      '--',
      '-D',
      'warnings',
    ],
    remedy: 'Mend what clippy names; an exception needs its reason beside it.',
  },
  {
    name: 'rustdoc',
    command: 'cargo',
    args: ['doc', '--workspace', '--no-deps', '--document-private-items', '--locked'],
    remedy: 'Mend the links that rustdoc names.',
  },
];

/** @type {Check[]} */
export const JAVASCRIPT = [
  {
    name: 'prettier',
    command: npmBin('prettier'),
    args: ['--check', '--log-level', 'warn', '.'],
    remedy: 'Run `npm run format`.',
  },
  {
    name: 'eslint',
    command: npmBin('eslint'),
    args: ['--max-warnings', '0', '.'],
    remedy: 'Mend what eslint names; what it says about a wall is the reason for the wall.',
  },
  {
    name: 'tsc for what ships',
    command: npmBin('tsc'),
    args: ['--project', 'tsconfig.extension.json'],
    remedy: 'Mend the types; if it misses extension/wasm, run `npm run build` first.',
  },
  {
    name: 'tsc for scripts and tests',
    command: npmBin('tsc'),
    args: ['--project', 'tsconfig.json'],
    remedy: 'Mend the types.',
  },
];
