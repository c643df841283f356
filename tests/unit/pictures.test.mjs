/** Pictures: who is joined with whom, in which order, and where bands and outlines lie. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whoHeard } from '../../extension/components/who-heard.js';

// The libraries look for the global of a page.
Object.assign(globalThis, { self: globalThis });
const { layFlow, NODE, WIDTH } = await import('../../extension/components/flow-layout.js');
const { HEIGHT, layAreas, layLine } = await import('../../extension/components/timeline-layout.js');

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
  country: null,
  ...facts,
});

const TOLD = [{ category: 'page_url', count: 1 }];

test('recipients of one company are one, told if one of them was', () => {
  const { companies, sites, joins } = whoHeard(
    [
      heard('a.example', ['one.example'], { company: 'Ample' }),
      heard('b.example', ['two.example', 'one.example'], { company: 'Ample', told: TOLD }),
      heard('c.example', ['two.example']),
    ],
    ['two.example', null, 'quiet.example', 'one.example'],
    [],
  );
  assert.deepEqual(
    sites,
    ['two.example', 'one.example'],
    'in the order of the core, those that were heard of',
  );
  assert.deepEqual(
    companies.map(({ name, told, sites: on }) => ({ name, told, on })),
    [
      { name: 'Ample', told: true, on: ['two.example', 'one.example'] },
      { name: 'c.example', told: false, on: ['two.example'] },
    ],
  );
  assert.deepEqual(
    joins.filter(({ column }) => column === 0),
    [
      { column: 0, from: 0, to: 0, value: 1, told: true },
      { column: 0, from: 1, to: 0, value: 1, told: true },
      { column: 0, from: 0, to: 1, value: 1, told: false },
    ],
  );
});

test('a band to a country is as broad as the sites on which somebody there heard, and one that is not known is one', () => {
  const { countries, joins } = whoHeard(
    [
      heard('a.example', ['one.example', 'two.example'], { company: 'Ample', country: 'US' }),
      heard('b.example', ['one.example'], { company: 'Ample', country: 'CH', told: TOLD }),
      heard('c.example', ['one.example'], { country: null }),
    ],
    ['one.example', 'two.example'],
    ['CH', 'FR', null, 'US'],
  );
  assert.deepEqual(countries, ['CH', null, 'US'], 'in the order of the core, those that answered');
  assert.deepEqual(
    joins.filter(({ column }) => column === 1),
    [
      { column: 1, from: 0, to: 2, value: 2, told: false },
      { column: 1, from: 0, to: 0, value: 1, told: true },
      { column: 1, from: 1, to: 1, value: 1, told: false },
    ],
  );
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
    [],
  );
  assert.deepEqual(companies, []);
});

test('what there is no room for is counted, and every name that is drawn has a band', () => {
  const many = Array.from({ length: 40 }, (_, at) =>
    heard(`r${at}.example`, [`s${at}.example`, 's0.example'], { country: `C${at}` }),
  );
  const { sites, companies, countries, moreSites, moreCompanies, moreCountries, joins } = whoHeard(
    many,
    ['s39.example', 's38.example'],
    ['C39'],
  );
  assert.deepEqual(
    [sites.length + moreSites, companies.length + moreCompanies, countries.length + moreCountries],
    [40, 40, 40],
  );
  assert.ok(moreSites > 0 && moreCompanies > 0 && moreCountries > 0);
  for (const [column, names] of [sites, companies].entries()) {
    const from = joins.filter((join) => join.column === column).map((join) => join.from);
    assert.equal(new Set(from).size, names.length);
  }
  for (const [column, names] of [companies, countries].entries()) {
    const to = joins.filter((join) => join.column === column).map((join) => join.to);
    assert.equal(new Set(to).size, names.length);
  }
});

test('what is drawn beside names for which there is no room is joined to those that are drawn', () => {
  const third = (/** @type {number} */ at) => Math.floor(at / 3);
  const many = Array.from({ length: 120 }, (_, at) =>
    heard(`r${at}.example`, [at % 3 === 2 ? `t${at}.example` : `s${third(at)}.example`], {
      company: `Company ${third(at)}`,
      country: `C${at}`,
    }),
  );
  // It answered from a country that is drawn, but there only on a site that is not.
  const company = 'Company Plus';
  many.unshift(
    heard('p.example', ['s0.example'], { company, country: 'C0' }),
    heard('q.example', ['t119.example'], { company, country: 'C3' }),
  );
  const order = Array.from({ length: 40 }, (_, at) => `s${at}.example`);
  for (const sitesInOrder of [['t2.example', 't5.example', ...order], order]) {
    const { sites, companies, countries, moreSites, moreCompanies, moreCountries, joins } = whoHeard(
      many,
      sitesInOrder,
      [],
    );
    assert.deepEqual(
      [sites.length + moreSites, companies.length + moreCompanies, countries.length + moreCountries],
      [80, 41, 120],
    );
    const companiesWithBands = new Set(joins.filter(({ column }) => column === 0).map(({ to }) => to));
    assert.deepEqual([...companiesWithBands].sort(), [...companies.keys()].sort());
    const countriesWithBands = new Set(joins.filter(({ column }) => column === 1).map(({ to }) => to));
    assert.deepEqual([...countriesWithBands].sort(), [...countries.keys()].sort());
    assert.ok(joins.every(({ value }) => value > 0));
  }
});

