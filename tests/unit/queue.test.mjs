/** The queue: order, bounds, and what is let go first. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EventQueue } from '../../extension/background/queue.js';
import { requestEvent } from './fake-core.mjs';

/** @param {Partial<import('../../extension/background/queue.js').Bounds>} bounds */
const queueOf = (bounds) => new EventQueue({ requests: 100, events: 1000, bytes: 1000, ...bounds });

test('events that were held back and came late come out when they happened', () => {
  const queue = queueOf({});
  const asked = requestEvent('seen', { requestId: '2', timeStamp: 30 });
  const opening = requestEvent('seen', { requestId: '1', timeStamp: 10 });
  const there = /** @type {const} */ ({ name: 'tab', details: { tab: 1, isPrivate: true } });
  const shown = /** @type {const} */ ({
    name: 'committed',
    details: { tab: 1, frame: 0, url: 'https://news.example/', at: 20 },
  });
  for (const event of [asked, there, opening, shown]) queue.push(event);
  assert.deepEqual(queue.drain(), [opening, there, shown, asked]);
});

test('events come out in the order in which they came in', () => {
  const queue = queueOf({});
  const events = [requestEvent('seen'), requestEvent('sent'), requestEvent('completed')];
  for (const event of events) assert.equal(queue.push(event), true);
  assert.deepEqual(queue.drain(), events);
  assert.equal(queue.length, 0);
});

test('a request that finds no room is counted, and the count comes last', () => {
  const queue = queueOf({ requests: 2 });
  assert.equal(queue.push(requestEvent('seen', { requestId: '1' })), true);
  assert.equal(queue.push(requestEvent('seen', { requestId: '2' })), true);
  assert.equal(queue.push(requestEvent('seen', { requestId: '3' })), false);
  assert.equal(queue.push(requestEvent('sent', { requestId: '1' })), true);
  assert.deepEqual(
    queue.drain().map(({ name, details }) => [name, 'count' in details ? details.count : null]),
    [
      ['seen', null],
      ['seen', null],
      ['sent', null],
      ['dropped', 1],
    ],
  );
  assert.deepEqual(queue.drain(), [], 'the count is told once');
});

test('a body that finds no room is said to be unseen; its request stays', () => {
  const queue = queueOf({ bytes: 100 });
  const bytes = new ArrayBuffer(80);
  queue.push(requestEvent('seen', { requestId: '1', url: '', requestBody: { raw: [{ bytes }] } }));
  queue.push(requestEvent('seen', { requestId: '2', url: '', requestBody: { raw: [{ bytes }] } }));
  const [first, second] = queue.drain();
  assert.deepEqual(first?.name === 'seen' && first.details.requestBody, { raw: [{ bytes }] });
  assert.deepEqual(second?.name === 'seen' && second.details.requestBody, { error: 'no room' });
});

test('what is told of tabs still fits when requests no longer do', () => {
  const queue = queueOf({ events: 2 });
  queue.push(requestEvent('sent'));
  queue.push(requestEvent('completed'));
  assert.equal(queue.push(requestEvent('failed')), false);
  assert.equal(queue.push({ name: 'tab', details: { tab: 1, isPrivate: true } }), true);
  assert.equal(queue.push({ name: 'tab', details: { tab: 2, isPrivate: true } }), true);
  assert.equal(
    queue.push({ name: 'tab', details: { tab: 3, isPrivate: true } }),
    false,
    'but not without end',
  );
  assert.equal(queue.dropped, 0, 'no request was lost');
});

test('it knows of which tabs it will tell that they show another page', () => {
  const queue = queueOf({});
  queue.push(requestEvent('seen', { type: 'main_frame', tabId: 1 }));
  queue.push(requestEvent('seen', { type: 'image', tabId: 2 }));
  queue.push(requestEvent('completed', { type: 'main_frame', tabId: 3 }));
  queue.push({ name: 'committed', details: { tab: 4, frame: 0, url: 'https://news.example/' } });
  queue.push({ name: 'committed', details: { tab: 5, frame: 7, url: 'https://news.example/frame' } });
  assert.deepEqual(queue.turning(), new Set([1, 4]));
});
