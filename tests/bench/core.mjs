/**
 * The built core in Node, and a table of what was measured.
 *
 * Decides nothing. Refuses to know what is measured.
 */

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

import { Wall } from '../../extension/background/wall.js';
import { streamReader } from '../../extension/shared/streams.js';
import { bringStreams, initSync, Meter } from '../../extension/wasm/telltale.js';

/** A file of the built extension. */
export const built = (/** @type {string} */ path) =>
  readFileSync(new URL(`../../extension/${path}`, import.meta.url));

/** A fresh core with the shipped lists. */
export function openCore() {
  const { memory } = initSync({ module: new WebAssembly.Module(built('wasm/telltale_bg.wasm')) });
  bringStreams(streamReader(built('wasm/streams_bg.wasm')));
  const meter = new Meter(
    built('data/trackers.bin'),
    built('data/suffixes.bin'),
    built('data/companies.bin'),
  );
  return { meter, memory, wall: new Wall({ meter, memory }) };
}

/** @param {[name: string, value: string | number][]} rows */
export function figures(rows) {
  const wide = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `| ${name.padEnd(wide)} | ${value} |`);
  const machine = `${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  process.stdout.write(
    `${machine}\n\n| ${'what'.padEnd(wide)} | measured |\n| ${'-'.repeat(wide)} | --- |\n`,
  );
  process.stdout.write(`${lines.join('\n')}\n`);
}
