/// <reference path="../browsers/globals.d.ts" />

/**
 * A private session with every feature used leaves nothing on the disk, while the browser runs and after it was quit;
 * what a normal session leaves, and what is laid there on purpose, is found by the same search.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { PAGES } from '../demo/trackers.mjs';
import { layControls } from '../traces/controls.mjs';
import { FORMS, freshWord, needlesOf } from '../traces/forms.mjs';
import { spelt, unpacked } from '../traces/kept.mjs';
import { search } from '../traces/search.mjs';
import { freshSession, keepDiary, KINDS } from '../traces/session.mjs';
import { BROWSERS, openStage, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('../traces/search.mjs').Findings} Findings */
/** @typedef {import('../traces/session.mjs').Words} Words */

/** A browser writes what it remembers of pages every ten seconds or so. */
const WRITTEN_WITHIN = { patience: 60_000 };
/** The kinds of file that each browser certainly writes in this test: a search that opens none of them is broken. */
const CONTAINERS = {
  chromium: ['as it lies', 'LevelDB table', 'LevelDB log'],
  firefox: ['as it lies', 'mozLz4', 'SQLite'],
};

const VIEWS = ['now', 'compare', 'recipients', 'requests', 'captures', 'browser', 'lists'];
/** All that addresses of the report are made of. */
const STEPS = new Set(['', ...VIEWS, 'normal', 'private', 'unknown', 'all']);
/** All that stands before the product's name in a title. */
const TITLES = new Set([
  'Telltale',
  'Now',
  'Compare',
  'Recipients',
  'Requests',
  'Captures',
  'The browser itself',
  'Lists',
]);

/**
 * @param {string} owner
 * @param {Record<string, string>} words
 */
const named = (owner, words) =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [`${owner} ${name}`, word]));

/**
 * What was found of somebody's words, readably.
 * @param {Findings} findings
 * @param {string} owner
 */
const tracesOf = ({ traces }, owner) =>
  traces
    .filter(({ word }) => word.startsWith(owner))
    .map(({ word, form, container, file }) => `${word} as ${form} in ${file} (${container})`);

/**
 * Which of the words that were laid out were not found in their form.
 * @param {Findings} findings
 */
const controlsMissed = ({ traces }) =>
  FORMS.filter((form) => !traces.some((trace) => trace.word === `laid ${form}` && trace.form === form));

/**
 * What the extension keeps once it holds every word: what it does not hold it cannot leave behind.
 * @param {Stage} stage
 * @param {Record<string, string>} words
 */
async function keptWhole({ driven }, words) {
  const store = await driven.inExtension(() => browser.storage.session.get());
  const all = unpacked(store);
  const missing = Object.entries(words).filter(
    ([, word]) => !needlesOf(word).some(({ bytes }) => all.includes(bytes)),
  );
  if (missing.length > 0) throw new Error(`not kept yet: ${missing.map(([kind]) => kind).join(', ')}`);
  return store;
}

/**
 * Uses everything there is in a private session.
 * @param {Stage} stage
 * @param {Words & { label: string }} words
 * @returns {Promise<Record<string, string>>} what the extension kept of it meanwhile, as it was spelt
 */
async function usePrivately(stage, words) {
  const address = keepDiary(stage.demo, words);
  const diary = await stage.visit(address, { private: true });
  await stage.visit(`${PAGES.search.url}+${words.search}`, { private: true });

  // Recordings, whose labels and notes are words as well. What is saved stays in memory here: a file is the person's wish.
  const { id } = await stage.ask('startRecording', {
    label: words.label,
    notes: `${words.label} ${words.label}`,
    scope: { mode: 'private' },
  });
  await stage.go(diary, `${address}&recorded`);
  // What a page tells of itself it tells when it likes, and other private tabs are recorded as well.
  await until('the recording knows every word', async () => {
    const { text } = await stage.ask('saveRecording', { id });
    const missing = KINDS.filter((kind) => !text.includes(words[kind]));
    if (missing.length > 0) throw new Error(`not yet: ${missing.join(', ')}`);
    return text;
  });
  await stage.ask('stopRecording', { id });
  const { text } = await stage.ask('saveRecording', { id });
  const opened = await stage.ask('openRecording', { text });
  const sides = { normal: { recording: opened.id }, private: { recording: id } };
  assert.equal((await stage.ask('compare', { ...sides, reveal: true })).verdict, 'linked');

  // The experiment would open the page in a normal window, whose history keeps it: not before that is confirmed.
  assert.equal((await stage.ask('experimentPlan', { tab: diary.tab })).fromPrivate, true);
  await assert.rejects(
    stage.ask('startExperiment', { tab: diary.tab, confirmed: false }),
    /experiment_unconfirmed/,
  );

  // The background dies and wakes up from what it kept. No popup is open yet: it would ask, and wake it up at once.
  const store = await until('the session is kept', () => keptWhole(stage, words));
  await stage.driven.stopBackground();
  await stage.go(diary, `${address}&again`);

  // The badge, its sentence, and the popup over the page.
  await stage.glance(diary.tab, { mode: 'private', site: `diary-${words.host}.example` });
  await until('the badge tells of the diary', async () => {
    const { told } = await stage.ask('glance', { tab: diary.tab });
    return told > 0 && (await stage.badge(diary.tab)).text === `•${told}`;
  });
  const popup = await stage.driven.popup(diary.tab);
  await until('the popup tells of the diary', () =>
    popup.evaluate(
      (/** @type {string} */ host) => document.getElementById('site')?.textContent?.includes(host),
      words.host,
    ),
  );
  await stage.own(`extension/popup/popup.html?tab=${diary.tab}`);

  // Everything that can be asked, with nothing redacted.
  const report = JSON.stringify(await stage.ask('report', { mode: 'private', reveal: true }));
  for (const kind of KINDS) assert.ok(report.includes(words[kind]), `the report knows the ${kind}`);
  const { total } = await stage.ask('requests', { from: 0, count: 100, filter: { text: words.host } });
  assert.ok(total > 0, 'requests are found by a text');
  await stage.ask('compare', { reveal: true });
  await stage.ask('digest', { mode: 'private' });
  await stage.ask('forget', { mode: 'unknown' });
  return spelt(store);
}

