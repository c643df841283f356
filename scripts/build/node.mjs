/**
 * The matcher as a module for Node: `dist/node`, for measuring it beside other engines.
 */

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { refresh } from '../base/fresh.mjs';
import { at } from '../base/place.mjs';

/** What lies in `dist/node`, and where it comes from. */
const FILES = {
  'telltale.mjs': at('scripts', 'node', 'telltale.mjs'),
  'telltale.js': at('extension', 'wasm', 'telltale.js'),
  'telltale_bg.wasm': at('extension', 'wasm', 'telltale_bg.wasm'),
  'texts.js': at('extension', 'wasm', 'texts.js'),
  'texts_bg.wasm': at('extension', 'wasm', 'texts_bg.wasm'),
  'suffixes.bin': at('extension', 'data', 'suffixes.bin'),
};

/** Puts the module together. */
export async function node() {
  const out = at('dist', 'node');
  const inputs = Object.values(FILES);
  const outputs = Object.keys(FILES).map((name) => join(out, name));
  await refresh({ name: 'node', inputs, outputs }, async () => {
    await mkdir(out, { recursive: true });
    for (const [name, from] of Object.entries(FILES)) await copyFile(from, join(out, name));
  });
}
