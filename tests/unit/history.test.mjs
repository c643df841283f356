/** History: what is on the disk is what normal windows told, until somebody no longer wants it there. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { History } from '../../extension/background/history.js';
import { fromText, toText } from '../../extension/shared/base64.js';

/** A disk and a session's area, both in memory. `room` is false where the disk is full; `slow` lets nothing through. */
function areas() {
  /** @type {Record<string, unknown>} */
  const lies = {};
  /** @type {Record<string, unknown>} */
  const held = {};
  const state = { room: true, writes: 0, reads: 0, slow: /** @type {Promise<void> | null} */ (null) };
  return {
    lies,
    held,
    state,
    disk: {
      get: async (/** @type {string[]} */ keys) => {
        state.reads += 1;
        return Object.fromEntries(Object.entries(lies).filter(([key]) => keys.includes(key)));
      },
      set: async (/** @type {Record<string, unknown>} */ items) => {
        await state.slow;
        if (!state.room) throw new Error('QUOTA_BYTES quota exceeded');
        state.writes += 1;
        Object.assign(lies, items);
      },
      remove: async (/** @type {string[]} */ keys) => {
        for (const key of keys) delete lies[key];
      },
    },
    area: { set: async (/** @type {Record<string, unknown>} */ items) => void Object.assign(held, items) },
  };
}

/** A memory that is a list of numbers, of which normal windows told all. */
function numbers() {
  /** @type {number[]} */
  const all = [];
  let made = 0;
  return {
    all,
    source: {
      changed: () => all.length !== made,
      make() {
        made = all.length;
        return all.length === 0 ? undefined : Uint8Array.from(all);
      },
      /** @param {Uint8Array} bytes */
      takeUp(bytes) {
        if (bytes[0] !== 1) return false;
        all.push(...bytes);
        made = all.length;
        return true;
      },
    },
  };
}

/** @param {import('node:test').TestContext} context */
function withTimers(context) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  context.after(() => mock.timers.reset());
}

/** @param {import('node:test').TestContext} context */
function quietly(context) {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
}

/**
 * A history that is on, or off, in a browser that has just started.
 * @param {boolean} on
 */
async function started(on, { disk, area, lies, held, state } = areas(), { all, source } = numbers()) {
  const history = new History(disk, area, source);
  const past = on ? await history.read() : null;
  const taken = history.begin({ on, fresh: true, past, held });
  await history.state();
  return { history, taken, all, lies, held, state };
}

/** @param {Record<string, unknown>} lies */
const kept = ({ historyKept: text }) => (text === undefined ? null : [...fromText(String(text))]);

test('off, nothing is written and nobody waits to, however much happens', async (context) => {
  const timers = mock.method(globalThis, 'setTimeout');
  context.after(() => timers.mock.restore());
  const { history, all, lies, state } = await started(false);
  all.push(1);
  history.touch();
  await history.state();
  assert.deepEqual([lies, state.writes, timers.mock.callCount()], [{}, 0, 0]);
});

test('what was due when it was switched off is not written any more', async (context) => {
  withTimers(context);
  const { history, all, lies, state } = await started(true);
  all.push(1);
  history.touch();
  history.choose(false);
  mock.timers.tick(600_000);
  await history.state();
  assert.deepEqual([lies, state.writes], [{}, 0]);
});

test('what happened is on the disk after twenty quiet seconds, before a browser stops an idle background', async (context) => {
  withTimers(context);
  const { history, all, lies } = await started(true);
  all.push(1);
  history.touch();
  mock.timers.tick(15_000);
  all.push(2);
  history.touch();
  mock.timers.tick(19_999);
  await history.state();
  assert.equal(kept(lies), null);
  mock.timers.tick(1);
  await history.state();
  assert.deepEqual(kept(lies), [1, 2]);
});

test('while much happens it is written once a minute, no more often and no more rarely', async (context) => {
  withTimers(context);
  const { history, all, lies, state } = await started(true);
  for (let second = 0; second < 300; second += 1) {
    all.push(1);
    history.touch();
    mock.timers.tick(1_000);
    await history.state();
  }
  assert.equal(state.writes, 5);
  assert.ok((kept(lies)?.length ?? 0) >= 240);
});

test('what changes nothing of normal windows writes nothing', async (context) => {
  withTimers(context);
  const { history, all, state } = await started(true);
  all.push(1);
  history.touch();
  mock.timers.tick(20_000);
  await history.state();
  history.touch();
  mock.timers.tick(120_000);
  await history.state();
  assert.equal(state.writes, 1);
});

