/** Retention: when the private side is forgotten, and that old and new private windows never mix. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ALARM, Retention } from '../../extension/background/retention.js';

/** @typedef {import('../../extension/shared/settings.js').PrivateRetention} PrivateRetention */

/**
 * @param {PrivateRetention} [setting]
 * @param {{ tabs?: { id: number, incognito: boolean }[], held?: boolean, ending?: boolean }} [start]
 */
function begun(setting = 'ten_minutes', { tabs = [], held = false, ending = false } = {}) {
  /** @type {Map<string, number | undefined>} */
  const alarms = new Map(ending ? [[ALARM, 10]] : []);
  const state = { held, forgotten: 0 };
  const retention = new Retention(
    /** @type {import('../../extension/background/retention.js').Alarms} */ ({
      create: async (/** @type {any} */ name, /** @type {any} */ info) =>
        void alarms.set(String(name), info?.delayInMinutes),
      clear: async (name) => alarms.delete(String(name)),
      get: async (name) => (alarms.has(String(name)) ? { name: String(name), scheduledTime: 0 } : undefined),
    }),
    {
      holds: () => state.held,
      forget: () => {
        state.held = false;
        state.forgotten += 1;
      },
    },
  );
  retention.begin({ setting, tabs, ending });
  return { retention, alarms, state };
}

/** @param {ReturnType<typeof begun>} session */
function lastWindowCloses({ retention, state }) {
  for (const tab of [1, 2]) retention.opened(tab);
  state.held = true;
  retention.closed(1);
  assert.equal(state.forgotten, 0, 'a private tab is still open');
  retention.closed(2);
}

test('ten minutes after the last private tab an alarm rings, and then it is forgotten', () => {
  const session = begun();
  lastWindowCloses(session);
  assert.deepEqual([...session.alarms], [[ALARM, 10]]);
  assert.equal(session.state.forgotten, 0, 'there is time to read');
  session.retention.rang('another');
  assert.equal(session.state.forgotten, 0);
  session.retention.rang(ALARM);
  assert.equal(session.state.forgotten, 1);
});

test('at once is at once, and looks back for what pages sent while they were closed', () => {
  const session = begun('at_once');
  lastWindowCloses(session);
  assert.equal(session.state.forgotten, 1);
  session.state.held = true;
  session.retention.rang(ALARM);
  assert.equal(session.state.forgotten, 2);
});

test('when the browser closes is never before', () => {
  const session = begun('browser_close');
  lastWindowCloses(session);
  assert.deepEqual([session.state.forgotten, session.alarms.size], [0, 0]);
  session.retention.opened(3);
  assert.equal(session.state.forgotten, 0);
});

test('a new private window is a new session: the old one is forgotten before it counts', () => {
  const session = begun();
  lastWindowCloses(session);
  session.retention.opened(3);
  assert.deepEqual([session.state.forgotten, session.alarms.size], [1, 0]);
  session.state.held = true;
  session.retention.opened(4);
  session.retention.rang(ALARM);
  assert.equal(session.state.forgotten, 1, 'the new one is left alone');
});

test('a background that wakes up while the alarm is set knows that the old session is over', () => {
  const asleep = begun('ten_minutes', { held: true, ending: true });
  assert.equal(asleep.state.forgotten, 0);
  asleep.retention.opened(9);
  assert.equal(asleep.state.forgotten, 1);
  const open = begun('ten_minutes', { held: true, ending: true, tabs: [{ id: 9, incognito: true }] });
  assert.equal(open.state.forgotten, 1, 'the tab opened while nobody was awake');
});

test('a background that the alarm wakes up, which is gone by then, forgets and leaves none', () => {
  const woken = begun('ten_minutes', { held: true });
  woken.retention.rang(ALARM);
  assert.deepEqual([woken.state.forgotten, woken.alarms.size], [1, 0]);
});

test('the last private tab may close while nobody is awake', () => {
  const woken = begun('ten_minutes', { held: true, tabs: [{ id: 1, incognito: false }] });
  assert.deepEqual([...woken.alarms], [[ALARM, 10]]);
  assert.equal(begun('at_once', { held: true }).state.forgotten, 1);
});

test('where there is nothing to forget nothing is left running', () => {
  const session = begun();
  session.retention.opened(1);
  session.retention.closed(1);
  session.retention.closed(7);
  assert.equal(session.alarms.size, 0);
});

test('a choice holds for what is already waiting', () => {
  const session = begun();
  lastWindowCloses(session);
  session.retention.choose('browser_close');
  assert.equal(session.alarms.size, 0);
  session.retention.choose('at_once');
  assert.equal(session.state.forgotten, 1);
});

test('whether a private tab is open is known from waking up on, and of private tabs alone', () => {
  const { retention } = begun('browser_close', {
    tabs: [
      { id: 1, incognito: true },
      { id: 2, incognito: false },
    ],
  });
  assert.equal(retention.anyOpen, true);
  retention.closed(1);
  assert.equal(retention.anyOpen, false);
  retention.opened(3);
  retention.opened(4);
  retention.closed(3);
  assert.equal(retention.anyOpen, true);
  retention.closed(4);
  assert.equal(retention.anyOpen, false);
});
