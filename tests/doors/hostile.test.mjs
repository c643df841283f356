/**
 * Hostile requests through the built wasm: it never traps, and its memory stays within bounds.
 *
 * How long each takes is a figure, not a test: tests/bench/opening.mjs prints it.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hostile } from './hostile.mjs';
import { KEY, openCore } from './wasm.mjs';

const PAGE = 'https://www.example.org/private/path';
/** So much more memory than at rest may be in use. */
const GROWTH = 32 * 1024 * 1024;

test('nothing traps, and memory stays within bounds', async (t) => {
  for (const { name, url = 'https://tracker.test/t', body = null, headers = [], cut } of hostile()) {
    await t.test(name, () => {
      const { meter, memory, wall } = openCore();
      /** @param {string} requestId */
      const details = (requestId) => ({
        requestId,
        url,
        method: 'POST',
        type: 'ping',
        tabId: 1,
        timeStamp: 1,
      });
      wall.cross({ name: 'tab', details: { tab: 1, isPrivate: true } });
      wall.cross({ name: 'committed', details: { tab: 1, frame: 0, url: PAGE } });
      // A first request makes the tables that all share.
      wall.cross({ name: 'seen', details: { ...details('first'), url: `https://tracker.test/?u=${PAGE}` } });
      const atRest = memory.buffer.byteLength;

      wall.cross({ name: 'seen', details: { ...details('it'), requestBody: body } });
      const requestHeaders = headers.map(([header, value]) => ({ name: header, value }));
      wall.cross({ name: 'sent', details: { ...details('it'), requestHeaders } });
      wall.cross({ name: 'completed', details: details('it') });
      const growth = memory.buffer.byteLength - atRest;
      assert.ok(growth <= GROWTH, `memory grew by ${(growth / 1024 / 1024).toFixed(1)} MB`);

      const { total, requests } = meter.requests({ from: 0, count: 9, reveal: false }, KEY);
      assert.equal(total, 1);
      if (cut) assert.notEqual(requests[0].body, 'seen');
      // The core goes on as before.
      wall.cross({
        name: 'seen',
        details: { ...details('next'), timeStamp: 2, url: `https://tracker.test/?u=${PAGE}` },
      });
      wall.cross({ name: 'sent', details: details('next') });
      assert.equal(meter.requests({ from: 0, count: 1 }, KEY).requests[0].findings.length, 1);
    });
  }
});
