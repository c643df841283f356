/** When it is said that a private window is open: once, for as long as one is, and never without having been asked for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Experiment } from '../../extension/background/experiment.js';
import { Keeper } from '../../extension/background/keeper.js';
import { Notice } from '../../extension/background/notice.js';

/**
 * A browser that writes down what it is told to show.
 * @param {{ allowed?: boolean, store?: Record<string, unknown> }} [start]
 */
function browser({ allowed = true, store = {} } = {}) {
  /** @type {unknown[][]} */
  const told = [];
  const now = { allowed };
  const area = {
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

const FACE = { type: 'basic', title: 'Telltale', iconUrl: 'icon.png', message: 'A private window is open.' };

/**
 * The names under which something was said, which are never the same, and what is said of each.
 * @param {unknown[][]} told
 */
function named(told) {
  const names = [...new Set(told.map(([, name]) => String(name)))];
  for (const [what, name, face] of told) {
    assert.match(String(name), /^private-[0-9a-f-]{36}$/);
    if (what === 'create') assert.deepEqual(face, FACE);
  }
  return { names, told: told.map(([what, name]) => `${what} ${names.indexOf(String(name))}`) };
}

test('it is said once, for as long as any private tab is open', () => {
  const { notice, told, store } = browser();
  notice.begin({});
  notice.look(false);
  assert.deepEqual(told, []);
  notice.look(true);
  notice.look(true);
  assert.deepEqual(named(told).told, ['create 0']);
  notice.look(false);
  notice.look(false);
  assert.deepEqual(named(told).told, ['create 0', 'clear 0']);
  notice.look(true);
  assert.deepEqual(
    named(told).told,
    ['create 0', 'clear 0', 'create 1'],
    'another private session is another',
  );
  assert.deepEqual(store, { noticed: named(told).names[1] }, 'what is kept says no more than that');
});

test('a background that wakes up does not say it again, and takes back what is over', () => {
  const { notice: first, told, store } = browser();
  first.begin(store);
  first.look(true);
  const { notice: second, told: then } = browser({ store });
  second.begin(store);
  second.look(true);
  assert.deepEqual(then, []);
  second.look(false);
  assert.deepEqual([named([...told, ...then]).told, store], [['create 0', 'clear 0'], {}]);
});

test('what is held under another name than its own was never said', () => {
  const { notice, told } = browser();
  notice.begin({ noticed: 'checkpoint' });
  notice.look(true);
  assert.deepEqual(named(told).told, ['create 0']);
});

test('nothing is said that was not asked for, and what is allowed later is said then', () => {
  const { notice, told, store, now } = browser({ allowed: false });
  notice.begin({});
  notice.look(true);
  assert.deepEqual([told, store], [[], {}]);
  now.allowed = true;
  notice.allowed(true);
  assert.deepEqual(named(told).told, ['create 0']);
  now.allowed = false;
  notice.look(false);
  assert.deepEqual([named(told).told, store], [['create 0'], {}], 'it may no longer take it back');
});

test('who takes it back and allows it again is shown it again, and only while a private tab is open', () => {
  const { notice, told, store, now } = browser();
  notice.begin({});
  notice.look(true);
  now.allowed = false;
  notice.look(true);
  now.allowed = true;
  notice.allowed(true);
  // Firefox goes on showing what it no longer allows.
  assert.deepEqual(named(told).told, ['create 0', 'clear 0', 'create 1']);
  assert.deepEqual(store, { noticed: named(told).names[1] });
  notice.look(false);
  notice.allowed(false);
  assert.deepEqual(named(told).told, ['create 0', 'clear 0', 'create 1', 'clear 1']);
});

test('a background that wakes up asks session storage once, whoever kept something there', async () => {
  const run = { phase: 'done', url: '', opened: null, shown: false, until: 0, recordings: { private: 1 } };
  /** @type {unknown[]} */
  const asked = [];
  const area = {
    get: async (/** @type {unknown} */ keys) => {
      asked.push(keys);
      return { noticed: 'private-1', experiment: run };
    },
    set: async () => undefined,
    remove: async () => undefined,
  };
  /** @type {(of: unknown) => never} */
  const as = (of) => /** @type {never} */ (of);
  const keeper = new Keeper(area, as({}));
  const experiment = new Experiment(as({ area }));
  const { held } = await keeper.load();
  const { notice, told } = browser();
  notice.begin(held);
  notice.look(true);
  await experiment.restore(held);
  assert.deepEqual([asked, told, experiment.state.recordings], [[null], [], { private: 1 }]);
});
