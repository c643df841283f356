/** What the browser itself sends: which requests are its own, and a listener that never answers. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { isItself, observeItself } from '../../extension/background/itself.js';

/** @typedef {import('webextension-polyfill').Browser} Browser */
/** @typedef {import('../../extension/background/events.js').Event} Event */
/** @typedef {import('../../extension/background/itself.js').Asked} Asked */

/** As Firefox 153 showed it when it fetched suggestions. @type {Asked} */
const SUGGESTION = {
  requestId: '4',
  url: 'https://suggest.example/s?q=my+secret+words',
  method: 'GET',
  type: 'xmlhttprequest',
  incognito: false,
  thirdParty: false,
  timeStamp: 1000,
  tabId: -1,
};

function fakeEvent() {
  /** @type {Set<(details: any) => unknown>} */
  const listeners = new Set();
  /** @type {unknown[][]} */
  const added = [];
  const event = {
    addListener: (/** @type {(details: any) => unknown} */ listener, /** @type {unknown[]} */ ...rest) => {
      added.push(rest);
      listeners.add(listener);
    },
    removeListener: (/** @type {(details: any) => unknown} */ listener) => listeners.delete(listener),
  };
  return {
    added,
    event,
    /** What Firefox does to an event whose permission is gone. */
    revoke() {
      listeners.clear();
      for (const name of Object.keys(event)) delete (/** @type {Record<string, unknown>} */ (event)[name]);
    },
    fire: (/** @type {object} */ details) => [...listeners].map((listener) => listener(details)),
  };
}

/** @param {{ granted?: boolean, fails?: boolean }} [options] */
function observing({ granted = true, fails = false } = {}) {
  const onRequest = fakeEvent();
  const onAdded = fakeEvent();
  const onRemoved = fakeEvent();
  const proxy = { onRequest: onRequest.event };
  const browser = /** @type {Record<string, unknown>} */ ({
    permissions: { onAdded: onAdded.event, onRemoved: onRemoved.event },
    ...(granted && { proxy }),
  });
  /** @type {Event[]} */
  const told = [];
  /** @type {boolean[]} */
  const heard = [];
  observeItself(/** @type {Browser} */ (/** @type {unknown} */ (browser)), {
    tell: (event) => {
      if (fails) throw new Error('no room');
      told.push(event);
    },
    hears: (hears) => heard.push(hears),
  });
  return {
    told,
    heard,
    ask: onRequest.fire,
    registered: onRequest.added,
    grant(/** @type {string[]} */ permissions) {
      browser['proxy'] = proxy;
      onAdded.fire({ permissions });
    },
    /**
     * @param {string[]} permissions
     * @param {{ revoked?: boolean }} [options]
     */
    withdraw(permissions, { revoked = false } = {}) {
      delete browser['proxy'];
      if (revoked) onRequest.revoke();
      onRemoved.fire({ permissions });
    },
  };
}

test('a request that no page asked for is the browser’s own, one of its own pages’ too', () => {
  assert.equal(isItself(SUGGESTION), true);
  assert.equal(isItself({ ...SUGGESTION, incognito: true }), true);
  const newTab = { tabId: 3, originUrl: 'about:newtab', documentUrl: 'about:newtab', thirdParty: true };
  assert.equal(isItself({ ...SUGGESTION, ...newTab, type: 'image' }), true);
});

test('what webRequest shows as well is not', () => {
  const page = 'https://news.example/';
  /** @type {Record<string, Partial<Asked>>} */
  const others = {
    'a page that opens': { type: 'main_frame', tabId: 3 },
    'a page that opens without a tab': { type: 'main_frame' },
    'a page': { tabId: 3, originUrl: page, documentUrl: page },
    'a sandboxed frame': { tabId: 3, thirdParty: true },
    'a service worker': { originUrl: page, documentUrl: page, thirdParty: true },
    'a worker out of a data address': { thirdParty: true },
    'another extension': { originUrl: 'moz-extension://x/b.html', documentUrl: 'moz-extension://x/b.html' },
    'an origin without a document': { originUrl: page },
    'a connection in advance': { type: 'speculative' },
    'something of a tab': { tabId: 3 },
    'a browser that does not say': { thirdParty: undefined },
  };
  for (const [who, details] of Object.entries(others))
    assert.equal(isItself({ ...SUGGESTION, ...details }), false, who);
});

test('it is told as announced, going out and over, without tab, page and body', () => {
  const { ask, told } = observing();
  ask({ ...SUGGESTION, tabId: 3, originUrl: 'about:home', documentUrl: 'about:home', incognito: true });
  assert.deepEqual(
    told.map(({ name }) => name),
    ['seen', 'sent', 'completed'],
  );
  assert.deepEqual(told[0]?.details, {
    requestId: '4',
    url: SUGGESTION.url,
    method: 'GET',
    type: 'xmlhttprequest',
    timeStamp: 1000,
    incognito: true,
    tabId: -1,
    itself: true,
  });
});

test('the listener answers nothing, even when it fails: the person’s proxy stays', (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
  const page = { ...SUGGESTION, tabId: 3, documentUrl: 'https://news.example/' };
  const works = observing();
  assert.deepEqual([works.ask(SUGGESTION), works.ask(page)], [[undefined], [undefined]]);
  assert.equal(works.registered[0]?.length, 1, 'it asks for no headers and for no say');
  const fails = observing({ fails: true });
  assert.deepEqual(fails.ask(SUGGESTION), [undefined]);
  assert.equal(errors.mock.callCount(), 1);
});

test('it listens from the moment at which the permission is given until it is taken', () => {
  const { ask, told, heard, grant, withdraw } = observing({ granted: false });
  assert.deepEqual(ask(SUGGESTION), []);
  grant(['tabs']);
  assert.deepEqual(ask(SUGGESTION), []);
  grant(['proxy']);
  grant(['proxy']);
  assert.deepEqual(ask(SUGGESTION), [undefined], 'once, however often it is given');
  withdraw(['tabs']);
  assert.equal(ask(SUGGESTION).length, 1);
  withdraw(['proxy']);
  assert.deepEqual(ask(SUGGESTION), []);
  assert.equal(told.length, 6);
  assert.deepEqual(heard, [true, false]);
});

test('that the permission is gone is said even where nothing is left to remove the listener from', () => {
  const { heard, withdraw } = observing();
  withdraw(['proxy'], { revoked: true });
  assert.deepEqual(heard, [true, false]);
});

test('a browser whose proxies are another matter is left alone', () => {
  const never = { addListener: () => undefined };
  const browser = { proxy: { settings: {} }, permissions: { onAdded: never, onRemoved: never } };
  observeItself(/** @type {Browser} */ (/** @type {unknown} */ (browser)), {
    tell: () => assert.fail('nothing is told'),
    hears: () => assert.fail('nothing is heard'),
  });
});
