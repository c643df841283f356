/**
 * What is made again, and what is not.
 */

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const place = await mkdtemp(join(tmpdir(), 'telltale-fresh-'));
// The stamps go where cargo builds; this has to be said before the modules are read.
process.env.CARGO_TARGET_DIR = join(place, 'target');
const { refresh } = await import('../../../scripts/base/fresh.mjs');
after(() => rm(place, { recursive: true }));

const input = join(place, 'input');
const output = join(place, 'output');
let made = 0;

/** @param {string} [recipe] */
const make = (recipe) =>
  refresh({ name: 'copy', inputs: [input], outputs: [output], recipe }, async () => {
    made += 1;
    await writeFile(output, await readFile(input));
  });

test('makes once, and again only for a reason', async () => {
  await writeFile(input, 'one');
  assert.equal(await make(), true, 'there was nothing');
  assert.equal(await make(), false, 'nothing changed');

  await utimes(input, new Date(), new Date());
  assert.equal(await make(), false, 'a date is not a change');

  await writeFile(input, 'two');
  assert.equal(await make(), true, 'the input changed');
  assert.equal(await readFile(output, 'utf8'), 'two');

  await writeFile(output, 'edited');
  assert.equal(await make(), true, 'somebody edited the output');
  await rm(output);
  assert.equal(await make(), true, 'somebody deleted the output');

  assert.equal(await make('-Os'), true, 'the recipe changed');
  assert.equal(await make('-Os'), false);
  assert.equal(made, 5);
});

test('a step that lacks an input says which', async () => {
  const lacking = refresh({ name: 'lacking', inputs: [join(place, 'absent')], outputs: [] }, async () => {});
  await assert.rejects(lacking, /"lacking" needs .*absent/);
});

test('a step that does not write what it promised has failed', async () => {
  const lazy = refresh({ name: 'lazy', inputs: [input], outputs: [join(place, 'promised')] }, async () => {});
  await assert.rejects(lazy, /did not write all of: .*promised/);
});

test('a step that failed is tried again', async () => {
  const making = { name: 'failing', inputs: [input], outputs: [output] };
  const broken = refresh(making, async () => {
    throw new Error('out of paper');
  });
  await assert.rejects(broken, /out of paper/);
  assert.equal(await refresh(making, async () => {}), true);
});
