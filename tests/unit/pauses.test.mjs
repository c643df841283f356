/** Who keeps a pause, and what is said where there is no room for one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

/** What is on the disk. @type {Record<string, unknown>} */
let disk = {};
/** A disk takes its time: what is read now, others may have written over meanwhile. */
const later = () => new Promise((resolve) => setImmediate(resolve));
Object.assign(globalThis, {
  browser: {
    storage: {
      local: {
        async get() {
          await later();
          return structuredClone(disk);
        },
        async set(/** @type {object} */ chosen) {
          await later();
          if (full) throw new Error('the disk is full');
          disk = { ...disk, ...structuredClone(chosen) };
        },
      },
    },
  },
});
let full = false;

const { createPauses } = await import('../../extension/background/pauses.js');

/**
 * Pauses of a core that answers so.
 * @param {{ pausing: unknown, pause?: boolean }} answers
 */
function pausesOf({ pausing, pause = true }) {
  /** @type {unknown[][]} */
  const told = [];
  const core = {
    pausing: (/** @type {number} */ tab) => (typeof pausing === 'function' ? pausing(tab) : pausing),
    pause: (/** @type {unknown[]} */ ...args) => {
      told.push(args);
      return pause;
    },
  };
  const meter = /** @type {import('../../extension/background/meter.js').LiveMeter} */ (
    /** @type {unknown} */ ({
      ask: (/** @type {(it: typeof core) => unknown} */ question) => question(core),
      pauseSites: (/** @type {string[]} */ sites) => told.push(sites),
    })
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

/** A normal window whose tabs each show a site of their own. */
const KEPT = (/** @type {number} */ tab) => ({ site: `site${tab}.example`, paused: null, may_be_kept: true });

test('of pauses that are asked for at once none is lost', async () => {
  disk = {};
  const { pauses, told } = pausesOf({ pausing: KEPT });
  await Promise.all([1, 2, 3].map((tab) => pauses.pause(tab, true)));
  const all = ['site1.example', 'site2.example', 'site3.example'];
  assert.deepEqual(disk, { pausedSites: all });
  assert.deepEqual(told.at(-1), all, 'and the core looks at none of them');
  await Promise.all([pauses.pause(2, false), pauses.pause(4, true), pauses.pause(1, false)]);
  assert.deepEqual(disk, { pausedSites: ['site3.example', 'site4.example'] });
});

test('a pause that cannot be kept is refused and holds up none after it', async () => {
  disk = {};
  full = true;
  const { pauses } = pausesOf({ pausing: KEPT });
  await assert.rejects(pauses.pause(1, true), /disk is full/);
  const second = pauses.pause(2, true);
  full = false;
  await second;
  assert.deepEqual(disk, { pausedSites: ['site2.example'] });
});