/**
 * History was switched on among the settings: what it keeps on the disk holds every word of the normal session.
 * @param {Stage} stage
 * @param {Record<string, string>} normal
 * @returns {Promise<Record<string, string>>} how it is spelt
 */
async function historyKept(stage, normal) {
  return until('history has what the normal session told', async () => {
    const disk = await stage.driven.inExtension(() => browser.storage.local.get('historyKept'));
    const all = unpacked(disk);
    const missing = Object.entries(normal).filter(([, word]) => !all.includes(word));
    if (missing.length > 0) throw new Error(`not kept yet: ${missing.map(([kind]) => kind).join(', ')}`);
    return named('history', spelt(disk));
  });
}

/**
 * The report page shows the private session, and neither its address nor its title says so; it stays open.
 * @param {Stage} stage
 * @param {Words & { label: string }} words
 */
async function leaveReportOpen(stage, words) {
  await stage.own('extension/report/report.html#all');
  // Browsers keep what somebody typed into a page together with the page, to restore both.
  const typed = await stage.own('extension/report/report.html#compare');
  const fields = await typed.evaluate((/** @type {string} */ word) => {
    const all = /** @type {NodeListOf<HTMLInputElement>} */ (
      document.querySelectorAll('textarea, input:not([type]), input[type="text"], input[type="search"]')
    );
    for (const field of all) {
      field.value = word;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    return all.length;
  }, words.label);
  assert.ok(fields > 0, 'the report has fields to type into');
  const report = await stage.own('extension/report/report.html#recipients/private');
  const text = await report.evaluate(() => document.body.innerText);
  assert.ok(text.includes(words.host), 'the report shows where somebody was');
  // Settings are kept on the disk on purpose: nothing of the session goes with them.
  const settings = await stage.own('extension/settings/settings.html');
  const choices = await settings.evaluate(() => {
    const all = /** @type {NodeListOf<HTMLInputElement>} */ (
      document.querySelectorAll('input[type="radio"]')
    );
    for (const choice of all) choice.click();
    return all.length;
  });
  assert.ok(choices >= 3, 'every setting is chosen once');
  const own = await stage.driven.inExtension(async () => {
    const tabs = await browser.tabs.query({});
    const root = browser.runtime.getURL('');
    return tabs.flatMap(({ url = '', title = '' }) => (url.startsWith(root) ? [{ url, title }] : []));
  });
  assert.ok(own.length >= 6, 'popup, reports and settings are open');
  for (const { url, title } of own) {
    assert.match(url, /\/(popup\.html(\?tab=\d+)?|settings\.html|report\.html(#[a-z]+(\/[a-z]+)?)?)$/);
    const [, route = ''] = url.split('#');
    for (const step of route.split('/')) assert.ok(STEPS.has(step), `${url} names views and kinds of window`);
    assert.ok(TITLES.has(title.replace(/ – Telltale$/, '')), `the title "${title}" is that of a view`);
  }
}

for (const browserName of BROWSERS) {
  describe(`no trace (${browserName})`, () => {
    test('of a private session is on the disk', async (context) => {
      const disk = await mkdtemp(join(tmpdir(), 'telltale-traces-'));
      context.after(() => rm(disk, { recursive: true, force: true, maxRetries: 5 }));
      const stage = await openStage(browserName, { disk });
      const normal = freshSession();
      const secret = { ...freshSession(), label: freshWord() };
      /** @type {Record<string, string>} */
      let words = {};
      try {
        const laid = await layControls(stage.driven);
        words = { ...named('normal', normal), ...named('laid', laid), ...named('private', secret) };
        await stage.visit(keepDiary(stage.demo, normal));
        words = { ...words, ...named('private', await usePrivately(stage, secret)) };
        await leaveReportOpen(stage, secret);
        words = { ...words, ...(await historyKept(stage, normal)) };
        // When what was laid out before is on the disk, what would have leaked in between is there as well.
        const live = await until(
          'what was laid onto the disk is found there',
          async () => {
            const findings = await search(disk, words);
            const missed = controlsMissed(findings);
            if (missed.length > 0) throw new Error(`not found: ${missed.join(', ')}`);
            return findings;
          },
          WRITTEN_WITHIN,
        );
        assert.deepEqual(tracesOf(live, 'private'), [], 'while the browser runs');
      } catch (error) {
        await stage.photograph(`failure-${browserName}-traces`);
        throw error;
      } finally {
        await stage.close();
      }

      const after = await search(disk, words);
      assert.deepEqual(tracesOf(after, 'private'), [], 'after the browser was quit');
      assert.deepEqual(after.unread, [], 'every file was read through');
      assert.deepEqual(controlsMissed(after), [], 'what was laid onto the disk is found in every form');
      assert.ok(tracesOf(after, 'history').length > 0, 'what history keeps is found as it is spelt');
      for (const kind of KINDS) {
        assert.ok(tracesOf(after, `normal ${kind}`).length > 0, `the ${kind} of a normal session is found`);
      }
      const containers = new Set(after.traces.map(({ container }) => container));
      for (const container of CONTAINERS[browserName])
        assert.ok(containers.has(/** @type {any} */ (container)), `something was found in: ${container}`);
    });
  });
}
