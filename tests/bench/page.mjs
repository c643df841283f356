/// <reference path="../browsers/globals.d.ts" />

/**
 * How long a page of 500 requests takes to load in Chromium with Telltale, beside an extension with the same listeners that
 * does nothing, and beside one without listeners. In turns, in the same run.
 *
 *   node tests/bench/page.mjs [--pairs N]      (after "npm run build"; docs/benchmarks.md has the last table)
 *
 * Decides the three extensions and the order of their turns. Refuses to know what the page asks for (`crowd.mjs`).
 */

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { launchChromium } from '../browsers/chromium.mjs';
import { until } from '../browsers/until.mjs';
import { figures } from './core.mjs';
import { ASKED, CROWD, startCrowd } from './crowd.mjs';
import { inWords, median, ratioOfPairs } from './statistics.mjs';

/** @typedef {import('../browsers/types.mjs').Driven} Driven */

/** How many loads of each are measured, unless somebody says another number. */
export const PAIRS = 100;
/** Loads that are not counted: a browser learns. */
const BEFORE = 3;

const LISTENS = `
import { browser } from '../shared/browser.js';
import { observe } from './observer.js';
observe(browser, () => undefined);
`;
const BACKGROUNDS = { listening: LISTENS, deaf: '' };

const whole = fileURLToPath(new URL('../../dist/chromium', import.meta.url));

/** @param {string} background */
async function control(background) {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-control-'));
  await cp(whole, folder, { recursive: true });
  await writeFile(join(folder, 'extension/background/main.js'), background);
  return folder;
}

/**
 * @param {Awaited<ReturnType<Driven['open']>>} page
 * @param {number} turn
 */
async function load(page, turn) {
  await page.goto(`${CROWD}?turn=${turn}`);
  const took = await until('the page has all that it asked for', () =>
    page.evaluate(() => Number(document.documentElement.dataset['took'] ?? 0)),
  );
  return took;
}

/**
 * @typedef {object} Loaded
 * @property {number} asked Requests of the page.
 * @property {number} counted Of them, what Telltale counted for each load.
 * @property {number} ours Milliseconds, the median.
 * @property {number} listening The same with an extension that only listens.
 * @property {number} deaf With one that does not.
 * @property {import('./statistics.mjs').Ratio} overListening
 * @property {import('./statistics.mjs').Ratio} overDeaf
 */

/**
 * @param {number} pairs
 * @returns {Promise<Loaded>}
 */
export async function measurePage(pairs) {
  const folders = await Promise.all(Object.values(BACKGROUNDS).map(control));
  const crowd = await startCrowd();
  /** @type {Driven[]} */
  const all = [];
  try {
    for (const extension of [whole, ...folders])
      all.push(await launchChromium({ extension, ports: crowd.ports }));
    const pages = await Promise.all(all.map((driven) => driven.open(CROWD)));
    const times = pages.map(() => /** @type {number[]} */ ([]));
    for (let turn = 0; turn < BEFORE + pairs; turn += 1) {
      // Who comes first has the machine as the one before left it: each is first as often.
      for (let place = 0; place < pages.length; place += 1) {
        const which = (place + turn) % pages.length;
        const page = pages[which];
        if (page === undefined) continue;
        const took = await load(page, turn);
        if (turn >= BEFORE) times[which]?.push(took);
      }
    }
    const requests = await all[0]?.inExtension(async () => {
      /** @type {import('../../extension/shared/messages.js').Digest} */
      const { summary } = await browser.runtime.sendMessage({ type: 'digest' });
      return summary.modes.normal?.requests ?? 0;
    });
    const [ours = [], listening = [], deaf = []] = times;
    return {
      asked: 1 + ASKED.image + ASKED.script + ASKED.post,
      counted: (requests ?? 0) / (1 + BEFORE + pairs),
      ours: median(ours),
      listening: median(listening),
      deaf: median(deaf),
      overListening: ratioOfPairs(ours, listening),
      overDeaf: ratioOfPairs(ours, deaf),
    };
  } finally {
    await Promise.all(all.map((driven) => driven.close()));
    await crowd.close();
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { pairs: { type: 'string', default: String(PAIRS) } } });
  const { asked, counted, ours, listening, deaf, overListening, overDeaf } = await measurePage(
    Number(values.pairs),
  );
  figures([
    ['requests of the page; what Telltale counted for each load', `${asked}; ${counted.toFixed(1)}`],
    ['Telltale: median', `${ours.toFixed(0)} ms`],
    ['the same listeners, which do nothing: median', `${listening.toFixed(0)} ms`],
    ['no listeners: median', `${deaf.toFixed(0)} ms`],
    ['Telltale, × the same listeners (95 of 100 resamplings)', `${inWords(overListening)}, at most 1.05`],
    ['Telltale, × no listeners', inWords(overDeaf)],
  ]);
}
