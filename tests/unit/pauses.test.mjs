/** Who keeps a pause, and what is said where there is no room for one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPauses } from '../../extension/background/pauses.js';

/**
 * Pauses of a core that answers so.
 * @param {{ pausing: unknown, pause?: boolean }} answers
 */
function pausesOf({ pausing, pause = true }) {
  /** @type {unknown[][]} */
  const told = [];
  const core = {
    pausing: () => pausing,
    pause: (/** @type {unknown[]} */ ...args) => {
      told.push(args);
      return pause;
    },
  };
  const meter = /** @type {import('../../extension/background/meter.js').LiveMeter} */ (
    /** @type {unknown} */ ({ ask: (/** @type {(it: typeof core) => unknown} */ question) => question(core) })
  );
  let changes = 0;
  const pauses = createPauses(meter, async () => {
    changes += 1;
  });
  return { pauses, told, changes: () => changes };
}

const SESSION = { site: 'bank.example', paused: null, may_be_kept: false };

test('what may not be on disk the session keeps', async () => {
  const { pauses, told, changes } = pausesOf({ pausing: SESSION });
  await pauses.pause(7, true);
  assert.deepEqual([told, changes()], [[[7, true]], 1]);
});

test('whoever pauses one too many is told', async () => {
  const { pauses, changes } = pausesOf({ pausing: SESSION, pause: false });
  await assert.rejects(pauses.pause(7, true), { code: 'too_many_paused' });
  assert.equal(changes(), 0);
});

test('a tab that shows no site has nothing to pause', async () => {
  const { pauses, told } = pausesOf({ pausing: null });
  await assert.rejects(pauses.pause(7, true), { code: 'no_site' });
  assert.deepEqual(told, []);
});
