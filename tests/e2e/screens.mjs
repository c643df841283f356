/// <reference path="../browsers/globals.d.ts" />

/**
 * What can be seen of Telltale: every page, in every state that it has.
 *
 * Decides how each comes about. Refuses to know how it is looked at.
 *
 * @typedef {import('./support.mjs').Stage} Stage
 * @typedef {import('./support.mjs').Page} Page
 * @typedef {import('./support.mjs').BrowserName} BrowserName
 * @typedef {{ normal: number, secret: number }} Tabs Pages in both kinds of window.
 *
 * @typedef {object} Screen
 * @property {string | ((tabs: Tabs) => string)} path
 * @property {(page: Page) => Promise<unknown>} [make] What is done to the page, so that it is in that state.
 *
 * @typedef {object} Scene What has happened before. They follow on each other.
 * @property {string} name
 * @property {(stage: Stage, browser: BrowserName) => Promise<Tabs>} set
 * @property {Record<string, Screen>} screens By name.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { choose } from './files.mjs';
import { ROOT, until } from './support.mjs';

const REPORT = 'extension/report/report.html';
const SETTINGS = 'extension/settings/settings.html';
const popup = (/** @type {number} */ tab) => `extension/popup/popup.html?tab=${tab}`;
/** No tab has such a number. */
const NO_TAB = 999_999;

/**
 * Presses something, and waits for what comes of it.
 * @param {Page} page
 * @param {string} selector
 * @param {string} comes a selector of something that is seen then
 */
async function press(page, selector, comes) {
  await page.evaluate(
    (/** @type {string} */ which) => /** @type {HTMLElement} */ (document.querySelector(which)).click(),
    selector,
  );
  await shows(page, comes);
}

/**
 * @param {Page} page
 * @param {string} selector
 */
function shows(page, selector) {
  return until(`the page shows ${selector}`, () =>
    page.evaluate(
      (/** @type {string} */ which) =>
        [...document.querySelectorAll(which)].some((element) => element.checkVisibility()),
      selector,
    ),
  );
}

/**
 * Lets the background fail as often as it is asked, and the page ask again.
 * @param {Page} page
 * @param {string} comes
 */
async function fail(page, comes) {
  await page.evaluate(() => {
    const { runtime } = /** @type {{ runtime: object }} */ (
      Reflect.get(globalThis, 'browser') ?? Reflect.get(globalThis, 'chrome')
    );
    const answer = { error: { code: 'core_failed', message: 'for the picture' } };
    Object.assign(runtime, { sendMessage: async () => answer });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await shows(page, comes);
}

/** @param {Page} page */
function unfold(page) {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll('.picture details')) details.setAttribute('open', '');
  });
}

/**
 * What left over five days, as no test can wait for it: by day while somebody reads, at night what the browser itself sends.
 * @param {Page} page
 */
function days(page) {
  return page.evaluate(() => {
    const stretches = Array.from({ length: 60 }, (_, at) => {
      const night = at % 12 < 4;
      const requests = night ? (at % 4) * 3 : 40 + ((at * 37) % 90);
      return {
        at: Date.UTC(2026, 0, 5) + at * 7_200_000,
        requests,
        telling: night ? requests : Math.round(requests / 3),
        browser: night ? requests : at % 5,
        skipped: at > 30 && at < 34 ? 25 : 0,
        recipients: requests % 17,
        beyond: at === 20 ? 3 : 0,
        exposure: night ? (requests > 0 ? 27 : 0) : 40 + ((at * 23) % 50),
        so_far: Math.min(100, 40 + at * 3),
      };
    });
    const picture = /** @type {import('../../extension/components/timeline.js').Timeline} */ (
      document.querySelector('telltale-timeline')
    );
    picture.show({ mode: 'normal', seconds: 7200, stretches, heaviest: 44, earlier: 12, undated: 1 });
    picture.scrollIntoView();
  });
}

/**
 * Gives the page of captures a file of the tests.
 * @param {Page} page
 * @param {string} name
 */
async function capture(page, name) {
  await choose(page, 'captures-file', name, await readFile(join(ROOT, 'tests/captures', name)));
  await shows(page, '#captured-figures dd');
}

/**
 * Settings out of a file.
 * @param {Page} page
 * @param {object} file
 * @param {string} comes
 */
async function settings(page, file, comes) {
  await choose(page, 'import', 'mine.json', JSON.stringify(file));
  await shows(page, comes);
}

/**
 * Two pages in both kinds of window, and what they told.
 * @param {Stage} stage
 * @param {BrowserName} browser
 * @param {'article' | 'search'} first
 * @param {'article' | 'search'} second
 */
async function visits(stage, browser, first, second) {
  const normal = await stage.visit(PAGES[first].url);
  const secret = await stage.visit(PAGES[second].url, { private: true });
  await stage.glance(normal.tab, { told: expected(first, browser).told });
  await stage.glance(secret.tab, { told: expected(second, browser).told });
  return { normal: normal.tab, secret: secret.tab };
}

