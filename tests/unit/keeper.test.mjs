/** Checkpoints: bytes come back, a burst is written once, a failure does not stop the next. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { Checkpoints, fromText, toText } from '../../extension/background/checkpoint.js';

/** A storage area in memory. */
function memoryArea() {
  /** @type {Record<string, unknown>} */
  const held = {};
  const writes = { count: 0 };
  return {
    held,
    writes,
    area: {
      get: async () => held,
      set: async (/** @type {Record<string, unknown>} */ items) => {
        writes.count += 1;
        Object.assign(held, items);
      },
    },
  };
}

test('bytes come back as they went, whatever they are', () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, index) => (index * 31) % 256);
  assert.deepEqual(fromText(toText(bytes)), bytes);
});

test('a burst is written once, within half a second of its first event', async (context) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  context.after(() => mock.timers.reset());
  const { area, writes } = memoryArea();
  const checkpoints = new Checkpoints(area, () => new Uint8Array([1, 2, 3]));
  checkpoints.touch();
  mock.timers.tick(300);
  checkpoints.touch();
  assert.equal(writes.count, 0);
  mock.timers.tick(200);
  await checkpoints.flush();
  assert.equal(writes.count, 2, 'one by the clock and one by the flush');
  assert.deepEqual(await checkpoints.load(), new Uint8Array([1, 2, 3]));
});

test('a checkpoint that cannot be taken or kept does not stop the next', async (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
  const { area, writes } = memoryArea();
  let broken = true;
  const checkpoints = new Checkpoints(area, () => {
    if (broken) throw new Error('trap');
    return new Uint8Array([1]);
  });
  await checkpoints.flush();
  broken = false;
  await checkpoints.flush();
  assert.equal(writes.count, 1);
  assert.equal(errors.mock.callCount(), 1);
});

test('what is not a checkpoint is none', async () => {
  const { area, held } = memoryArea();
  const checkpoints = new Checkpoints(area, () => new Uint8Array());
  assert.equal(await checkpoints.load(), null);
  held['checkpoint'] = '%%%';
  assert.equal(await checkpoints.load(), null);
});
