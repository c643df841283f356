/**
 * What the build made: that it is there, and that it could have been made on any machine.
 */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { MODULES } from '../../scripts/build/wasm.mjs';
import { ROOT, holds } from './tree.mjs';

for (const { name } of MODULES) {
  test(`the module "${name}" names no directory of this machine`, () => {
    const path = join(ROOT, 'extension', 'wasm', `${name}_bg.wasm`);
    assert.ok(existsSync(path), 'extension/wasm is not built; run `npm run build`');
    const text = readFileSync(path).toString('latin1');
    const home = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
    holds(
      'The same sources have to give the same bytes everywhere; scripts/build/wasm.mjs renames directories:',
      [ROOT, home, homedir()].filter((directory) => directory.length > 1 && text.includes(`${directory}/`)),
    );
  });
}
