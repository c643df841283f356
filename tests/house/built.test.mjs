/**
 * What the build made: that it is there, and that it could have been made on any machine.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { ROOT, holds } from './tree.mjs';

const WASM = join(ROOT, 'extension', 'wasm', 'telltale_bg.wasm');

test('the wasm names no directory of this machine', () => {
  assert.ok(existsSync(WASM), 'extension/wasm is not built; run `npm run build`');
  const text = readFileSync(WASM).toString('latin1');
  const home = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  holds(
    'The same sources have to give the same bytes everywhere; scripts/build/wasm.mjs renames directories:',
    [ROOT, home, homedir()].filter((directory) => directory.length > 1 && text.includes(`${directory}/`)),
  );
});
