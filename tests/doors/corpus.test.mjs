/** The corpus, through the built wasm as the extension's background feeds it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cases } from './cases.mjs';
import { events, KEY, openCore } from './wasm.mjs';

/** @typedef {import('./cases.mjs').Asked} Asked */
/** @typedef {import('./cases.mjs').Told} Told */

/**
 * What a browser does not tell of a request, and the cases that are left out because of it.
 * @type {{ reason: string, holds: (request: Asked) => boolean, names: string[] }[]}
 */
const LEFT_OUT = [
  {
    reason: 'the title of a page is not told with its requests',
    holds: ({ title }) => title !== undefined,
    names: ['layer-charset', 'meaning-title'],
  },
];

/** Headers are shown after the request was announced, so what they tell comes last. */
const inOrderOfArrival = (/** @type {Told[]} */ findings) => {
  const late = (/** @type {Told} */ { at }) => at.startsWith('header/');
  return [...findings.filter((told) => !late(told)), ...findings.filter(late)];
};

const all = cases();
const through = all.filter(({ request }) => !LEFT_OUT.some(({ holds }) => holds(request)));

test('what a browser does not tell is left out, and nothing else', () => {
  for (const { reason, holds, names } of LEFT_OUT) {
    const found = all.filter(({ request }) => holds(request)).map(({ name }) => name);
    assert.deepEqual(found, names, reason);
  }
  assert.ok(through.length >= 204, `${through.length} cases`);
});

test('every case gives what it says', async (t) => {
  const { meter, wall } = openCore();
  for (const [tab, { name, request, expected }] of through.entries()) {
    await t.test(name, () => {
      // Each case is a session of its own.
      meter.forget(undefined);
      for (const event of events(name, tab, request)) wall.cross(event);
      const { total, requests } = meter.requests({ from: 0, count: 2, reveal: true }, KEY);
      assert.equal(total, 1);
      /** @type {{ body: string, findings: Told[] }} */
      const { body, findings } = requests[0];
      const told = findings.map(({ category, at, value, flags = [] }) => ({
        category,
        at,
        value,
        ...(flags.length > 0 && { flags }),
      }));
      assert.deepEqual(told, inOrderOfArrival(expected.findings));
      assert.equal(body, expected.body);
    });
  }
});
