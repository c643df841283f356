/**
 * How long it takes to compile a list, by the code that the engine has by then: in a process that has just started, and there
 * again and again.
 *
 *   node tests/bench/compiling.mjs LIST [FOLDER]   (after "npm run build"; docs/benchmarks.md has the last table)
 *
 * FOLDER is the `dist/node` of another build, whose processes take turns with those of this one. Decides that of times the least
 * counts, since nothing makes a process quicker than it is.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { at } from '../../scripts/base/place.mjs';
import { figures } from './core.mjs';

const ROUNDS = 21;
const AGAIN = 7;
const OWN = fileURLToPath(import.meta.url);
/** What the engine says of better code, with `--trace-wasm-compilation-times`. */
const BETTER = /^Compiled function .* using TurboFan, took (\d+) ms /gm;

/** @typedef {{ first: number, again: number, better: number }} Times Milliseconds. */
/** @typedef {{ flags: string[], again: number }} Kind What the engine is told, and how often a list is compiled again. */

/**
 * Compiles a list in a process of its own.
 * @param {string} list
 * @param {string} folder
 * @param {Kind} kind
 * @returns {Times}
 */
function apart(list, folder, { flags, again }) {
  const order = [...flags, OWN, list, folder, String(again)];
  const said = execFileSync(process.execPath, order, { encoding: 'utf8' });
  const better = [...said.matchAll(BETTER)].reduce((sum, [, ms]) => sum + Number(ms), 0);
  const [times = ''] = said.match(/^\{.*\}$/m) ?? [];
  return { ...JSON.parse(times), better };
}

/**
 * The same in this process, which has compiled none yet.
 * @param {string} list
 * @param {string} folder
 * @param {number} again
 */
async function here(list, folder, again) {
  /** @type {typeof import('../../scripts/node/telltale.mjs')} */
  const { compileList } = await import(pathToFileURL(join(folder, 'telltale.mjs')).href);
  const text = readFileSync(list, 'utf8');
  const time = () => {
    const start = performance.now();
    compileList([text]);
    return performance.now() - start;
  };
  const first = time();
  return { first, again: Math.min(...Array.from({ length: again }, time)) };
}

const [, , list, other, asked] = process.argv;
if (list === undefined) throw new Error('which list? node tests/bench/compiling.mjs LIST [FOLDER]');
if (asked !== undefined && other !== undefined) {
  process.stdout.write(`${JSON.stringify(await here(list, other, Number(asked)))}\n`);
} else {
  const folders = [at('dist', 'node'), ...(other === undefined ? [] : [resolve(other)])];
  /** @type {Kind[]} */
  const kinds = [
    { flags: [], again: AGAIN },
    { flags: ['--liftoff-only'], again: AGAIN },
    { flags: ['--trace-wasm-compilation-times'], again: 0 },
  ];
  const all = folders.map(() => kinds.map(() => /** @type {Times[]} */ ([])));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [of, folder] of folders.entries()) {
      for (const [kind, how] of kinds.entries()) all[of]?.[kind]?.push(apart(resolve(list), folder, how));
    }
  }
  const least = (/** @type {number} */ kind, /** @type {keyof Times} */ what) =>
    all.map((of) => `${Math.min(...(of[kind] ?? []).map((times) => times[what])).toFixed(0)} ms`).join(', ');
  figures([
    ['builds', other === undefined ? 'this one' : 'this one, the other'],
    ["a process's first list", least(0, 'first')],
    ['the same list again, once there is better code', least(0, 'again')],
    ['the first list, with no better code', least(1, 'first')],
    ['the same list again, with no better code', least(1, 'again')],
    ['time that better code takes beside them', least(2, 'better')],
  ]);
}
