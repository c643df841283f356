/**
 * The build: from the list packages and the Rust sources to two directories that browsers load, a command line tool and
 * a module for Node.
 *
 * Decides the order, which is the order of dependency. Each step names what it reads and writes, and makes nothing that
 * would come out the same.
 */

import { say, spell, timed } from '../base/say.mjs';
import { cli } from './cli.mjs';
import { lists } from './lists.mjs';
import { node } from './node.mjs';
import { shells } from './shells.mjs';
import { wasm } from './wasm.mjs';

const STEPS = /** @type {const} */ ([
  ['lists: extension/data', lists],
  ['wasm: extension/wasm', wasm],
  ['command line: target/release/telltale', cli],
  ['extensions: dist/firefox, dist/chromium', shells],
  ['Node module: dist/node', node],
]);

/** Builds everything. */
export async function build() {
  const start = performance.now();
  for (const [what, step] of STEPS) await timed(what, step);
  say(`built in ${spell(performance.now() - start)}`);
}
