/** The experiment: the order of its steps, what it waits for, and that it closes what it opened and nothing else. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { Experiment, LIMIT, QUIET } from '../../extension/background/experiment.js';
import { requestEvent } from './fake-core.mjs';
import { fakeWindows } from './fake-windows.mjs';

/** @typedef {import('../../extension/background/events.js').Event} Event */
/** @typedef {import('../../extension/background/experiment.js').Around} Around */

const PAGE = 'https://news.example/story?q=doctor';

/**
 * @param {Parameters<typeof fakeWindows>[0] & { access?: object, noWindows?: boolean, full?: boolean, kept?: object }} [options]
 */
function staged({ access = {}, noWindows = false, full = false, kept, ...options } = {}) {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const browser = fakeWindows({
    open: [{ id: 100, windowId: 100, url: PAGE, title: 'A story' }],
    ...options,
  });
  /** @type {string[]} */
  const recorded = [];
  /** @type {Record<string, unknown>} */
  const store = kept === undefined ? {} : { experiment: kept };
  let last = 0;
  const around = {
    tabs: browser.tabs,
    windows: noWindows ? undefined : browser.windows,
    access: async () => ({ privateWindows: true, hosts: true, ...access }),
    area: {
      set: async (/** @type {object} */ items) => void Object.assign(store, structuredClone(items)),
    },
    recorder: {
      start: async (/** @type {{ label: string, scope: { tabs: number[] } }} */ { label, scope }) => {
        if (full) throw Object.assign(new Error('no room'), { code: 'recordings_full' });
        last += 1;
        recorded.push(`start ${last} of tab ${scope.tabs}: ${label}`);
        return last;
      },
      stop: async (/** @type {number} */ id) => void recorded.push(`stop ${id}`),
      remove: async (/** @type {number} */ id) => void recorded.push(`remove ${id}`),
    },
    show: async () => void browser.asked.push('show'),
    words: (/** @type {string} */ key, /** @type {string[]} */ ...more) => [key, ...more].join(' '),
    now: () => Date.now(),
  };
  const experiment = new Experiment(/** @type {Around} */ (/** @type {unknown} */ (around)));
  const opened = () => browser.all.at(-1)?.id ?? -1;
  return { ...browser, experiment, recorded, store, opened, around };
}

/** Lets everything run that waits for nothing but itself. */
async function settle() {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}

/** @param {number} milliseconds */
async function pass(milliseconds) {
  await settle();
  mock.timers.tick(milliseconds);
  await settle();
}

/**
 * The page that was asked for begins to answer in a tab.
 * @param {Experiment} experiment
 * @param {number} tab
 */
async function arrives(experiment, tab) {
  await settle();
  experiment.hear({ name: 'committed', details: { tab, frame: 0, url: PAGE } });
}

/** @param {number} tabId */
const seen = (tabId) => requestEvent('seen', { tabId });

test('private first, then normal, each recorded by its own tab and closed when it was quiet', async () => {
  const stage = staged();
  const { experiment, asked, recorded, opened } = stage;
  assert.equal((await experiment.start({ tab: 100, confirmed: false })).phase, 'private');
  await settle();
  const first = opened();
  await arrives(experiment, first);
  await pass(QUIET);
  assert.equal(experiment.state.phase, 'normal');
  const second = opened();
  await arrives(experiment, second);
  await pass(QUIET);
  assert.deepEqual(experiment.state, {
    revision: experiment.state.revision,
    phase: 'done',
    code: null,
    recordings: { private: 1, normal: 2 },
  });
  assert.deepEqual(asked, [
    'open private',
    `load private ${PAGE}`,
    `close window ${first}`,
    'open normal',
    `load normal ${PAGE}`,
    `close window ${second}`,
  ]);
  assert.deepEqual(recorded, [
    `start 1 of tab ${first}: experiment_label_private news.example`,
    'stop 1',
    `start 2 of tab ${second}: experiment_label_normal news.example`,
    'stop 2',
  ]);
  assert.deepEqual(
    stage.all.map(({ id }) => id),
    [100],
  );
  assert.ok(
    !JSON.stringify(stage.store).includes('doctor'),
    'the address is let go when it is no longer needed',
  );
});

test('the report is opened before the windows, where it is wanted', async () => {
  const { experiment, asked } = staged();
  await experiment.start({ tab: 100, confirmed: false, show: true });
  await settle();
  assert.deepEqual(asked.slice(0, 2), ['show', 'open private']);
});

