/** The help says what docs/scoring.md says, which says what the core does. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { EACH_OTHER, GRADES, OTHERS, PARTS } from '../../extension/help/example.js';

const scoring = await readFile(new URL('../../docs/scoring.md', import.meta.url), 'utf8');
const example = scoring.split('## An example')[1]?.split('\n## ')[0] ?? '';

test('the example earns what the documentation says', () => {
  const rows = [...example.matchAll(/^\| `(\w+)` +\| (\d+) /gm)];
  assert.deepEqual(
    PARTS,
    rows.map(([, part, points]) => ({ part, points: Number(points) })),
  );
});

test('its exposure and its grade are those of the documentation', () => {
  const score = PARTS.reduce((sum, { points }) => sum + points, 0);
  const [, before, total, letter] =
    /its exposure is (\d+)(?: \+ \d+)+ = (\d+), grade (\w)/.exec(example.replaceAll('\n', ' ')) ?? [];
  assert.deepEqual([score, score + OTHERS * EACH_OTHER], [Number(before), Number(total)]);
  assert.equal(GRADES.find(({ to }) => Number(total) <= to)?.grade, letter);
});

test('grades begin and end where the documentation says', () => {
  const rows = [...scoring.matchAll(/^\| ([A-F]) +\| (\d+)(?:–(\d+))? +\|$/gm)];
  assert.deepEqual(
    GRADES,
    rows.map(([, grade, from, to = from]) => ({ grade, from: Number(from), to: Number(to) })),
  );
});
