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