test('a browser that starts goes on from it, and one that wakes its background does not read it', async () => {
  const first = await started(true);
  first.all.push(1, 2);
  first.history.choose(false);
  first.history.choose(true);
  await first.history.state();
  const again = areas();
  Object.assign(again.lies, first.lies);
  const second = await started(true, again);
  assert.deepEqual([second.taken, second.all], [true, [1, 2]]);
  assert.deepEqual(kept(second.lies), [1, 2], 'it stays where it was');

  const woken = new History(again.disk, again.area, numbers().source);
  const { reads } = again.state;
  assert.equal(woken.begin({ on: true, fresh: false, past: null, held: {} }), false);
  assert.equal(again.state.reads, reads);
});

test('switched on, it keeps what there is; switched off, it deletes that, and whatever is being written', async () => {
  const { history, all, lies, state } = await started(false);
  all.push(1, 2);
  history.choose(true);
  await history.state();
  assert.deepEqual(kept(lies), [1, 2]);
  let letThrough = () => undefined;
  state.slow = new Promise((resolve) => (letThrough = () => void resolve(undefined)));
  all.push(3);
  history.choose(false);
  history.choose(true);
  history.choose(false);
  letThrough();
  await history.state();
  assert.deepEqual(lies, {});
});

test('what is switched off while nobody is awake is deleted by whom that wakes up', async () => {
  const places = areas();
  places.lies['historyKept'] = toText(Uint8Array.from([1]));
  const woken = new History(places.disk, places.area, numbers().source);
  woken.begin({ on: false, fresh: false, past: null, held: {} });
  woken.choose(false);
  await woken.state();
  assert.deepEqual(places.lies, {});
});

test('what was switched off while nobody was awake is deleted when the browser starts', async () => {
  const places = areas();
  places.lies['historyKept'] = toText(Uint8Array.from([1]));
  const { taken, lies } = await started(false, places);
  assert.deepEqual([taken, lies], [false, {}]);
});

test('what is forgotten is deleted before that is answered, and stays on', async (context) => {
  withTimers(context);
  const { history, all, lies } = await started(true);
  all.push(1);
  history.touch();
  mock.timers.tick(20_000);
  await history.state();
  assert.notEqual(kept(lies), null);
  all.push(1);
  history.touch();
  all.length = 0;
  await history.forget();
  assert.deepEqual(lies, {});
  mock.timers.tick(600_000);
  await history.state();
  assert.deepEqual(lies, {}, 'nothing that was due comes after it');
  all.push(1, 5);
  history.touch();
  mock.timers.tick(20_000);
  await history.state();
  assert.deepEqual(kept(lies), [1, 5]);
});

test('what cannot be read is deleted, and it is said since when', async (context) => {
  quietly(context);
  for (const strange of [toText(Uint8Array.from([9, 9])), '%%%', 7, null]) {
    const places = areas();
    places.lies['historyKept'] = strange;
    const before = Date.now();
    const { history, taken, lies } = await started(true, places);
    const { lost } = await history.state();
    assert.deepEqual([taken, kept(lies)], [false, null]);
    assert.ok(lost !== null && lost >= before && lost <= Date.now(), String(lost));
    await history.forget();
    assert.deepEqual(lies, {}, 'and no longer once there is nothing that could be missing');
  }
});

test('a disk that cannot be read keeps nobody from starting', async (context) => {
  quietly(context);
  const places = areas();
  places.disk.get = () => Promise.reject(new Error('the disk is gone'));
  const history = new History(places.disk, places.area, numbers().source);
  assert.equal(await history.read(), null);
});

test('a disk without room is said, over a death as well, and tried again when more happens', async (context) => {
  withTimers(context);
  quietly(context);
  const places = areas();
  const { history, all, held } = await started(true, places);
  places.state.room = false;
  all.push(1);
  history.touch();
  mock.timers.tick(20_000);
  assert.equal((await history.state()).refused, true);
  const memory = numbers();
  memory.all.push(1);
  memory.source.make();
  const woken = new History(places.disk, places.area, memory.source);
  woken.begin({ on: true, fresh: false, past: null, held });
  assert.equal((await woken.state()).refused, true);
  places.state.room = true;
  woken.touch();
  mock.timers.tick(20_000);
  assert.equal((await woken.state()).refused, false);
  assert.deepEqual(kept(places.lies), [1]);
  assert.equal(held['historyRefused'], false);
});

test('a disk that does not delete is said, and is nobody’s unhandled error', async () => {
  const errors = mock.method(console, 'error', () => undefined);
  const { disk, area } = areas();
  disk.remove = async () => {
    throw new Error('the disk does not answer');
  };
  const history = new History(disk, area, numbers().source);
  history.begin({ on: false, fresh: true, past: null, held: {} });
  history.choose(false);
  await history.state();
  // Errors that nobody took are told of after everything that waits.
  await new Promise((resolve) => setImmediate(resolve));
  const told = errors.mock.calls.filter(({ arguments: [text] }) => String(text).startsWith('Telltale: '));
  assert.equal(told.length, 2);
  await assert.rejects(history.forget(), /does not answer/);
  errors.mock.restore();
});
