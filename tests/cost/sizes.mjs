/**
 * How large the shipped modules are, and how large they were when `sizes.json` beside this file was written.
 *
 * Decides that a size is counted as it lies in the package and as gzip leaves it, since both are waited for. Refuses to know
 * how large is too large.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

import { at } from '../../scripts/base/place.mjs';
import { MODULES } from '../../scripts/build/wasm.mjs';

/** @typedef {import('./measure.mjs').Compiler} Compiler */
/** @typedef {{ compiler: Compiler, bytes: Record<string, number> }} Kept */

const KEPT = at('tests', 'cost', 'sizes.json');

/** What renews the sizes. */
export const RENEW = 'npm run renew:sizes';

/** What the modules came to when their sizes were kept, and what compiled them. @returns {Promise<Kept>} */
export const kept = async () => JSON.parse(await readFile(KEPT, 'utf8'));

/** @param {Kept} sizes */
export const keep = (sizes) => writeFile(KEPT, `${JSON.stringify(sizes, null, 2)}\n`);

/** The bytes of each module that was built. @returns {Promise<Record<string, number>>} */
export async function measure() {
  /** @type {Record<string, number>} */
  const bytes = {};
  for (const { name } of MODULES) {
    const module = await readFile(at('extension', 'wasm', `${name}_bg.wasm`));
    bytes[name] = module.length;
    bytes[`${name}, gzip`] = gzipSync(module, { level: 9 }).length;
  }
  return bytes;
}