test('requests of the tab put the quiet off, those of other tabs do not, and there is an end to it', async () => {
  const { experiment, opened } = staged();
  await experiment.start({ tab: 100, confirmed: false });
  await settle();
  const tab = opened();
  await pass(QUIET);
  assert.equal(experiment.state.phase, 'private', 'nothing has answered yet');
  await arrives(experiment, tab);
  await pass(QUIET - 1);
  experiment.hear(seen(tab));
  await pass(QUIET - 1);
  experiment.hear(seen(100));
  assert.equal(experiment.state.phase, 'private');
  await pass(1);
  assert.equal(experiment.state.phase, 'normal');
  const noisy = opened();
  await arrives(experiment, noisy);
  for (let waited = 0; waited < LIMIT; waited += 1000) {
    assert.equal(experiment.state.phase, 'normal');
    experiment.hear(seen(noisy));
    await pass(1000);
  }
  assert.equal(experiment.state.phase, 'done');
});

test('a page that never answers ends with the time that there is', async () => {
  const { experiment } = staged();
  await experiment.start({ tab: 100, confirmed: false });
  await pass(LIMIT);
  assert.equal(experiment.state.phase, 'normal');
  await pass(LIMIT);
  assert.equal(experiment.state.phase, 'done');
});

test('from a private tab nothing is opened before it is confirmed, and the plan says whom it shares with', async () => {
  const secret = { id: 100, windowId: 100, url: PAGE, incognito: true, title: 'A story' };
  const other = { id: 101, windowId: 100, incognito: true, title: '<b>Bank</b>' };
  const shop = { id: 102, title: 'Shop' };
  const own = { id: 103, incognito: true, url: 'moz-extension://telltale/popup.html', title: 'Telltale' };
  const { experiment, asked, recorded } = staged({ open: [secret, other, shop, own] });
  assert.deepEqual(await experiment.plan(100), {
    obstacle: null,
    fromPrivate: true,
    privateTabs: ['<b>Bank</b>'],
  });
  await assert.rejects(experiment.start({ tab: 100, confirmed: false }), { code: 'experiment_unconfirmed' });
  await pass(LIMIT);
  assert.deepEqual([asked, recorded, experiment.state.phase], [[], [], 'idle']);
  await experiment.start({ tab: 100, confirmed: true });
  await settle();
  assert.equal(asked[0], 'open private');
});

for (const [why, options, obstacle] of /** @type {[string, object, string][]} */ ([
  ['a page of the browser', { open: [{ id: 100, url: 'about:config' }] }, 'not_web'],
  ['a tab that is gone', { open: [] }, 'not_web'],
  ['no windows at all', { noWindows: true }, 'no_windows'],
  ['private windows are not to be seen', { access: { privateWindows: false } }, 'no_private_access'],
  ['websites are not to be seen', { access: { hosts: false } }, 'no_hosts'],
])) {
  test(`${why}: it says so and opens nothing`, async () => {
    const { experiment, asked } = staged(options);
    assert.equal((await experiment.plan(100)).obstacle, obstacle);
    await assert.rejects(experiment.start({ tab: 100, confirmed: true }), { code: `experiment_${obstacle}` });
    assert.deepEqual(asked, []);
  });
}

test('a browser that only pretends to open a private window: it is closed again and never compared', async () => {
  const { experiment, asked, recorded, all } = staged({ pretends: true });
  await experiment.start({ tab: 100, confirmed: false });
  await settle();
  assert.deepEqual([experiment.state.phase, experiment.state.code], ['failed', 'no_private_window']);
  assert.equal(asked[0], 'open normal');
  assert.ok(!asked.some((what) => what.startsWith('load')), 'the page was loaded nowhere');
  assert.deepEqual([recorded, all.map(({ id }) => id)], [[], [100]]);
});

test('a browser that refuses a private window', async () => {
  const { experiment, asked } = staged({ refuses: true });
  await experiment.start({ tab: 100, confirmed: false });
  await settle();
  assert.deepEqual([experiment.state.code, asked], ['no_private_window', []]);
});

