/// <reference path="../browsers/globals.d.ts" />

/** The experiment through the real interface, and its verdicts about trackers whose ways are known. */

import assert from 'node:assert/strict';

import { PAGES, TRACKERS } from '../demo/trackers.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('./support.mjs').Stage} Stage */

/** Two sides, each with its two seconds of quiet, two windows and a busy machine. */
const PATIENCE = { patience: 90_000 };

/**
 * What is open, in words.
 * @param {Stage} stage
 */
function open(stage) {
  return stage.driven.inExtension(async () => {
    const tabs = await browser.tabs.query({});
    return tabs.map(({ id, incognito }) => `${id} ${incognito ? 'private' : 'normal'}`).sort();
  });
}

/** @param {Stage} stage */
function reports(stage) {
  return stage.driven.inExtension(async () => {
    const tabs = await browser.tabs.query({});
    return tabs.filter(({ url }) => url?.endsWith('/report/report.html#compare')).map(({ id }) => id ?? -1);
  });
}

/**
 * Presses a button as a person does.
 * @param {Page} page
 * @param {string} selector
 */
async function press(page, selector) {
  await until(`there is ${selector} to press`, () =>
    page.evaluate((/** @type {string} */ which) => {
      const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(which));
      if (button === null || button.checkVisibility() === false || button.disabled) return false;
      button.click();
      return true;
    }, selector),
  );
}

/**
 * Waits until the report shows what came of the experiment that is running.
 * @param {Stage} stage
 * @param {number} [seen] the revision before it began
 */
async function outcome(stage, seen) {
  await until(
    'the experiment has ended',
    async () => {
      const state = await stage.ask('experiment', {});
      return state.revision !== seen && (state.phase === 'done' || state.phase === 'failed');
    },
    PATIENCE,
  );
  const report = await stage.own('extension/report/report.html#compare', { width: 1400, height: 1000 });
  return until('the report shows the two recordings', () => shown(report));
}

/**
 * Closes the reports that the background opened: Firefox opens the next tab in the window that was used last.
 * @param {Stage} stage
 */
async function closeReports(stage) {
  const opened = await reports(stage);
  await stage.driven.inExtension((/** @type {number[]} */ ids) => browser.tabs.remove(ids), opened);
}

/** @param {Page} report */
function shown(report) {
  return report.evaluate(() => {
    const text = (/** @type {string} */ selector) =>
      [...document.querySelectorAll(selector)].map((element) => element.textContent ?? '');
    const sides = [...document.querySelectorAll('#sides select')].map(
      (select) => /** @type {HTMLSelectElement} */ (select).selectedOptions[0]?.textContent ?? '',
    );
    if (!sides.every((side) => side.includes('.example, '))) return null;
    const [both, first, second] = [...document.querySelectorAll('#sets > section')].map((set) =>
      [...set.querySelectorAll('li:not(.quiet)')].map((item) => item.textContent ?? ''),
    );
    return {
      state: document.documentElement.dataset['state'],
      verdict: text('#verdict')[0] ?? '',
      sides,
      links: text('#links tbody th'),
      both,
      first,
      second,
      values: text('#links td .address:not(.sub)'),
      address: `${location.href} ${document.title}`,
    };
  });
}

