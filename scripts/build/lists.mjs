/**
 * The lists: packages → the blobs in `extension/data` that the core opens where they lie.
 *
 * Decides when they are compiled again. Which file of which package is read, the compiler knows.
 */

import { join } from 'node:path';

import { refresh } from '../base/fresh.mjs';
import { at } from '../base/place.mjs';
import { run } from '../base/run.mjs';
import { tool, unpacked } from './cargo.mjs';

const OUT = at('extension', 'data');
const OUTPUTS = ['trackers.bin', 'suffixes.bin', 'companies.bin', 'addresses.bin', 'sources.json'];

/** Compiles the lists; the compiler says what became of every line. */
export async function lists() {
  const compiler = await tool('telltale-lists');
  const making = {
    name: 'lists',
    // The packages are what the lock files say: preparing has seen to it, and Cargo does.
    inputs: [compiler, at('package-lock.json'), at('Cargo.lock')],
    outputs: OUTPUTS.map((file) => join(OUT, file)),
  };
  await refresh(making, async () => {
    const packages = ['--node-modules', at('node_modules'), '--registrations', await unpacked('iptocc')];
    await run(compiler, ['compile', '--output', OUT, ...packages]);
  });
}
