/// <reference path="../browsers/globals.d.ts" />

/**
 * How long Chromium's background takes to wake up with a full session, beside a background that loads the same (module,
 * lists, session storage) and does nothing with it. Both in turn, in the same run; then how soon the popup has its figures.
 *
 *   node tests/bench/wake.mjs [--killed]     (after "npm run build"; docs/benchmarks.md has the last table)
 *
 * With --killed there is a journal besides the checkpoint, about the longest that waits for a quiet moment.
 */

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { toText } from '../../extension/shared/base64.js';
import { launchChromium } from '../browsers/chromium.mjs';
import { startDemo } from '../demo/server.mjs';
import { figures, openCore } from './core.mjs';
import { inWords, median, ratioOf } from './statistics.mjs';
import { session } from './workload.mjs';

/** @typedef {import('../browsers/types.mjs').Driven} Driven */

const ROUNDS = 40;
const IDLE = `
import { loadCore } from './core.js';
import { browser } from '../shared/browser.js';
const ready = Promise.all([loadCore(), browser.storage.session.get(null), browser.tabs.query({})]);
browser.runtime.onMessage.addListener((message, sender, reply) => {
  void ready.then(() => reply(null));
  return true;
});
`;

/** Events that a background which was killed had not folded yet. */
const IN_JOURNAL = process.argv.includes('--killed') ? 440 : 0;

/** What a long session leaves in session storage when nothing has happened for long enough that browsers stop a background. */
function fullSession() {
  const { meter, wall } = openCore();
  meter.setAccess(true);
  const events = [...session()];
  for (const event of events.slice(0, events.length - IN_JOURNAL)) {
    wall.cross(event);
    // Nobody keeps these pieces, and they would pile up.
    if (event.name === 'committed') meter.journal();
  }
  const checkpoint = { generation: 1, text: toText(meter.checkpoint()) };
  if (IN_JOURNAL === 0) return { checkpoint };
  for (const event of events.slice(-IN_JOURNAL)) wall.cross(event);
  return { checkpoint, 'journal.1.0': toText(meter.journal() ?? new Uint8Array()) };
}

/**
 * Stops the background and asks it something: the time until the answer is there.
 * @param {Driven} driven
 */
async function wake(driven) {
  await driven.stopBackground();
  return driven.inExtension(async () => {
    const start = performance.now();
    await browser.runtime.sendMessage({ type: 'glance', tab: 1 });
    return performance.now() - start;
  });
}

const whole = fileURLToPath(new URL('../../dist/chromium', import.meta.url));
const idle = await mkdtemp(join(tmpdir(), 'telltale-idle-'));
await cp(whole, idle, { recursive: true });
await writeFile(join(idle, 'extension/background/main.js'), IDLE);
const demo = await startDemo();
const full = fullSession();
const [ours, theirs] = await Promise.all(
  [whole, idle].map((extension) => launchChromium({ extension, ports: demo.ports })),
);
if (ours === undefined || theirs === undefined) throw new Error('Chromium did not start');
try {
  for (const driven of [ours, theirs]) {
    await driven.inExtension(async (/** @type {object} */ items) => {
      await browser.storage.session.clear();
      await browser.storage.session.set({ ...items });
    }, full);
    // Asleep before it writes its own session over this one, and awake again with it.
    await wake(driven);
  }
  const times = { ours: /** @type {number[]} */ ([]), theirs: /** @type {number[]} */ ([]) };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.ours.push(await wake(ours));
    times.theirs.push(await wake(theirs));
  }
  const counted = await ours.inExtension(async () => {
    /** @type {import('../../extension/shared/messages.js').Digest} */
    const { summary } = await browser.runtime.sendMessage({ type: 'digest' });
    return (summary.modes.normal?.requests ?? 0) + (summary.modes.private?.requests ?? 0);
  });
  const popup = await ours.open('https://shop.example/');
  const { tab } = popup;
  /** @type {number[]} */
  const drawn = [];
  for (let round = 0; round < ROUNDS / 2; round += 1) {
    drawn.push(
      await ours.inExtension(async (/** @type {number} */ about) => {
        const start = performance.now();
        await browser.runtime.sendMessage({ type: 'glance', tab: about });
        await browser.runtime.sendMessage({ type: 'digest', tab: about });
        return performance.now() - start;
      }, tab),
    );
  }
  figures([
    ['requests in the session that it wakes up with', counted],
    ['wake-up, the same loads and nothing done: median', `${median(times.theirs).toFixed(0)} ms`],
    ['wake-up, Telltale: median', `${median(times.ours).toFixed(0)} ms`],
    ['ratio (95 of 100 resamplings)', `${inWords(ratioOf(times.ours, times.theirs))}, at most 1.5`],
    [
      'popup as a page: from its address to its figures, median',
      `${median(drawn).toFixed(0)} ms, at most 100`,
    ],
  ]);
} finally {
  await Promise.all([ours.close(), theirs.close(), demo.close()]);
  await rm(idle, { recursive: true, force: true });
}
