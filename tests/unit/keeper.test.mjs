/** The keeper: whenever the background dies, what it left is what happened, each thing once. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { Keeper, MOST_JOURNAL } from '../../extension/background/keeper.js';
import { fromText, toText } from '../../extension/shared/base64.js';

/**
 * A storage area in memory. `refuses` says which write finds no room; `dies` freezes it, as a death does.
 */
function memoryArea() {
  /** @type {Record<string, unknown>} */
  const held = {};
  /** @type {string[][]} */
  const writes = [];
  const state = { refuses: (/** @type {string[]} */ _keys) => false, dead: false };
  return {
    held,
    writes,
    state,
    area: {
      get: async () => ({ ...held }),
      set: async (/** @type {Record<string, unknown>} */ items) => {
        if (state.dead) return;
        if (state.refuses(Object.keys(items))) throw new Error('QUOTA_BYTES quota exceeded');
        writes.push(Object.keys(items));
        Object.assign(held, items);
      },
      remove: async (/** @type {string | string[]} */ keys) => {
        if (state.dead) return;
        for (const key of [keys].flat()) delete held[key];
      },
    },
  };
}

/** A memory that is a list of numbers: a checkpoint holds all of them, a piece those since the last asking. */
function numbers() {
  /** @type {number[]} */
  const all = [];
  const told = { upTo: 0, overflowed: false, tightened: 0, kept: /** @type {boolean[]} */ ([]) };
  return {
    all,
    told,
    source: {
      checkpoint() {
        told.upTo = all.length;
        told.overflowed = false;
        return Uint8Array.from(all);
      },
      journal() {
        if (told.overflowed) return null;
        const piece = Uint8Array.from(all.slice(told.upTo));
        told.upTo = all.length;
        return [piece];
      },
      tighten: () => void (told.tightened += 1),
      setStored: (/** @type {boolean} */ kept) => void told.kept.push(kept),
    },
  };
}

/** @param {import('../../extension/background/keeper.js').Kept} kept */
const memoryOf = ({ checkpoint, pieces }) => [checkpoint ?? [], ...pieces].flatMap((bytes) => [...bytes]);

/** @param {ReturnType<typeof memoryArea>['area']} area */
const wake = async (area) => memoryOf(await new Keeper(area, numbers().source).load());

test('bytes come back as they went, whatever they are', () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, index) => (index * 31) % 256);
  assert.deepEqual(fromText(toText(bytes)), bytes);
});

test('a burst is one small write, within half a second of its first event', async (context) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => mock.timers.reset());
  const { area, writes } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1, 2);
  keeper.touch();
  mock.timers.tick(300);
  all.push(3);
  keeper.touch();
  assert.equal(writes.length, 0);
  mock.timers.tick(199);
  await keeper.flush();
  assert.deepEqual(writes, [['journal.0.0']]);
  assert.deepEqual(await wake(area), [1, 2, 3]);
});

test('pieces come back in the order in which they were written, more than ten of them too', async () => {
  const { area } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  for (let number = 0; number < 25; number += 1) {
    all.push(number);
    await keeper.flush();
  }
  assert.deepEqual(await wake(area), all);
});

test('a background that wakes up goes on where the old one stopped', async () => {
  const { area } = memoryArea();
  const first = numbers();
  const keeper = new Keeper(area, first.source);
  first.all.push(1, 2);
  await keeper.flush();
  const second = numbers();
  const again = new Keeper(area, second.source);
  second.all.push(...memoryOf(await again.load()));
  second.told.upTo = second.all.length;
  second.all.push(3);
  await again.flush();
  assert.deepEqual(await wake(area), [1, 2, 3]);
});

test('too many pieces become a checkpoint, and are taken away', async () => {
  const { area, held } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1);
  await keeper.flush();
  for (let number = 0; number < MOST_JOURNAL; number += 1) all.push(number % 256);
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['checkpoint']);
  assert.deepEqual(await wake(area), all);
});

test('a quiet moment folds what has gathered', async (context) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => mock.timers.reset());
  const { area, held } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  for (let number = 0; number < MOST_JOURNAL / 4; number += 1) all.push(number % 256);
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['journal.0.0']);
  mock.timers.tick(2000);
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['checkpoint']);
});

