/**
 * What the background asks when it wakes up, all of it wired as it is shipped: each thing once, and nothing that it does not
 * need; and that it rests where nothing happens.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mock, test } from 'node:test';

/** @typedef {{ call: string, args: unknown[] }} Call */

const ID = 'telltale';
const ROOT = new URL('../../', import.meta.url);
/** @type {Record<string, { message: string }>} */
const english = JSON.parse(await readFile(new URL('_locales/en/messages.json', ROOT), 'utf8'));
/** @type {Call[]} */
const calls = [];
/** @type {Map<string, (...args: any[]) => void>} */
const listeners = new Map();

/** What the browser answers, by what it was asked. @type {Record<string, (...args: any[]) => unknown>} */
const answers = {
  'runtime.getURL': (path) => new URL(path, ROOT).href,
  'runtime.getManifest': () => ({ version: '1.0.0' }),
  'i18n.getMessage': (key) => english[key]?.message ?? '',
  'i18n.getUILanguage': () => 'en',
  'tabs.query': async () => [{ id: 1, incognito: true }],
  'storage.session.get': async () => ({ noticed: 'private-1' }),
  'storage.local.get': async () => ({}),
  'extension.isAllowedIncognitoAccess': async () => true,
  'alarms.get': async () => undefined,
};

/**
 * A part of a browser, whatever it is called: it writes down what it is asked.
 * @param {string} path
 * @returns {any}
 */
const part = (path) =>
  new Proxy(() => undefined, {
    get: (_, name) => {
      if (typeof name !== 'string') return undefined;
      const full = path ? `${path}.${name}` : name;
      return full === 'runtime.id' ? ID : part(full);
    },
    apply: (_, __, args) => {
      if (path.endsWith('.addListener'))
        return void listeners.set(path.replace(/\.addListener$/, ''), args[0]);
      calls.push({ call: path, args });
      return path in answers ? answers[path]?.(...args) : Promise.resolve();
    },
  });

/** What is waited for, by its number: what it does, and in how many milliseconds. @type {Map<number, { work: () => void, left: number }>} */
const timers = new Map();
let intervals = 0;

/** As timers are, but that time passes only when somebody says so. */
function ownClock() {
  let number = 0;
  const wait = (/** @type {() => void} */ work, left = 0) => {
    number += 1;
    timers.set(number, { work, left });
    return number;
  };
  const stop = (/** @type {number} */ which) => timers.delete(which);
  Object.assign(globalThis, { setTimeout: wait, clearTimeout: stop, setInterval: () => (intervals += 1) });
}

/**
 * Lets time pass, and what is due happen in it.
 * @param {number} milliseconds
 */
async function pass(milliseconds) {
  for (let left = milliseconds; ;) {
    await new Promise((resolve) => setImmediate(resolve));
    const step = Math.min(left, ...[...timers.values()].map((timer) => timer.left));
    for (const timer of timers.values()) timer.left -= step;
    const due = [...timers].filter(([, timer]) => timer.left <= 0);
    left -= step;
    if (due.length === 0 && left <= 0) return;
    for (const [which, { work }] of due) {
      timers.delete(which);
      work();
    }
  }
}

const of = (/** @type {string} */ call) =>
  calls.filter((one) => one.call === call).map(({ args }) => args[0]);

test('waking up', async (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => mock.restoreAll());
  mock.method(
    globalThis,
    'fetch',
    async (/** @type {string} */ url) => new Response(await readFile(new URL(url))),
  );
  Object.assign(globalThis, { browser: part('') });
  const { setTimeout, clearTimeout, setInterval } = globalThis;
  context.after(() => Object.assign(globalThis, { setTimeout, clearTimeout, setInterval }));
  ownClock();
  await import('../../extension/background/main.js');
  const reply = await new Promise((resolve) =>
    listeners.get('runtime.onMessage')?.(
      { type: 'pauses' },
      { id: ID, url: answers['runtime.getURL']?.('') },
      resolve,
    ),
  );
  assert.deepEqual(reply, { session: 0 }, String(errors.mock.calls[0]?.arguments));

  await context.test('each store is asked once by all that kept something there', () => {
    assert.deepEqual(of('storage.session.get'), [null]);
    assert.deepEqual(of('storage.local.get'), [
      ['privateRetention', 'history', 'language', 'badge', 'pausedSites'],
      ['own.lists', 'own.beacons'],
    ]);
  });

  await context.test('what was granted is asked where somebody needs to know it', () => {
    assert.equal(of('extension.isAllowedIncognitoAccess').length, 1);
    assert.deepEqual(of('permissions.contains'), []);
  });

  await context.test(
    'a notification that was said is said again only where notifications are allowed anew',
    async () => {
      const added = listeners.get('permissions.onAdded');
      added?.({ origins: ['<all_urls>'], permissions: [] });
      added?.({ origins: ['<all_urls>'] });
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(of('notifications.create'), []);
      added?.({ permissions: ['notifications'] });
      await new Promise((resolve) => setImmediate(resolve));
      assert.match(String(of('notifications.create')), /^private-[0-9a-f-]{36}$/);
    },
  );

  await context.test(
    'a request waits for its page until what happened is written down, and no longer',
    async () => {
      const digest = () =>
        new Promise((resolve) =>
          listeners.get('runtime.onMessage')?.(
            { type: 'digest' },
            { id: ID, url: answers['runtime.getURL']?.('') },
            resolve,
          ),
        );
      const counted = async () => (await digest()).summary.modes.private.requests;
      listeners.get('webNavigation.onCommitted')?.({
        tabId: 1,
        frameId: 0,
        url: 'https://news.example/',
        documentId: 'A',
        timeStamp: Date.now(),
      });
      const details = {
        requestId: 'early',
        url: 'https://cdn.example/early.js',
        method: 'GET',
        type: 'script',
        tabId: 1,
        frameId: 0,
        documentId: 'B',
        timeStamp: Date.now(),
      };
      for (const event of ['onBeforeRequest', 'onSendHeaders', 'onCompleted'])
        listeners.get(`webRequest.${event}`)?.(details);
      assert.equal(await counted(), 0);
      await pass(500);
      assert.equal(await counted(), 1);
    },
  );

  await context.test(
    'while nothing is requested nothing is waited for, but for the alarm that forgets',
    async () => {
      const details = {
        requestId: '1',
        url: 'https://tracker.example/',
        method: 'GET',
        type: 'image',
        tabId: 1,
        timeStamp: Date.now(),
      };
      for (const event of ['onBeforeRequest', 'onSendHeaders', 'onCompleted'])
        listeners.get(`webRequest.${event}`)?.(details);
      assert.ok(timers.size > 0, 'it is to be written down and shown');
      await pass(60_000);
      assert.deepEqual([timers.size, intervals, of('alarms.create')], [0, 0, []]);
      assert.ok(of('storage.session.set').some((items) => 'checkpoint' in Object(items)));

      listeners.get('tabs.onRemoved')?.(1);
      await pass(60_000);
      assert.deepEqual([timers.size, intervals, of('alarms.create')], [0, 0, ['retention']]);
      const before = calls.length;
      await pass(3_600_000);
      assert.deepEqual(calls.slice(before), []);
    },
  );
});
