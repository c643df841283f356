/**
 * No way through the core takes more instructions than it did: `counts.json` beside this file says how many.
 *
 * Decides nothing: what is counted is `measure.mjs`'s, and what is too many is `verdict.mjs`'s to say. Time on a machine that
 * others use says little; the instructions of one program on one input hardly differ.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { PROFILES, RENEW, compiler, kept, measure } from './measure.mjs';
import { others, percent, wrong } from './verdict.mjs';

test('instructions for each request, list, entry and rule', async (t) => {
  const [before, here, now] = [await kept(), await compiler(), await measure()];
  const comparable = before.compiler.rustc === here.rustc && before.compiler.host === here.host;
  for (const [part, count] of Object.entries(now.counts)) {
    t.diagnostic(`${part}: ${count} (${percent(count / (before.counts[part] ?? NaN))})`);
  }
  if (!comparable) {
    const { rustc, host } = before.compiler;
    t.diagnostic(
      `The counts that are kept are those of rustc ${rustc} on ${host}, and here is ${here.rustc} on ${here.host}: ` +
        `only how they stand to each other is compared. \`${RENEW}\` renews them.`,
    );
  }
  assert.deepEqual(
    wrong(before.counts, now.counts, comparable),
    [],
    `${others(before, now)}What callgrind saw lies in ${PROFILES}. If it has to be so, \`${RENEW}\` renews the counts.`,
  );
});

test('a rise of a twentieth is too many, and what was won is kept', () => {
  const before = { a: 1000, b: 1000, c: 1000 };
  assert.deepEqual(wrong(before, { a: 1049, b: 810, c: 1000 }, true), []);
  assert.match(wrong(before, { a: 1051, b: 1000, c: 1000 }, true).join(), /^a: 1051 .*\+5\.1 %.*callgrind/);
  assert.match(wrong(before, { a: 1000, b: 790, c: 1000 }, true).join(), /^b: 790 .*renew/);
  assert.match(wrong(before, { a: 1000, b: 1000 }, true).join(), /^c: /);
});

test('under another compiler parts are held against each other', () => {
  const before = { a: 1000, b: 1000, c: 1000 };
  assert.deepEqual(wrong(before, { a: 1500, b: 1600, c: 1400 }, false), []);
  assert.match(
    wrong(before, { a: 1500, b: 2000, c: 1500 }, false).join(),
    /^b: 2000 .*\+33\.3 % beside the other parts/,
  );
  assert.match(wrong(before, { a: 1500, b: 1500, c: 1000 }, false).join(), /^c: 1000 /);
});

test('what the counts rest on beside the code is said where it is other', () => {
  const before = { list: 'a', things: { judge: 200, har: 7 } };
  assert.equal(others(before, { list: 'a', things: { judge: 200, har: 7 } }), '');
  assert.match(
    others(before, { list: 'b', things: { judge: 200, har: 7 } }),
    /^The built-in list is another.* /,
  );
  assert.match(
    others(before, { list: 'a', things: { judge: 214, har: 7 } }),
    /^judge: 214 things, 200 before.* /,
  );
});