test('cancelled, or its window closed by somebody: what it recorded goes, and what it opened', async () => {
  for (const end of ['cancelled', 'window_closed']) {
    const { experiment, recorded, all, opened } = staged();
    await experiment.start({ tab: 100, confirmed: false });
    await settle();
    const tab = opened();
    if (end === 'cancelled') await experiment.cancel();
    else experiment.hear({ name: 'tabClosed', details: { tab, at: 1 } });
    await pass(LIMIT);
    assert.deepEqual([experiment.state.phase, experiment.state.code], ['failed', end]);
    assert.equal(recorded.at(-1), 'remove 1');
    if (end === 'cancelled') assert.deepEqual([all.length, all[0]?.id], [1, 100]);
    assert.deepEqual(experiment.state.recordings, {});
  }
});

test('cancelled at any moment it leaves nothing behind, and a second one can begin', async () => {
  for (let turns = 0; turns < 40; turns += 1) {
    const { experiment, all, recorded } = staged();
    await experiment.start({ tab: 100, confirmed: false });
    await assert.rejects(experiment.start({ tab: 100, confirmed: false }), { code: 'experiment_busy' });
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await experiment.cancel();
    await pass(2 * LIMIT);
    assert.deepEqual([all.length, experiment.state.phase], [1, 'failed'], `after ${turns} turns`);
    const started = recorded.filter((what) => what.startsWith('start')).length;
    assert.equal(
      recorded.filter((what) => what.startsWith('remove')).length,
      started,
      `after ${turns} turns`,
    );
    await experiment.start({ tab: 100, confirmed: false });
    assert.equal(experiment.state.phase, 'private');
  }
});

test('cancelled while a side is being frozen it does not go on', async () => {
  for (let turns = 0; turns < 40; turns += 1) {
    const { experiment, all, opened } = staged();
    await experiment.start({ tab: 100, confirmed: false });
    await settle();
    await arrives(experiment, opened());
    mock.timers.tick(QUIET);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await experiment.cancel();
    await pass(2 * LIMIT);
    assert.deepEqual([all.length, experiment.state.code], [1, 'cancelled'], `after ${turns} turns`);
  }
});

test('a tab that somebody put beside stays when its window would have gone', async () => {
  const { experiment, all, asked, add, opened } = staged();
  await experiment.start({ tab: 100, confirmed: false });
  await settle();
  const tab = opened();
  add({ id: 900, windowId: all.find(({ id }) => id === tab)?.windowId ?? -1 });
  await experiment.cancel();
  await settle();
  assert.ok(asked.includes(`close tab ${tab}`));
  assert.deepEqual(
    all.map(({ id }) => id),
    [100, 900],
  );
});

test('no room for a recording is said by its code, and the window closed', async () => {
  const { experiment, all } = staged({ full: true });
  await experiment.start({ tab: 100, confirmed: false });
  await settle();
  assert.deepEqual([experiment.state.code, all.length], ['recordings_full', 1]);
});

test('a background that died goes on where it was', async () => {
  const before = staged();
  await before.experiment.start({ tab: 100, confirmed: false });
  await settle();
  const tab = before.opened();
  const again = new Experiment(/** @type {Around} */ (/** @type {unknown} */ (before.around)));
  await again.restore(structuredClone(before.store));
  assert.equal(again.state.phase, 'private');
  again.hear(seen(tab));
  await pass(QUIET - 1);
  assert.equal(again.state.phase, 'private');
  await pass(1);
  assert.equal(again.state.phase, 'normal');
});

test('a background that died too early ends it cleanly', async () => {
  const kept = {
    phase: 'private',
    url: PAGE,
    opened: { tab: 7, window: 7 },
    shown: false,
    until: LIMIT,
    recordings: {},
  };
  const open = [
    { id: 100, url: PAGE },
    { id: 7, windowId: 7, incognito: true },
  ];
  const { experiment, store, all, recorded } = staged({ open, kept });
  await experiment.restore(store);
  await settle();
  assert.deepEqual([experiment.state.code, all.length, recorded], ['interrupted', 1, []]);
  const gone = staged({ kept: { ...kept, recordings: { private: 3 } } });
  await gone.experiment.restore(gone.store);
  assert.deepEqual([gone.experiment.state.code, gone.recorded], ['interrupted', ['remove 3']]);
});

test('who watches is told of a change, and at once of one that was missed', async () => {
  const { experiment } = staged();
  const { revision } = experiment.state;
  const waiting = experiment.changed(revision);
  await experiment.start({ tab: 100, confirmed: false });
  assert.equal((await waiting).phase, 'private');
  assert.equal((await experiment.changed(revision)).phase !== 'idle', true);
  assert.equal((await experiment.changed()).phase !== 'idle', true);
});
