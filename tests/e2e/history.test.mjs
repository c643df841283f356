/// <reference path="../browsers/globals.d.ts" />

/**
 * History: with it, what normal windows told is there again after the browser was quit, and private windows are not; without
 * it, or once it was forgotten, nothing is.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { needlesOf } from '../traces/forms.mjs';
import { unpacked } from '../traces/kept.mjs';
import { freshSession, keepDiary } from '../traces/session.mjs';
import { BROWSERS, openStage, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('../../extension/shared/messages.js').Mode} Mode */

const KEY = 'historyKept';
/** What nobody asks for is written after twenty seconds of quiet, or within a minute. */
const WRITTEN_WITHIN = { patience: 90_000 };

/**
 * Whether history is kept, chosen as a person does.
 * @param {Stage} stage
 * @param {'on' | 'off'} choice
 */
async function choose(stage, choice) {
  const page = await stage.own('extension/settings/settings.html');
  await page.evaluate((/** @type {string} */ value) => {
    /** @type {HTMLElement | null} */ (document.querySelector(`[name="history"][value="${value}"]`))?.click();
  }, choice);
  await until('the page says so', () =>
    page.evaluate(() => document.getElementById('outcome')?.textContent !== ''),
  );
  return page;
}

/** @param {Stage} stage */
const onDisk = (stage) =>
  stage.driven.inExtension(
    async (/** @type {string} */ key) =>
      /** @type {Record<string, unknown>} */ (await browser.storage.local.get(key)),
    KEY,
  );

/**
 * What the disk holds, once it is there.
 * @param {Stage} stage
 */
const written = (stage) =>
  until(
    'something is on the disk',
    async () => {
      const disk = await onDisk(stage);
      return KEY in disk ? unpacked(disk) : null;
    },
    WRITTEN_WITHIN,
  );

/** @param {Stage} stage */
const deleted = (stage) => until('nothing is on the disk', async () => !(KEY in (await onDisk(stage))));

/**
 * @param {Stage} stage
 * @param {Mode} mode
 */
async function counted(stage, mode) {
  const { summary } = await stage.ask('digest', { mode });
  const { requests = 0, since = null } = summary.modes[mode] ?? {};
  return { requests, since, sites: summary.sites.map(({ site }) => site), timeline: summary.timeline };
}

/**
 * Waits until nothing more is counted for a while.
 * @param {Stage} stage
 */
async function quiet(stage) {
  let [last, since] = ['', 0];
  return until('nothing more is counted', async () => {
    const now = await counted(stage, 'normal');
    if (JSON.stringify(now) !== last) [last, since] = [JSON.stringify(now), performance.now()];
    return performance.now() - since > 1000 ? now : null;
  });
}

/** @param {Buffer} bytes */
const has = (bytes, /** @type {string} */ word) =>
  needlesOf(word).some(({ bytes: needle }) => bytes.includes(needle));

