/**
 * No module grows unseen: `tests/cost/sizes.json` says how large each was.
 *
 * Decides nothing: what is counted is `sizes.mjs`'s, and what is too much is `verdict.mjs`'s to say.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { compiler } from '../cost/measure.mjs';
import { RENEW, kept, measure } from '../cost/sizes.mjs';
import { percent, wrong } from '../cost/verdict.mjs';

test('the modules are as large as they were', async (t) => {
  const [before, here, now] = [await kept(), await compiler(), await measure()];
  for (const [part, size] of Object.entries(now)) {
    t.diagnostic(`${part}: ${size} bytes (${percent(size / (before.bytes[part] ?? NaN))})`);
  }
  assert.deepEqual(
    wrong(before.bytes, now, before.compiler.rustc === here.rustc, 'bytes'),
    [],
    `\`node tests/bench/sizes.mjs\` says where they are. If it has to be so, \`${RENEW}\` renews the sizes.`,
  );
});

test('what a size is held against says bytes', () => {
  assert.deepEqual([percent(NaN), percent(1.25), percent(0.5)], ['new', '+25.0 %', '−50.0 %']);
  assert.match(
    wrong({ a: 1000 }, { a: 1051 }, true, 'bytes').join(),
    /^a: 1051 bytes, 1000 before .*\+5\.1 %/,
  );
});
