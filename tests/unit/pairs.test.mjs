/** Combinations: every pair of values occurs, and there are not many more than there have to be. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pairwise } from '../e2e/pairs.mjs';

const values = (/** @type {string} */ name, /** @type {number} */ count) =>
  Array.from({ length: count }, (_, at) => `${name}${at}`);

for (const [state, width, theme, language, browser] of /** @type {const} */ ([
  [30, 3, 2, 2, 2],
  [1, 1, 1, 1, 1],
  [2, 3, 4, 5, 6],
])) {
  const factors = {
    state: values('state', state),
    width: values('width', width),
    theme: values('theme', theme),
    language: values('language', language),
    browser: values('browser', browser),
  };

  test(`every pair of ${Object.values(factors).map(({ length }) => length)} values`, () => {
    const rows = pairwise(factors);
    const names = /** @type {(keyof typeof factors)[]} */ (Object.keys(factors));
    for (const one of names)
      for (const other of names.filter((name) => name !== one))
        for (const first of factors[one])
          for (const second of factors[other])
            assert.ok(
              rows.some((row) => row[one] === first && row[other] === second),
              `${first} never meets ${second}`,
            );
    const [most = 0, next = 0] = Object.values(factors)
      .map(({ length }) => length)
      .sort((a, b) => b - a);
    assert.ok(rows.length <= most * next * 1.35, `${rows.length} where ${most * next} have to be`);
    assert.deepEqual(pairwise(factors), rows, 'and always the same ones');
    // A pair of two factors that have two values each would do with one row: none is left with so few.
    const pairs = names.filter((name) => factors[name].length === 2);
    for (const one of pairs)
      for (const other of pairs.filter((name) => name > one))
        for (const first of factors[one])
          for (const second of factors[other]) {
            const together = rows.filter((row) => row[one] === first && row[other] === second).length;
            assert.ok(together >= rows.length / 8, `${first} meets ${second} ${together} times`);
          }
  });
}
