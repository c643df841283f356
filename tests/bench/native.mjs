/**
 * How many requests a second the command line answers, for each core that it keeps busy.
 *
 * Decides how that is counted: in processor time and not on the clock, because others use the machine too; what it takes to
 * start and to read its list is measured without requests and taken off.
 */

import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { released } from '../../scripts/build/cargo.mjs';

/** @typedef {import('./requests.mjs').Request} Request */

const LEAST = 1_000_000;

/**
 * Processor seconds of a shell's children, as `times` writes them: `0m1.234s 0m0.056s` in its second line.
 * @param {string} said
 */
function seconds(said) {
  const [, children = ''] = said.trim().split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`the shell's "times" says ${JSON.stringify(said)}`);
  return parts.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
}

/**
 * @param {string | undefined} list a list's text; the built-in list if there is none
 * @param {string} input
 */
function run(list, input) {
  const match = list === undefined ? '"$0" match' : '"$0" match --list "$2"';
  const start = performance.now();
  const said = execFileSync(
    '/bin/sh',
    ['-c', `${match} < "$1" > /dev/null && times`, released('telltale'), input, list ?? ''],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
    },
  );
  return { busy: seconds(said), lasted: (performance.now() - start) / 1000 };
}

/**
 * @param {{ list?: string, requests: Request[], folder: string }} what
 * @returns {{ requests: number, perCore: number, cores: number }} requests, how many of them a second and core, cores busy
 */
export function measureCommand({ list, requests, folder }) {
  const lines = Buffer.from(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
  const times = Math.ceil(LEAST / requests.length);
  const input = join(folder, 'million.ndjson');
  const file = openSync(input, 'w');
  for (let time = 0; time < times; time += 1) writeSync(file, lines);
  closeSync(file);
  const none = run(list, '/dev/null');
  const all = run(list, input);
  const busy = all.busy - none.busy;
  const count = times * requests.length;
  return { requests: count, perCore: count / busy, cores: busy / (all.lasted - none.lasted) };
}