test('what little has gathered is folded before an idle background is stopped, and not while something happens', async (context) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => mock.timers.reset());
  const { area, held } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  const happen = async () => {
    all.push(1);
    keeper.touch();
    await keeper.flush();
  };
  await happen();
  mock.timers.tick(15_000);
  await happen();
  mock.timers.tick(15_000);
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['journal.0.0', 'journal.0.1']);
  mock.timers.tick(5_000);
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['checkpoint']);
  assert.deepEqual(await wake(area), all);
});

test('a death between a checkpoint and the end of its pieces counts nothing twice', async () => {
  const { area, held, state } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1, 2);
  await keeper.flush();
  const { set } = area;
  // Dead as soon as the checkpoint is written.
  area.set = async (items) => {
    await set(items);
    state.dead = 'checkpoint' in items;
  };
  all.push(3);
  await keeper.renew();
  assert.deepEqual(Object.keys(held).sort(), ['checkpoint', 'journal.0.0'], 'the pieces are still there');
  assert.deepEqual(await wake(area), [1, 2, 3]);
  state.dead = false;
  const woken = new Keeper(area, numbers().source);
  await woken.load();
  await woken.flush();
  assert.ok(!('journal.0.0' in held), 'and are taken away at the next start');
});

test('a death before the checkpoint is written loses nothing that was written down', async () => {
  const { area, state } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1, 2);
  await keeper.flush();
  state.dead = true;
  all.push(3);
  await keeper.renew();
  assert.deepEqual(await wake(area), [1, 2]);
});

test('a piece that finds no room becomes a checkpoint', async () => {
  const { area, state } = memoryArea();
  const { all, told, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1);
  await keeper.flush();
  state.refuses = (keys) => keys.some((key) => key.startsWith('journal'));
  all.push(2);
  await keeper.flush();
  assert.deepEqual(await wake(area), [1, 2]);
  assert.deepEqual([told.tightened, told.kept], [0, []]);
});

test('a checkpoint that finds no room is made smaller once, and then it is said', async (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
  const { area, state } = memoryArea();
  const { all, told, source } = numbers();
  const keeper = new Keeper(area, source);
  let room = 1;
  state.refuses = () => room-- > 0;
  all.push(1);
  await keeper.flush();
  assert.deepEqual([told.tightened, told.kept], [0, []], 'a piece was refused, the checkpoint was not');
  room = 9;
  all.push(2);
  await keeper.flush();
  assert.deepEqual([told.tightened, told.kept], [1, [false]]);
  room = 0;
  all.push(3);
  await keeper.flush();
  assert.deepEqual(told.kept, [false, true]);
  assert.deepEqual(await wake(area), [1, 2, 3], 'what could not be written is in the next checkpoint');
});

test('what only a checkpoint can say is said by one', async () => {
  const { area, held } = memoryArea();
  const { all, told, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1);
  told.overflowed = true;
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['checkpoint']);
});

test('what was forgotten leaves the store even when nothing new can be written there', async (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
  const { area, held, state } = memoryArea();
  const { all, source } = numbers();
  const keeper = new Keeper(area, source);
  all.push(1);
  await keeper.renew();
  all.push(2);
  await keeper.flush();
  state.refuses = () => true;
  await keeper.renew();
  assert.deepEqual(held, {});
});

test('a checkpoint that cannot be taken does not stop the next', async (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
  const { area, held } = memoryArea();
  const { all, source } = numbers();
  let broken = true;
  const keeper = new Keeper(area, {
    ...source,
    journal() {
      if (broken) throw new Error('trap');
      return source.journal();
    },
  });
  all.push(1);
  await keeper.flush();
  broken = false;
  await keeper.flush();
  assert.deepEqual(Object.keys(held), ['journal.0.0']);
});

test('what is no checkpoint is none', async () => {
  const { area, held } = memoryArea();
  for (const nonsense of ['%%%', 3, { generation: 'x', text: '' }, { generation: 1, text: '%%%' }]) {
    held['checkpoint'] = nonsense;
    assert.deepEqual(await wake(area), []);
  }
});
