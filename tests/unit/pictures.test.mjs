/** Pictures: who is joined with whom, in which order, and where bands lie. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whoHeard } from '../../extension/components/who-heard.js';

// The libraries look for the global of a page.
Object.assign(globalThis, { self: globalThis });
const { layFlow, WIDTH } = await import('../../extension/components/flow-layout.js');

/**
 * @param {string} domain
 * @param {string[]} sites
 * @param {Partial<import('../../extension/components/who-heard.js').Heard>} [facts]
 */
const heard = (domain, sites, facts = {}) => ({
  registrable_domain: domain,
  company: null,
  party: /** @type {const} */ ('third'),
  sites,
  requests: 1,
  told: [],
  ...facts,
});

test('recipients of one company are one, told if one of them was', () => {
  const told = [{ category: 'page_url', count: 1 }];
  const { companies, sites, joins } = whoHeard(
    [
      heard('a.example', ['one.example'], { company: 'Ample' }),
      heard('b.example', ['two.example', 'one.example'], { company: 'Ample', told }),
      heard('c.example', ['two.example']),
    ],
    ['two.example', null, 'quiet.example', 'one.example'],
  );
  assert.deepEqual(
    sites,
    ['two.example', 'one.example'],
    'in the order of the core, those that were heard of',
  );
  assert.deepEqual(companies, [
    { name: 'Ample', told: true, sites: ['two.example', 'one.example'] },
    { name: 'c.example', told: false, sites: ['two.example'] },
  ]);
  assert.deepEqual(joins, [
    { from: 0, to: 0, told: true },
    { from: 1, to: 0, told: true },
    { from: 0, to: 1, told: false },
  ]);
});

test('the site itself, the browser itself and what never left are not in it', () => {
  const { companies } = whoHeard(
    [
      heard('a.example', ['a.example'], { party: 'first' }),
      heard('b.example', ['a.example'], { party: 'browser' }),
      heard('c.example', ['a.example'], { requests: 0 }),
      heard('d.example', []),
    ],
    ['a.example'],
  );
  assert.deepEqual(companies, []);
});

test('what there is no room for is counted, and every name that is drawn has a band', () => {
  const many = Array.from({ length: 40 }, (_, at) =>
    heard(`r${at}.example`, [`s${at}.example`, 's0.example']),
  );
  const { sites, companies, moreSites, moreCompanies, joins } = whoHeard(many, [
    's39.example',
    's38.example',
  ]);
  assert.deepEqual([sites.length + moreSites, companies.length + moreCompanies], [40, 40]);
  assert.ok(moreSites > 0 && moreCompanies > 0);
  assert.deepEqual(new Set(joins.map(({ from }) => from)).size, sites.length);
  assert.deepEqual(new Set(joins.map(({ to }) => to)).size, companies.length);
});

test('names have a line each, bands stay within the picture, and order is kept', () => {
  const joins = Array.from({ length: 12 }, (_, from) =>
    Array.from({ length: 12 }, (_, to) => ({ from, to, told: (from + to) % 2 === 0 })),
  ).flat();
  for (const some of [
    joins,
    joins.filter(({ from, to }) => from === to),
    joins.filter(({ from }) => from === 0),
  ]) {
    const left = new Set(some.map(({ from }) => from)).size;
    const right = new Set(some.map(({ to }) => to)).size;
    const { height, from, to, bands } = layFlow(left, right, some);
    for (const boxes of [from, to]) {
      const middles = boxes.map(({ y0, y1 }) => (y0 + y1) / 2);
      for (const [at, middle] of middles.entries()) {
        const before = middles[at - 1];
        if (before !== undefined) assert.ok(middle - before >= 21.9, `${middle} after ${before}`);
      }
      for (const { x0, x1, y0, y1 } of boxes) {
        assert.ok(y0 >= -0.01 && y1 <= height + 0.01 && y1 > y0, `${y0} to ${y1} of ${height}`);
        assert.ok(x0 >= 0 && x1 <= WIDTH);
      }
    }
    assert.equal(bands.length, some.length);
    assert.deepEqual(
      bands.map(({ told }) => told),
      some.map(({ told }) => told),
    );
  }
});

test('nothing to join is nothing to draw', () => {
  assert.deepEqual(layFlow(0, 0, []), { height: 0, from: [], to: [], bands: [] });
});
