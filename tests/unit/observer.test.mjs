/** The observer: every listener at once, in the shape of the contract. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { headerOptions, observe } from '../../extension/background/observer.js';

/** @typedef {import('webextension-polyfill').Browser} Browser */
/** @typedef {import('../../extension/background/events.js').Event} Event */

/** A browser that can only be listened to. */
function fakeBrowser() {
  /** @type {Record<string, { listener: (...args: any[]) => unknown, rest: unknown[] }>} */
  const registered = {};
  const space = (/** @type {string[]} */ ...names) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        {
          addListener: (/** @type {() => unknown} */ listener, /** @type {unknown[]} */ ...rest) => {
            registered[name] = { listener, rest };
          },
        },
      ]),
    );
  const browser = {
    webRequest: space(
      'onBeforeRequest',
      'onSendHeaders',
      'onBeforeRedirect',
      'onResponseStarted',
      'onCompleted',
      'onErrorOccurred',
    ),
    webNavigation: space('onCommitted', 'onHistoryStateUpdated'),
    tabs: space('onCreated', 'onUpdated', 'onRemoved'),
  };
  return { browser: /** @type {Browser} */ (/** @type {unknown} */ (browser)), registered };
}

function observed() {
  const { browser, registered } = fakeBrowser();
  /** @type {Event[]} */
  const told = [];
  observe(browser, (event) => told.push(event));
  return {
    registered,
    told,
    fire: (/** @type {string} */ name, /** @type {unknown[]} */ ...args) =>
      registered[name]?.listener(...args),
  };
}

test('every listener is there when observe returns, each with the arguments that both browsers take', () => {
  const { registered } = observed();
  assert.equal(Object.keys(registered).length, 11);
  assert.deepEqual(registered['onBeforeRequest']?.rest[1], ['requestBody']);
  assert.equal(registered['onErrorOccurred']?.rest.length, 1, 'Firefox refuses a third argument');
  for (const name of ['onBeforeRequest', 'onSendHeaders', 'onCompleted']) {
    const [{ urls }] = /** @type {[{ urls: string[] }]} */ (registered[name]?.rest ?? [{ urls: [] }]);
    assert.ok(
      urls.every((url) => /^(https?|wss?):/.test(url)),
      'own pages are not requests',
    );
  }
});

test('listeners return nothing: Telltale changes no request', () => {
  const { fire } = observed();
  assert.equal(fire('onBeforeRequest', { requestId: '1' }), undefined);
});

test('events are told in the order and under the names of the contract', () => {
  const { fire, told } = observed();
  const names = [
    'onBeforeRequest',
    'onSendHeaders',
    'onBeforeRedirect',
    'onResponseStarted',
    'onCompleted',
    'onErrorOccurred',
  ];
  for (const name of names) fire(name, { requestId: name });
  assert.deepEqual(
    told.map(({ name }) => name),
    ['seen', 'sent', 'redirected', 'answered', 'completed', 'failed'],
  );
});

test('of an answer only the cookies that it sets are told, and only when there are some', () => {
  const { fire, told, registered } = observed();
  assert.deepEqual(registered['onResponseStarted']?.rest[1], ['responseHeaders']);
  assert.deepEqual(registered['onBeforeRedirect']?.rest[1], ['responseHeaders']);
  const type = { name: 'content-type', value: 'image/gif' };
  const cookie = { name: 'Set-Cookie', value: 'id=1\nb=2' };
  const answer = {
    ...{ url: 'https://a.example/', method: 'GET', type: 'image', tabId: 7, timeStamp: 1 },
    ...{ statusCode: 200, ip: null, fromCache: true, proxyInfo: { type: 'http' } },
  };
  const untold = { frameId: 0, statusLine: 'HTTP/1.1 200 OK' };
  fire('onResponseStarted', { requestId: '1', ...answer, ...untold, responseHeaders: [type, cookie] });
  fire('onBeforeRedirect', { requestId: '2', ...answer, ...untold, responseHeaders: [type] });
  fire('onResponseStarted', { requestId: '3', ...answer, ...untold });
  assert.deepEqual(told, [
    { name: 'answered', details: { requestId: '1', ...answer, setCookies: ['id=1\nb=2'] } },
    { name: 'redirected', details: { requestId: '2', ...answer, setCookies: undefined } },
    { name: 'answered', details: { requestId: '3', ...answer, setCookies: undefined } },
  ]);
});

test('a document that is shown and an address that only changes are told apart; frames do not move the page', () => {
  const { fire, told } = observed();
  const details = { tabId: 7, timeStamp: 1, url: 'https://news.example/' };
  fire('onCommitted', { ...details, frameId: 0, documentId: 'D', transitionType: 'link' });
  fire('onCommitted', { ...details, frameId: 3 });
  fire('onHistoryStateUpdated', { ...details, frameId: 0 });
  fire('onHistoryStateUpdated', { ...details, frameId: 3 });
  assert.deepEqual(told, [
    { name: 'committed', details: { tab: 7, frame: 0, url: details.url, documentId: 'D', at: 1 } },
    { name: 'committed', details: { tab: 7, frame: 3, url: details.url, documentId: undefined, at: 1 } },
    { name: 'moved', details: { tab: 7, url: details.url, at: 1 } },
  ]);
});

test('tabs tell whether they are private', () => {
  const { fire, told } = observed();
  fire('onCreated', { id: 7, incognito: true, url: 'about:blank' });
  fire(
    'onUpdated',
    7,
    { url: 'https://news.example/' },
    { id: 7, incognito: true, url: 'https://news.example/' },
  );
  fire('onUpdated', 7, { status: 'complete' }, { id: 7, incognito: true });
  fire('onRemoved', 7, {});
  assert.deepEqual(told.slice(0, 2), [
    { name: 'tab', details: { tab: 7, isPrivate: true, url: 'about:blank' } },
    { name: 'tab', details: { tab: 7, isPrivate: true, url: 'https://news.example/' } },
  ]);
  assert.equal(told.length, 3);
  assert.equal(told[2]?.name, 'tabClosed');
});

test('extra headers are asked for only where the browser knows them', () => {
  const options = (/** @type {object} */ webRequest) =>
    headerOptions(/** @type {Browser['webRequest']} */ (webRequest));
  assert.deepEqual(options({ OnSendHeadersOptions: { EXTRA_HEADERS: 'extraHeaders' } }), [
    'requestHeaders',
    'extraHeaders',
  ]);
  assert.deepEqual(options({ OnSendHeadersOptions: { REQUEST_HEADERS: 'requestHeaders' } }), [
    'requestHeaders',
  ]);
  assert.deepEqual(options({}), ['requestHeaders']);
});
