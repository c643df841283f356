/** What is told too early: for whom it waits, and for how long. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Early } from '../../extension/background/early.js';
import { requestEvent } from './fake-core.mjs';

const seen = (/** @type {string} */ requestId, /** @type {number} */ timeStamp) =>
  requestEvent('seen', { requestId, timeStamp });

test('what happened to a request is handed out once it is seen, oldest first, and only once', () => {
  const early = new Early();
  const other = requestEvent('sent', { requestId: '2', timeStamp: 15 });
  const completed = requestEvent('completed', { timeStamp: 30 });
  const sent = requestEvent('sent', { timeStamp: 10 });
  for (const event of [completed, other, sent]) early.hold(event);
  assert.deepEqual(early.after(seen('1', 10)), [sent, completed]);
  assert.deepEqual(early.after(seen('1', 10)), []);
  assert.deepEqual(early.after(seen('2', 5)), [other]);
  assert.equal(early.length, 0);
});

test('what happened before a request was led elsewhere is not told of where it was led to', () => {
  const early = new Early();
  const sent = requestEvent('sent', { timeStamp: 10 });
  const redirected = requestEvent('redirected', { timeStamp: 20 });
  for (const event of [sent, redirected]) early.hold(event);
  assert.deepEqual(early.after(seen('1', 21)), [], 'the second of two under one id');
  const next = requestEvent('sent', { timeStamp: 30 });
  early.hold(next);
  assert.deepEqual(early.after(seen('1', 9)), [sent, redirected], 'the first of them');
  assert.deepEqual(early.after(seen('1', 21)), [next]);
});

test('the end of a request waits until it is known that the request was sent', () => {
  const early = new Early();
  const completed = requestEvent('completed', { timeStamp: 30 });
  early.hold(completed);
  assert.deepEqual(early.after(seen('1', 10)), []);
  assert.deepEqual(early.after(requestEvent('answered', { timeStamp: 25 })), []);
  assert.deepEqual(early.after(requestEvent('sent', { timeStamp: 20 })), [completed]);
});

test('the oldest make room, and a flood of text is no flood of memory', () => {
  const few = new Early({ events: 2, bytes: 10_000 });
  for (const requestId of ['1', '2', '3']) few.hold(requestEvent('sent', { requestId }));
  assert.equal(few.length, 2);
  assert.deepEqual(few.after(seen('1', 0)), []);
  assert.equal(few.after(seen('3', 0)).length, 1);

  const short = new Early({ events: 100, bytes: 1000 });
  const requestHeaders = [{ name: 'cookie', value: 'c'.repeat(600) }];
  for (const requestId of ['1', '2']) short.hold(requestEvent('sent', { requestId, requestHeaders }));
  assert.equal(short.length, 1);
  short.hold(requestEvent('sent', { requestId: '3', url: `https://long.example/${'l'.repeat(2000)}` }));
  assert.equal(short.length, 0, 'what has no room at all is not held');
  short.hold(requestEvent('sent', { requestId: '4', requestHeaders }));
  assert.equal(short.length, 1, 'and takes none away afterwards');
});

test('all of them are let go together', () => {
  const early = new Early();
  early.hold(requestEvent('sent'));
  early.clear();
  assert.deepEqual(early.after(seen('1', 0)), []);
});

test('a request waits for its page, and what was told of it waits for the request', () => {
  const early = new Early();
  const [first, second, elsewhere] = [
    seen('1', 10),
    seen('2', 12),
    requestEvent('seen', { requestId: '3', tabId: 9 }),
  ];
  const sent = requestEvent('sent', { timeStamp: 11 });
  for (const event of [first, sent, elsewhere, second]) assert.deepEqual(early.hold(event), []);
  assert.ok(early.holds(first) && early.holds(sent) && !early.holds(requestEvent('sent', { timeStamp: 12 })));
  assert.deepEqual(early.ofPage(requestEvent('seen', { requestId: '5' })), [], 'what opens no page');
  const frame = { tab: 7, frame: 4, url: 'https://frame.example/' };
  assert.deepEqual(early.ofPage({ name: 'committed', details: frame }), [], 'nor a frame');
  const page = { tab: 7, frame: 0, url: 'https://news.example/' };
  assert.deepEqual(early.ofPage({ name: 'committed', details: page }), [first, second]);
  assert.deepEqual(early.after(first), [sent]);
  assert.ok(!early.holds(first) && !early.holds(sent));
  assert.deepEqual(early.ofPage(requestEvent('seen', { type: 'main_frame', tabId: 9 })), [elsewhere]);
  assert.equal(early.length, 0);
});

test('a request that there is no more room or no more time for is not lost', () => {
  const early = new Early({ events: 3, bytes: 10_000 });
  const sent = requestEvent('sent', { timeStamp: 11 });
  for (const event of [seen('1', 10), sent, seen('2', 12)]) early.hold(event);
  assert.deepEqual(early.hold(seen('3', 13)), [seen('1', 10), sent]);
  assert.deepEqual(early.requests(), [seen('2', 12), seen('3', 13)]);
  assert.equal(early.length, 0);
  assert.deepEqual(early.requests(), []);
});
