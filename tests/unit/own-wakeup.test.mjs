/** What the background asks when it wakes up, all of it wired as it is shipped: each thing once, and nothing that it does not need. */

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
});