test('names have a line each, bands stay within the picture, and order is kept', () => {
  const joins = Array.from({ length: 12 }, (_, from) =>
    Array.from({ length: 12 }, (_, to) => ({ column: 0, from, to, value: 1, told: (from + to) % 2 === 0 })),
  ).flat();
  for (const some of [
    joins,
    joins.filter(({ from, to }) => from === to),
    joins.filter(({ from }) => from === 0),
  ]) {
    const left = new Set(some.map(({ from }) => from)).size;
    const right = new Set(some.map(({ to }) => to)).size;
    // One company in three answers from a second country, one in four from none that is drawn.
    const further = Array.from({ length: right }, (_, from) => [
      ...(from % 4 === 3 ? [] : [{ column: 1, from, to: from % 2, value: left, told: false }]),
      ...(from % 3 === 0 ? [{ column: 1, from, to: 2, value: 1, told: true }] : []),
    ]).flat();
    const all = [...some, ...further];
    const columns = [left, right, Math.max(...further.map(({ to }) => to)) + 1];
    const { height, boxes, bands } = layFlow(columns, all);
    for (const [column, stack] of boxes.entries()) {
      assert.equal(stack.length, columns[column]);
      const middles = stack.map(({ y0, y1 }) => (y0 + y1) / 2);
      for (const [at, middle] of middles.entries()) {
        const before = middles[at - 1];
        if (before !== undefined) assert.ok(middle - before >= 21.9, `${middle} after ${before}`);
      }
      for (const { x0, x1, y0, y1 } of stack) {
        assert.ok(y0 >= -0.01 && y1 <= height + 0.01 && y1 > y0, `${y0} to ${y1} of ${height}`);
        assert.equal((x0 + x1) / 2, NODE / 2 + column * (WIDTH - NODE / 2), 'each in its column');
      }
    }
    assert.equal(bands.length, all.length);
    assert.deepEqual(
      bands.map(({ told, column }) => [column, told]),
      all.map(({ told, column }) => [column, told]),
    );
  }
});

test('nothing to join is nothing to draw', () => {
  assert.deepEqual(layFlow([0, 0, 0], []), { height: 0, boxes: [[], [], []], bands: [] });
});

test('steps stand on each other and reach to the end of the last stretch', () => {
  const stretches = [
    { told: 1, other: 3 },
    { told: 2, other: 0 },
  ];
  const [told, other] = layAreas(stretches, ['told', 'other'], 4);
  const numbers = (/** @type {string | undefined} */ path) => (path?.match(/[\d.]+/g) ?? []).map(Number);
  assert.deepEqual([told?.name, other?.name], ['told', 'other']);
  // There and back: x and y of each corner.
  assert.deepEqual(numbers(told?.path).slice(0, 10), [0, 75, 1, 75, 1, 50, 2, 50, 2, 50]);
  assert.deepEqual(numbers(other?.path).slice(0, 10), [0, 0, 1, 0, 1, 50, 2, 50, 2, 50]);
  assert.deepEqual(numbers(layLine([0, 100], 100)), [0, HEIGHT, 1, HEIGHT, 1, 0, 2, 0, 2, 0]);
});
