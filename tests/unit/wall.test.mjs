/** The way into wasm memory, against the contract that both sides were written to. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BODY_LIMIT, CHANGED, Wall } from '../../extension/background/wall.js';
import { fakeCore, requestEvent } from './fake-core.mjs';

/** @param {import('../../extension/background/events.js').Event[]} events */
function crossed(...events) {
  const { core, lives } = fakeCore();
  const wall = new Wall(core.open());
  const told = events.map((event) => wall.cross(event));
  return { calls: lives[0]?.calls ?? [], told };
}

test('the strings of a request cross in the order of the contract, the absent ones empty', () => {
  const { calls, told } = crossed(
    requestEvent('seen', {
      url: 'https://tracker.example/ü?q=1',
      requestId: '42',
      initiator: 'https://news.example',
      documentId: 'D',
    }),
  );
  assert.deepEqual(calls, [
    {
      call: 'seen',
      args: [
        'https://tracker.example/ü?q=1',
        '42',
        'GET',
        'https://news.example',
        '',
        '',
        'D',
        1,
        7,
        1000,
        0,
      ],
    },
  ]);
  assert.deepEqual(told, [CHANGED]);
});

test('Firefox says the mode and the frames; the topmost is the last', () => {
  const frameAncestors = [
    { url: 'https://frame.example/', frameId: 3 },
    { url: 'https://news.example/', frameId: 0 },
  ];
  const [call] = crossed(
    requestEvent('seen', {
      originUrl: 'https://o.example/',
      documentUrl: 'https://d.example/',
      frameAncestors,
      incognito: true,
    }),
  ).calls;
  assert.deepEqual(call?.args.slice(3, 7), [
    'https://o.example/',
    'https://d.example/',
    'https://news.example/',
    '',
  ]);
  assert.equal(call?.args.at(-1), 3);
});

test('flags: the mode said by the browser, a page that was left, a page’s own document', () => {
  const flagsOf = (/** @type {object} */ details) =>
    crossed(requestEvent('seen', details)).calls[0]?.args.at(-1);
  assert.equal(flagsOf({ incognito: false }), 1);
  assert.equal(flagsOf({ documentLifecycle: 'active' }), 0);
  for (const left of ['cached', 'pending_deletion']) assert.equal(flagsOf({ documentLifecycle: left }), 4);
  for (const coming of ['', 'prerender']) assert.equal(flagsOf({ documentLifecycle: coming }), 0);
  assert.equal(flagsOf({ frameId: 0 }), 16);
  assert.equal(flagsOf({ frameId: 4 }), 0);
  assert.equal(flagsOf({ incognito: true, itself: true }), 11);
});

test('a beacon is a ping, and a type that nobody knows is "other"', () => {
  const kindOf = (/** @type {string} */ type) => crossed(requestEvent('seen', { type })).calls[0]?.args[7];
  assert.equal(kindOf('beacon'), kindOf('ping'));
  assert.equal(kindOf('json'), kindOf('other'));
});

test('an address that is larger than the buffer gets a larger buffer, and memory that has moved is found', () => {
  const url = `https://tracker.example/${'ü'.repeat(1_000_000)}`;
  const { calls } = crossed(requestEvent('seen', { url }));
  assert.deepEqual(
    calls.map(({ call }) => call),
    ['reserve', 'seen'],
  );
  assert.equal(calls[1]?.args[0], url);
});

test('at most a mebibyte of a body crosses, and its size is told', () => {
  const parts = [new ArrayBuffer(BODY_LIMIT - 10), new ArrayBuffer(100), new ArrayBuffer(5)];
  const { calls } = crossed(
    requestEvent('seen', { requestBody: { raw: parts.map((bytes) => ({ bytes })) } }),
  );
  assert.deepEqual(
    calls.slice(0, 3).map(({ args: [bytes, total] }) => [/** @type {Uint8Array} */ (bytes).length, total]),
    [
      [BODY_LIMIT - 10, BODY_LIMIT - 10],
      [10, 100],
      [0, 5],
    ],
  );
});

test('a body that the browser withholds, a file and a form that is too long are said to be unseen', () => {
  const names = (/** @type {import('../../extension/background/events.js').RequestBody} */ requestBody) =>
    crossed(requestEvent('seen', { requestBody }))
      .calls.slice(0, -1)
      .map(({ call }) => call);
  assert.deepEqual(names({ error: 'Unknown error.' }), ['bodyUnseen']);
  assert.deepEqual(names({ raw: [{ file: '/a' }, { bytes: new ArrayBuffer(1) }] }), [
    'bodyUnseen',
    'bodyRaw',
  ]);
  assert.deepEqual(names({ formData: { a: ['1'], b: ['x'.repeat(BODY_LIMIT)] } }), [
    'bodyField',
    'bodyUnseen',
  ]);
  assert.deepEqual(names({ formData: { a: [new Uint8Array([0xff]).buffer] } }), ['bodyUnseen'], 'not text');
});

test('only wanted headers cross, in lower case, and that they are shown is said', () => {
  const requestHeaders = [
    { name: 'Referer', value: 'https://news.example/' },
    { name: 'User-Agent', value: 'x' },
    { name: 'Cookie' },
  ];
  assert.deepEqual(crossed(requestEvent('sent', { requestHeaders })).calls, [
    { call: 'headersShown', args: [] },
    { call: 'header', args: ['referer', 'https://news.example/'] },
    { call: 'sent', args: ['1'] },
  ]);
  assert.deepEqual(
    crossed(requestEvent('sent')).calls.map(({ call }) => call),
    ['sent'],
  );
});

test('what else happens crosses with its own figures', () => {
  const { calls } = crossed(
    requestEvent('redirected', { statusCode: 302, ip: null, setCookies: ['a=1', 'b=2'] }),
    requestEvent('answered', { statusCode: 200, ip: '192.0.2.1', fromCache: true }),
    requestEvent('answered', { statusCode: 200, ip: '192.0.2.1', proxyInfo: { type: 'http' } }),
    requestEvent('redirected', { ip: '192.0.2.1', proxyInfo: { type: 'direct' } }),
    requestEvent('completed', { statusCode: 304, fromCache: true }),
    requestEvent('failed', { error: 'NS_ERROR_TRACKING_URI' }),
    { name: 'committed', details: { tab: 7, frame: 0, url: 'https://news.example/', at: 8 } },
    { name: 'moved', details: { tab: 7, url: 'https://news.example/2' } },
    { name: 'shows', details: { tab: 7, url: 'https://news.example/3', at: 9 } },
    { name: 'tabClosed', details: { tab: 7, at: 6 } },
  );
  assert.deepEqual(calls, [
    { call: 'cookieSet', args: ['1', 'a=1'] },
    { call: 'cookieSet', args: ['1', 'b=2'] },
    { call: 'redirected', args: ['1', undefined, false] },
    { call: 'answered', args: ['1', 200, '192.0.2.1', true, false] },
    { call: 'answered', args: ['1', 200, '192.0.2.1', false, true] },
    { call: 'redirected', args: ['1', '192.0.2.1', false] },
    { call: 'completed', args: ['1', 304, true] },
    { call: 'failed', args: ['1', 'NS_ERROR_TRACKING_URI'] },
    { call: 'committed', args: [7, 0, 'https://news.example/', undefined, 8] },
    { call: 'moved', args: [7, 'https://news.example/2'] },
    { call: 'shows', args: [7, 'https://news.example/3', 9] },
    { call: 'tabClosed', args: [7, 6] },
  ]);
});