inBothBrowsers('the experiment', (scenario) => {
  scenario(
    'a tracker that fingerprints links the private window; one that comes later is named',
    async (stage) => {
      const page = await stage.visit(PAGES.survey.url);
      const before = await open(stage);
      const popup = await stage.own(`extension/popup/popup.html?tab=${page.tab}`);
      await press(popup, '#compare');
      const result = await outcome(stage, 0);
      assert.equal(result.state, 'compared-linked');
      assert.match(result.verdict, /^Linked/);
      assert.deepEqual(result.sides, [
        'shop.example, normal window (Normal window)',
        'shop.example, private window (Private window)',
      ]);
      assert.ok(
        result.links.some((row) => row.startsWith(TRACKERS.fingerprint?.domain ?? '?')),
        String(result.links),
      );
      assert.ok(!result.links.some((row) => row.includes('google-analytics.com')), 'its number was another');
      assert.ok(result.both?.includes('google-analytics.com'));
      assert.deepEqual(result.first, [TRACKERS.returning?.domain]);
      assert.deepEqual(result.second, []);
      assert.deepEqual(result.values, [], 'no value is shown before it is asked for');
      assert.ok(!result.address.includes('example/'), result.address);
      const opened = await reports(stage);
      assert.equal(opened.length, 2, 'the one that the popup opened, and that of this test');
      const left = (await open(stage)).filter((tab) => !opened.includes(Number(tab.split(' ')[0])));
      assert.deepEqual(left, [...before, `${popup.tab} normal`].sort(), 'what it opened is closed');
      await closeReports(stage);
    },
  );

  scenario('one whose number is fresh in each session is not linked', async (stage) => {
    const page = await stage.visit(PAGES.letters.url);
    const { revision } = await stage.ask('experiment', {});
    await stage.ask('startExperiment', { tab: page.tab, confirmed: false });
    const result = await outcome(stage, revision);
    assert.equal(result.state, 'compared-not_linked', result.verdict);
    assert.deepEqual(result.links, []);
    assert.ok(result.both?.includes('google-analytics.com'));
    assert.deepEqual(result.first, [TRACKERS.returning?.domain]);
  });

  scenario('from a private tab nothing opens before it is confirmed', async (stage) => {
    const secret = await stage.visit(PAGES.survey.url, { private: true });
    const other = await stage.visit(PAGES.about.url, { private: true });
    const popup = await stage.own(`extension/popup/popup.html?tab=${secret.tab}`);
    // Pages and the browser itself send when they like: only who asks for the page opens it.
    const loads = () =>
      stage.demo.arrivals.filter(({ host, path }) => `https://${host}${path}` === PAGES.survey.url).length;
    const [before, loaded, { revision }] = [await open(stage), loads(), await stage.ask('experiment', {})];
    assert.ok(loaded > 0);
    await press(popup, '#compare');
    const said = await until('the popup says what it means', () =>
      popup.evaluate(() => {
        const notice = document.querySelector('#comparing .notice');
        return notice && { text: notice.textContent ?? '', focus: document.activeElement?.textContent };
      }),
    );
    assert.match(said.text, /history and cookies will keep that you were here/);
    assert.match(said.text, /1 other private tab is open/);
    assert.match(said.text, /About The Harbour Post/, 'it is named');
    assert.equal(said.focus, 'Cancel');
    assert.deepEqual(await open(stage), before);
    assert.equal(loads(), loaded, 'nothing was asked for');
    await assert.rejects(
      stage.ask('startExperiment', { tab: secret.tab, confirmed: false }),
      /experiment_unconfirmed/,
    );
    await press(popup, '[data-agree]');
    const result = await outcome(stage, revision);
    assert.equal(result.state, 'compared-linked');
    assert.equal(loads(), loaded + 2, 'once in each kind of window');
    const tabs = await open(stage);
    for (const tab of [secret.tab, other.tab])
      assert.ok(tabs.includes(`${tab} private`), 'the person’s own stay');
    await closeReports(stage);
  });

  scenario('cancelled from the report, everything it opened is closed', async (stage) => {
    const page = await stage.visit(PAGES.shop.url);
    const report = await stage.own('extension/report/report.html#compare');
    const before = await open(stage);
    await report.evaluate((/** @type {number} */ tab) => {
      const pages = /** @type {HTMLSelectElement} */ (document.getElementById('experiment-page'));
      pages.value = String(tab);
    }, page.tab);
    await press(report, '#experiment-start');
    await press(report, '#experiment-cancel');
    const said = await until('the report says so', () =>
      report.evaluate(() => document.querySelector('#experiment-plan .notice')?.textContent),
    );
    assert.match(said, /^Cancelled/);
    await until('all is as it was', async () => {
      const now = await open(stage);
      return JSON.stringify(now) === JSON.stringify(before);
    });
  });

  scenario('recorded, described, opened and removed by hand', async (stage) => {
    const report = await stage.own('extension/report/report.html#compare');
    const text = (/** @type {string} */ selector) =>
      report.evaluate(
        (/** @type {string} */ which) => document.querySelector(which)?.textContent ?? '',
        selector,
      );
    const fill = (/** @type {string} */ id, /** @type {string} */ value) =>
      report.evaluate(
        (/** @type {string} */ field, /** @type {string} */ now) => {
          /** @type {HTMLInputElement} */ (document.getElementById(field)).value = now;
        },
        id,
        value,
      );
    const says = (/** @type {string} */ selector, /** @type {RegExp} */ what) =>
      until(`${selector} says ${what}`, async () => what.test(await text(selector)));
    await fill('record-label', 'Before <b>the</b> switch');
    await fill('record-scope', 'normal');
    await press(report, '#record [type="submit"]');
    await says('#recordings-list h3', /^Before <b>the<\/b> switch$/);
    await says('#recordings-said', /until you stop it/);
    const shop = await stage.visit(PAGES.shop.url);
    await stage.glance(shop.tab, { recipients: 3 });
    // Nobody presses the buttons of a page that is behind another, and browsers let such a page wait.
    await stage.driven.inExtension(async (/** @type {number} */ tab) => {
      await browser.tabs.update(tab, { active: true });
    }, report.tab);
    await press(report, '[data-action="stop"]');
    await says('#recordings-list .facts', /Finished.*3 third parties/);
    await press(report, '[data-action="describe"]');
    await fill('describe-notes', 'Statistics on');
    await press(report, '#describe-dialog [value="keep"]');
    await says('#recordings-list .notes', /^Statistics on$/);
    await press(report, '[data-action="save"]');
    assert.match(await text('#save-dialog'), /holds what was told as it was told/);
    await press(report, '#save-dialog [value="cancel"]');
    const [recording] = await stage.ask('recordings', {});
    const { text: saved } = await stage.ask('saveRecording', { id: recording?.id ?? -1 });
    await press(report, '[data-action="remove"]');
    await press(report, '#remove-dialog [value="remove"]');
    await says('#recordings-said', /^Removed/);
    for (const [content, said] of /** @type {[string, RegExp][]} */ ([
      ['{"log": {}}', /no recording that Telltale saved/],
      [saved.slice(0, -200), /damaged.*line \d+, column \d+/],
      [saved, /^Opened/],
    ])) {
      await report.evaluate((/** @type {string} */ of) => {
        const files = new DataTransfer();
        files.items.add(new File([of], 'recording.json'));
        const input = /** @type {HTMLInputElement} */ (document.getElementById('recording-file'));
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
      }, content);
      await says('#recordings-said', said);
    }
    await says('#recordings-list .facts', /From a file.*3 third parties/);
    await stage.ask('forget', { mode: 'normal' });
  });

  scenario('a recording is saved and opened again, and hostile files are refused', async (stage) => {
    const { id } = await stage.ask('startRecording', { label: 'Switch off', scope: { mode: 'normal' } });
    const shop = await stage.visit(PAGES.shop.url);
    await stage.glance(shop.tab, { recipients: 3 });
    await stage.ask('stopRecording', { id });
    const { text } = await stage.ask('saveRecording', { id });
    const opened = await stage.ask('openRecording', { text });
    const sides = { normal: { recording: id }, private: { recording: opened.id } };
    const comparison = await stage.ask('compare', sides);
    assert.deepEqual(comparison.recipients.normal_only, []);
    assert.ok(comparison.recipients.both.includes('facebook.com'));
    await assert.rejects(stage.ask('openRecording', { text: '{"log": {}}' }), /recording_foreign/);
    await stage.ask('forget', { mode: 'normal' });
    assert.ok((await stage.ask('recordings', {})).every(({ modes }) => !modes.includes('normal')));
  });
});

inBothBrowsers(
  'the experiment without access to private windows',
  (scenario) => {
    scenario('says so, opens nothing, and explains how it goes by hand', async (stage) => {
      const page = await stage.visit(PAGES.shop.url);
      const popup = await stage.own(`extension/popup/popup.html?tab=${page.tab}`);
      const before = await open(stage);
      await press(popup, '#compare');
      const said = await until('the popup says why', () =>
        popup.evaluate(() => document.querySelector('#comparing .notice')?.textContent),
      );
      assert.match(said, /not allowed to see private windows/);
      assert.match(said, /Start a recording of private windows/);
      assert.deepEqual(await open(stage), before);
      await assert.rejects(
        stage.ask('startExperiment', { tab: page.tab, confirmed: true }),
        /experiment_no_private_access/,
      );
    });
  },
  () => ({ privateAccess: false }),
);