/** @type {Scene} */
const TOLD = {
  name: 'pages that told something, in both kinds of window',
  async set(stage, browser) {
    const label = 'Incognito, the statistics switch off, third try after the update';
    await stage.ask('startRecording', { label, notes: 'As it came.', scope: { mode: 'private' } });
    const tabs = await visits(stage, browser, 'article', 'search');
    const shop = await stage.visit(PAGES.shop.url);
    await stage.glance(shop.tab, { told: expected('shop', browser).told });
    for (const kind of [false, true]) {
      const survey = await stage.visit(PAGES.survey.url, { private: kind });
      await stage.glance(survey.tab, expected('survey', browser));
    }
    return tabs;
  },
  screens: {
    'popup-normal': { path: ({ normal }) => popup(normal) },
    'popup-private': { path: ({ secret }) => popup(secret) },
    'popup-reasons': {
      path: ({ normal }) => popup(normal),
      make: (page) => press(page, '#why summary', '#reasons li'),
    },
    'popup-forget': {
      path: ({ normal }) => popup(normal),
      make: (page) => press(page, '#forget', '#forget-dialog'),
    },
    'popup-failed': { path: ({ normal }) => popup(normal), make: (page) => fail(page, '#failure') },
    'popup-plan': {
      path: ({ secret }) => popup(secret),
      make: (page) => press(page, '#compare', '#comparing .notice'),
    },
    'report-normal': { path: REPORT },
    'report-private': { path: `${REPORT}#private` },
    'report-all': { path: `${REPORT}#all` },
    'report-days': { path: REPORT, make: days },
    'report-figures': { path: `${REPORT}#all`, make: unfold },
    'report-failed': { path: REPORT, make: (page) => fail(page, '#failure') },
    'compare-failed': { path: `${REPORT}#compare`, make: (page) => fail(page, '#compare-failure') },
    'report-forget': { path: REPORT, make: (page) => press(page, '#forget', '#forget-dialog') },
    recipients: { path: `${REPORT}#recipients/all` },
    requests: { path: `${REPORT}#requests/all` },
    'requests-opened': {
      path: `${REPORT}#requests/private`,
      make: (page) => press(page, '#requests .row[aria-rowindex="2"] .open', '#requests dialog[open] .steps'),
    },
    evidence: {
      path: REPORT,
      async make(page) {
        await press(page, '#evidence', '#evidence-dialog');
        await page.evaluate(() => {
          for (const part of document.querySelectorAll('#evidence-dialog details'))
            part.setAttribute('open', '');
        });
      },
    },
    browser: { path: `${REPORT}#browser` },
    lists: { path: `${REPORT}#lists` },
    compare: { path: `${REPORT}#compare`, make: unfold },
    captures: { path: `${REPORT}#captures` },
    'captures-opened': {
      path: `${REPORT}#captures`,
      make: (page) => capture(page, 'registered.har'),
    },
    'captures-refused': {
      path: `${REPORT}#captures`,
      async make(page) {
        await choose(page, 'captures-file', 'holiday.txt', 'no capture');
        await shows(page, '#captures-list > li[data-state="failed"]');
      },
    },
    settings: { path: SETTINGS },
    'settings-import': {
      path: SETTINGS,
      make: (page) =>
        settings(
          page,
          { schema: 'telltale/settings/1', settings: { badge: 'grade', paused_sites: ['bank.example'] } },
          '#import-apply',
        ),
    },
    'settings-problem': {
      path: SETTINGS,
      make: (page) => settings(page, { schema: 'another' }, '#import-problem'),
    },
    help: { path: 'extension/help/help.html' },
  },
};

/** @type {Scene} */
const PAUSED = {
  name: 'sites that are paused',
  async set(stage, browser) {
    await stage.ask('forget', {});
    const tabs = await visits(stage, browser, 'search', 'article');
    for (const tab of [tabs.normal, tabs.secret]) await stage.ask('pause', { tab, paused: true });
    // A page that is opened now is not looked at.
    const later = await stage.visit(PAGES.search.url);
    await stage.glance(later.tab, { paused: 'kept', recipients: 0 });
    return tabs;
  },
  screens: {
    'popup-paused': { path: ({ normal }) => popup(normal) },
    'popup-paused-private': { path: ({ secret }) => popup(secret) },
    'report-paused': { path: REPORT, make: unfold },
    'settings-paused': { path: SETTINGS, make: (page) => shows(page, '#paused-session') },
  },
};

/** @type {Scene} */
const NOTHING = {
  name: 'nothing to tell',
  async set(stage) {
    await stage.driven.inExtension(() => browser.storage.local.set({ pausedSites: [] }));
    await stage.ask('resumeSession', {});
    await stage.ask('forget', {});
    const about = await stage.visit(PAGES.about.url);
    const own = await stage.own(SETTINGS);
    await stage.glance(about.tab, { recipients: 0, paused: null });
    return { normal: about.tab, secret: own.tab };
  },
  screens: {
    'popup-clean': { path: ({ normal }) => popup(normal) },
    'popup-none': { path: popup(NO_TAB) },
    'popup-internal': { path: ({ secret }) => popup(secret) },
    'report-empty': { path: `${REPORT}#private` },
    'requests-empty': { path: `${REPORT}#requests/private` },
    'compare-empty': { path: `${REPORT}#compare` },
  },
};

/** @type {Scene} */
const WITHHELD = {
  name: 'no access to websites',
  async set(stage) {
    await stage.driven.setHostAccess(false);
    const { tab } = await stage.visit(PAGES.shop.url);
    return { normal: tab, secret: tab };
  },
  screens: {
    'popup-withheld': { path: ({ normal }) => popup(normal) },
    'report-withheld': { path: REPORT },
  },
};

/** @type {Scene} */
const UNPRIVATE = {
  name: 'no access to private windows',
  async set(stage, browser) {
    await stage.driven.setHostAccess(true);
    await stage.driven.setPrivateAccess(false);
    const { tab } = await stage.visit(PAGES.shop.url);
    await stage.glance(tab, { told: expected('shop', browser).told });
    return { normal: tab, secret: tab };
  },
  screens: {
    'popup-unprivate': { path: ({ normal }) => popup(normal) },
    'report-unprivate': { path: REPORT },
  },
};

/** @type {readonly Scene[]} */
export const SCENES = [TOLD, PAUSED, NOTHING, WITHHELD, UNPRIVATE];