for (const browserName of BROWSERS) {
  describe(`history (${browserName})`, () => {
    test('goes on where the browser was quit, with normal windows alone, until it is forgotten or switched off', async (context) => {
      const disk = await mkdtemp(join(tmpdir(), 'telltale-history-'));
      context.after(() => rm(disk, { recursive: true, force: true, maxRetries: 5 }));
      const [normal, secret] = [freshSession(), freshSession()];
      // Who reads both is the same person.
      secret.visitor = normal.visitor;
      /**
       * @param {(stage: Stage) => Promise<void>} work
       */
      const inBrowser = async (work) => {
        const stage = await openStage(browserName, { disk });
        try {
          await work(stage);
        } catch (error) {
          await stage.photograph(`failure-${browserName}-history`);
          throw error;
        } finally {
          await stage.close();
        }
      };
      /** @type {Awaited<ReturnType<typeof counted>> | undefined} */
      let before;

      await inBrowser(async (stage) => {
        await stage.visit(keepDiary(stage.demo, normal));
        await stage.visit(keepDiary(stage.demo, secret), { private: true });
        await until('both are counted', async () => {
          const sites = await Promise.all(
            /** @type {const} */ (['normal', 'private']).map((mode) => counted(stage, mode)),
          );
          return sites.every(({ requests }) => requests > 0);
        });
        await quiet(stage);
        assert.ok(!(KEY in (await onDisk(stage))), 'nobody has switched it on');
        await choose(stage, 'on');
        const bytes = await written(stage);
        assert.ok(has(bytes, normal.host) && has(bytes, normal.path) && has(bytes, normal.visitor));
        assert.ok(!has(bytes, secret.host) && !has(bytes, secret.path), 'private windows are not in it');
        before = await counted(stage, 'normal');
      });

      await inBrowser(async (stage) => {
        const now = await counted(stage, 'normal');
        assert.ok(before !== undefined && now.requests >= before.requests, 'everything is there');
        assert.ok(now.requests < 2 * before.requests, 'and nothing twice');
        assert.equal(now.since, before.since);
        assert.ok(now.sites.includes(`diary-${normal.host}.example`));
        assert.equal((await counted(stage, 'private')).requests, 0);
        const report = await stage.own('extension/report/report.html');
        const said = await report.evaluate(() => document.getElementById('since')?.textContent ?? '');
        assert.notEqual(said, '', 'the report says since when');

        // A private window of today is compared with what a normal one told before.
        await stage.visit(keepDiary(stage.demo, secret), { private: true });
        await until('the two are linked', async () => (await stage.ask('compare', {})).verdict === 'linked');

        // The background dies and wakes up from memory, not from the disk.
        await quiet(stage);
        const whole = await counted(stage, 'normal');
        await stage.driven.stopBackground();
        assert.deepEqual(await counted(stage, 'normal'), whole);

        await stage.ask('forget', { mode: 'private' });
        assert.ok(KEY in (await onDisk(stage)), 'what private windows told was never there');
        await stage.ask('forget', { mode: 'normal' });
        assert.ok(!(KEY in (await onDisk(stage))), 'deleted before it is answered');

        await stage.visit(keepDiary(stage.demo, freshSession()));
        assert.ok(has(await written(stage), 'diary-'), 'it goes on, after a while, with what comes');
        // Nobody is awake when it is switched off: that wakes somebody up.
        const settings = await stage.own('extension/settings/settings.html');
        await stage.driven.stopBackground();
        await settings.evaluate(() =>
          /** @type {HTMLElement | null} */ (
            document.querySelector('[name="history"][value="off"]')
          )?.click(),
        );
        await deleted(stage);
      });

      await inBrowser(async (stage) => {
        const now = await counted(stage, 'normal');
        assert.ok(!now.sites.some((site) => site?.startsWith('diary-')), 'nothing was kept');
        assert.ok(!(KEY in (await onDisk(stage))));
      });
    });

    test('that cannot be read is said in the settings, and nobody is kept from starting', async (context) => {
      const disk = await mkdtemp(join(tmpdir(), 'telltale-history-'));
      context.after(() => rm(disk, { recursive: true, force: true, maxRetries: 5 }));
      const first = await openStage(browserName, { disk });
      try {
        await first.driven.inExtension(
          (/** @type {string} */ key) => browser.storage.local.set({ [key]: 'VFRIAAAA', history: true }),
          KEY,
        );
      } finally {
        await first.close();
      }
      const stage = await openStage(browserName, { disk });
      try {
        const page = await stage.own('extension/settings/settings.html');
        await until('the settings say so', () =>
          page.evaluate(() => {
            const lost = document.getElementById('history-lost');
            return lost?.hidden === false && lost.textContent !== '';
          }),
        );
        await stage.visit(keepDiary(stage.demo, freshSession()));
        await until('it counts', async () => (await counted(stage, 'normal')).requests > 0);
      } catch (error) {
        await stage.photograph(`failure-${browserName}-history-lost`);
        throw error;
      } finally {
        await stage.close();
      }
    });
  });
}
