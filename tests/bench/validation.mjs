/**
 * How much of bringing a module to life is the check of its code, which a browser owes every module: in Node, whose engine is
 * Chromium's, by leaving that check for later. Beside each a module that is as large and does nothing.
 *
 *   node tests/bench/validation.mjs      (after "npm run build"; docs/benchmarks.md has the last figures)
 *
 * Decides that what is left out is what the check takes. Refuses to know what a module does.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { MODULES } from '../../scripts/build/wasm.mjs';
import { another, controlOf } from './control.mjs';
import { built, figures } from './core.mjs';
import { median } from './statistics.mjs';

const ROUNDS = 41;
const OWN = fileURLToPath(import.meta.url);

/** @typedef {{ ours: number, control: number }} Times Milliseconds, medians. */

/**
 * The time from bytes to a module, its own and that of its control, in turns.
 * @param {string} name
 * @returns {Times}
 */
function compiled(name) {
  const own = built(`wasm/${name}_bg.wasm`);
  const control = controlOf(own);
  const time = (/** @type {Uint8Array} */ bytes, /** @type {number} */ round) => {
    const fresh = another(bytes, round);
    const start = performance.now();
    new WebAssembly.Module(fresh);
    return performance.now() - start;
  };
  const rounds = Array.from({ length: ROUNDS }, (_, round) => [time(own, round), time(control, round)]);
  return { ours: median(rounds.map(([ours = 0]) => ours)), control: median(rounds.map(([, it = 0]) => it)) };
}

/**
 * The same in a process of its own.
 * @param {string} name
 * @param {string[]} flags
 * @returns {Times}
 */
const apart = (name, flags) =>
  JSON.parse(execFileSync(process.execPath, [...flags, OWN, name], { encoding: 'utf8' }));

const [, , asked] = process.argv;
if (asked === undefined) {
  figures(
    MODULES.flatMap(({ name }) => {
      const [all, later] = [apart(name, []), apart(name, ['--wasm-lazy-validation'])];
      const said = (/** @type {keyof Times} */ whose) =>
        `${all[whose].toFixed(1)} ms, ${later[whose].toFixed(1)} ms without the check`;
      return [
        [`module ${name}`, said('ours')],
        ['one as large that does nothing', said('control')],
        ['ratio', `${(all.ours / all.control).toFixed(2)}, ${(later.ours / later.control).toFixed(2)}`],
      ];
    }),
  );
} else {
  process.stdout.write(JSON.stringify(compiled(asked)));
}
