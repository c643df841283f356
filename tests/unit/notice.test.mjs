/** When it is said that a private window is open: once, for as long as one is, and never without having been asked for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { NAMES, Notice } from '../../extension/background/notice.js';

/**
 * A browser that writes down what it is told to show.
 * @param {{ allowed?: boolean, store?: Record<string, unknown> }} [start]
 */
function browser({ allowed = true, store = {} } = {}) {
  /** @type {unknown[][]} */
  const told = [];
  const now = { allowed };
  const area = {
    get: async (/** @type {unknown} */ key) => ({ [String(key)]: store[String(key)] }),
    set: async (/** @type {object} */ items) => void Object.assign(store, items),
    remove: async (/** @type {unknown} */ key) => void delete store[String(key)],
  };
  const notifications = {
    create: async (/** @type {unknown[]} */ ...args) => {
      told.push(['create', ...args]);
      return args[0];
    },
    clear: async (/** @type {string} */ id) => told.push(['clear', id]) > 0,
  };
  const face = () => ({ iconUrl: 'icon.png', message: 'A private window is open.' });
  const notice = new Notice(
    /** @type {import('../../extension/background/notice.js').SessionArea} */ (area),
    () =>
      now.allowed
        ? /** @type {import('../../extension/background/notice.js').Notifications} */ (
            /** @type {unknown} */ (notifications)
          )
        : undefined,
    face,
  );
  return { notice, told, store, now };
}

const [NAME = '', OTHER = ''] = NAMES;
const shown = (/** @type {string} */ name) => [
  'create',
  name,
  { type: 'basic', title: 'Telltale', iconUrl: 'icon.png', message: 'A private window is open.' },
];
const [SHOWN, GONE] = [shown(NAME), ['clear', NAME]];

test('it is said once, however many private tabs are opened, and goes with the last', () => {
  const { notice, told, store } = browser();
  notice.begin({ tabs: [{ id: 1, incognito: false }], said: null });
  assert.deepEqual(told, []);
  notice.opened(2);
  notice.opened(3);
  notice.closed(1);
  notice.closed(2);
  assert.deepEqual(told, [SHOWN]);
  notice.closed(3);
  assert.deepEqual(told, [SHOWN, GONE]);
  notice.opened(4);
  assert.deepEqual(told, [SHOWN, GONE, shown(OTHER)], 'another private session is another');
  assert.deepEqual(store, { noticed: OTHER }, 'what is kept says no more than that');
});

test('a background that wakes up does not say it again, and takes back what is over', async () => {
  const { notice, told, store } = browser({ store: { noticed: NAME } });
  notice.begin({ tabs: [{ id: 2, incognito: true }], said: await notice.kept() });
  assert.deepEqual(told, []);
  const { notice: later, told: then } = browser({ store });
  later.begin({ tabs: [], said: await later.kept() });
  assert.deepEqual([then, store], [[GONE], {}]);
});

test('a private tab that woke the background up is said', async () => {
  const { notice, told } = browser();
  notice.begin({ tabs: [{ id: 2, incognito: true }], said: await notice.kept() });
  notice.opened(2);
  assert.deepEqual(told, [SHOWN]);
});

test('nothing is said that was not asked for, and what is allowed later is said then', () => {
  const { notice, told, store, now } = browser({ allowed: false });
  notice.begin({ tabs: [], said: null });
  notice.opened(2);
  assert.deepEqual([told, store], [[], {}]);
  now.allowed = true;
  notice.look();
  assert.deepEqual(told, [SHOWN]);
  now.allowed = false;
  notice.closed(2);
  assert.deepEqual([told, store], [[SHOWN], {}], 'a browser takes away what it no longer allows');
});
