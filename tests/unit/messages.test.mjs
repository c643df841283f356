/** What own pages ask: one question out, the value or a coded failure back; and words that count correctly. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

/** @type {Record<string, { message: string }>} */
const catalogue = JSON.parse(
  await readFile(new URL('../../_locales/en/messages.json', import.meta.url), 'utf8'),
);

/** @type {unknown[]} */
const asked = [];
/** @type {() => unknown} */
let reply = () => undefined;
const fake = {
  runtime: {
    getURL: () => 'moz-extension://x/',
    sendMessage: async (/** @type {unknown} */ message) => {
      asked.push(message);
      return reply();
    },
  },
  i18n: {
    getUILanguage: () => 'en',
    getMessage: (/** @type {string} */ key) => catalogue[key]?.message ?? '',
  },
};
Object.assign(globalThis, { browser: fake });

// The shell takes the browser's global when it is imported.
const { ask, Unanswered } = await import('../../extension/shared/messages.js');
const { counted, named, words } = await import('../../extension/shared/localize.js');

test('a question carries its type and its arguments, and the value comes back as it is', async () => {
  reply = () => ({ privateWindows: true, hosts: true });
  assert.deepEqual(await ask('access', {}), { privateWindows: true, hosts: true });
  reply = () => null;
  assert.equal(await ask('forget', { mode: 'private' }), null);
  assert.deepEqual(asked, [{ type: 'access' }, { type: 'forget', mode: 'private' }]);
});

test('a failure keeps the code of the background', async () => {
  reply = () => ({ error: { code: 'blob_checksum', message: 'trackers.bin is damaged' } });
  await assert.rejects(
    ask('glance', { tab: 1 }),
    (error) => error instanceof Unanswered && error.code === 'blob_checksum',
  );
});

test('a background that is not there has a code, too', async () => {
  const absent = (/** @type {unknown} */ error) =>
    error instanceof Unanswered && error.code === 'no_background';
  reply = () => undefined;
  await assert.rejects(ask('access', {}), absent);
  reply = () => {
    throw new Error('Could not establish connection. Receiving end does not exist.');
  };
  await assert.rejects(ask('access', {}), absent);
});

test('a count chooses its form, and falls back to "other"', () => {
  assert.equal(counted('popup_silent', 1), catalogue['popup_silent_one']?.message);
  assert.equal(counted('popup_silent', 2), catalogue['popup_silent_other']?.message);
  assert.equal(counted('popup_silent', 0), catalogue['popup_silent_other']?.message);
});

test('what has no name keeps its code', () => {
  assert.equal(named('category', 'page_url'), 'Address of the page');
  assert.equal(named('category', 'from_a_later_version'), 'from_a_later_version');
  assert.equal(words('no_such_key'), 'no_such_key');
});
