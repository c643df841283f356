/// <reference path="../browsers/globals.d.ts" />

/**
 * How long Chromium takes to bring a module to life, beside a module that is as large and does nothing. Both in turn, in one
 * page of the extension, in the same run.
 *
 *   node tests/bench/instantiate.mjs      (after "npm run build"; docs/benchmarks.md has the last table)
 */

import { fileURLToPath } from 'node:url';

import { MODULES } from '../../scripts/build/wasm.mjs';
import { launchChromium } from '../browsers/chromium.mjs';
import { startDemo } from '../demo/server.mjs';
import { another, controlOf } from './control.mjs';
import { built, figures } from './core.mjs';
import { inWords, median, ratioOf } from './statistics.mjs';

/** @typedef {import('../browsers/types.mjs').Driven} Driven */

const ROUNDS = 40;

/**
 * The time from bytes to a module whose memory is there.
 * @param {Driven} driven
 * @param {Uint8Array} bytes
 */
function instantiated(driven, bytes) {
  return driven.inExtension(async (/** @type {string} */ base64) => {
    const own = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    // What it imports is never called: asking for the names is not what is measured.
    const names = WebAssembly.Module.imports(new WebAssembly.Module(own));
    // The last section says a number; another number, and nothing of these bytes is known yet.
    own[own.length - 1] = (own[own.length - 1] ?? 0) ^ 1;
    /** @type {Record<string, Record<string, () => number>>} */
    const imports = {};
    for (const { module, name } of names) (imports[module] ??= {})[name] = () => 0;
    const start = performance.now();
    await WebAssembly.instantiate(own, imports);
    return performance.now() - start;
  }, Buffer.from(bytes).toString('base64'));
}

/**
 * @typedef {object} Instantiated
 * @property {string} name
 * @property {number} bytes
 * @property {number} ours Milliseconds, the median.
 * @property {number} control
 * @property {import('./statistics.mjs').Ratio} ratio
 */

/** @returns {Promise<Instantiated[]>} */
export async function measureInstantiation() {
  const demo = await startDemo();
  const driven = await launchChromium({
    extension: fileURLToPath(new URL('../../dist/chromium', import.meta.url)),
    ports: demo.ports,
  });
  try {
    /** @type {Instantiated[]} */
    const all = [];
    for (const { name } of MODULES) {
      const own = built(`wasm/${name}_bg.wasm`);
      const control = controlOf(own);
      const times = { ours: /** @type {number[]} */ ([]), control: /** @type {number[]} */ ([]) };
      for (let round = 0; round < ROUNDS; round += 1) {
        times.ours.push(await instantiated(driven, another(own, 2 * round)));
        times.control.push(await instantiated(driven, another(control, 2 * round)));
      }
      const [ours, theirs] = [median(times.ours), median(times.control)];
      const ratio = ratioOf(times.ours, times.control);
      all.push({ name, bytes: own.length, ours, control: theirs, ratio });
    }
    return all;
  } finally {
    await Promise.all([driven.close(), demo.close()]);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = await measureInstantiation();
  figures(
    all.flatMap(({ name, bytes, ours, control, ratio }) => [
      [`module ${name}`, `${bytes} bytes`],
      [
        'medians, its own and of a module that does nothing',
        `${ours.toFixed(1)} ms, ${control.toFixed(1)} ms`,
      ],
      ['ratio (95 of 100 resamplings)', `${inWords(ratio)}, at most 1.5`],
    ]),
  );
}
