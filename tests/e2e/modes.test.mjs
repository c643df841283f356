/// <reference path="../browsers/globals.d.ts" />

/**
 * Every kind of request gets the mode that can be known of it, and is unknown otherwise; each is counted once, in its own
 * column. What a browser does not say of a request without a tab is never taken for normal.
 */

import assert from 'node:assert/strict';

import { KINDS, KINDS_PAGE, LEAVING_PAGE } from '../demo/kinds.mjs';
import { expected, PAGES } from '../demo/trackers.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('../demo/kinds.mjs').Kind} Kind */
/** @typedef {import('../../extension/shared/messages.js').Mode} Mode */
/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('./support.mjs').BrowserName} BrowserName */

/** @type {Kind[]} */
const ALL = Object.values(KINDS);
const LEAVING = ALL.filter(({ when }) => when === 'leaving');
const OF_KINDS = new Set(ALL.map(({ address }) => address));

/**
 * What can be known of a request: Firefox says it with each, Chromium only through its tab.
 * @param {Kind} kind
 * @param {BrowserName} browser
 * @param {Mode} mode that of the window
 * @returns {Mode}
 */
const knowable = ({ tabless = false }, browser, mode) =>
  tabless && browser === 'chromium' ? 'unknown' : mode;

/**
 * @param {Kind[]} kinds
 * @param {(kind: Kind) => Mode} modeOf
 */
const lines = (kinds, modeOf) =>
  kinds.flatMap((kind) => kind.methods.map((method) => `${modeOf(kind)} ${method} ${kind.address}`)).sort();

/**
 * Waits until so many requests of the page's kinds have been counted, and says what is known of each.
 * @param {Stage} stage
 * @param {string[]} awaited
 */
async function counted(stage, awaited) {
  return until(`${awaited.length} requests are counted`, async () => {
    const { requests } = await stage.ask('report', { reveal: true });
    const known = requests
      .filter(({ url }) => OF_KINDS.has(url))
      .map(({ mode, method, url, sent }) => `${sent === true ? '' : 'not '}${mode} ${method} ${url}`)
      .sort();
    if (known.length < awaited.length) throw new Error(known.join('\n'));
    return known;
  });
}

/**
 * Each request of these kinds is there once, with a mode that can be known of it. What is sent on leaving, Chromium may send
 * when its tab is of no more use to it, and then says nothing of it.
 * @param {string[]} found
 * @param {Kind[]} kinds
 * @param {BrowserName} browser
 * @param {Mode} mode that of the window
 */
function assertModes(found, kinds, browser, mode) {
  assert.equal(found.length, lines(kinds, () => mode).length, found.join('\n'));
  for (const kind of kinds) {
    const known = knowable(kind, browser, mode);
    /** @type {Mode[]} */
    const said = kind.when === 'leaving' && browser === 'chromium' ? [known, 'unknown'] : [known];
    for (const method of kind.methods) {
      const allowed = said.map((one) => `${one} ${method} ${kind.address}`);
      const count = found.filter((line) => allowed.includes(line)).length;
      assert.equal(count, 1, `${allowed[0]} among\n${found.join('\n')}`);
    }
  }
}

/**
 * Sums the requests of lines by registrable domain and mode.
 * @param {string[]} awaited
 */
function columnsOf(awaited) {
  /** @type {Record<string, Record<Mode, number>>} */
  const columns = {};
  for (const line of awaited) {
    const [mode = '', , address = ''] = line.split(' ');
    const column = (columns[new URL(address).hostname] ??= { normal: 0, private: 0, unknown: 0 });
    column[/** @type {Mode} */ (mode)] += 1;
  }
  return columns;
}

/**
 * Closes a tab as a person does; its window stays, with another tab in it.
 * @param {Stage} stage
 * @param {number} tab
 */
function closeTab({ driven }, tab) {
  return driven.inExtension(async (/** @type {number} */ id) => {
    const { windowId } = await browser.tabs.get(id);
    await browser.tabs.create({ windowId, url: 'about:blank' });
    await browser.tabs.remove(id);
  }, tab);
}

inBothBrowsers('modes', (scenario, browserName) => {
  for (const mode of /** @type {const} */ (['normal', 'private'])) {
    scenario(`every kind of request from a ${mode} window, and what is sent on leaving`, async (stage) => {
      const page = await stage.visit(KINDS_PAGE, { private: mode === 'private' });
      const failed = await page.evaluate(() => document.documentElement.dataset['failed']);
      assert.equal(failed, '', 'the page could do all it wanted');
      await stage.go(page, PAGES.about.url);
      const awaited = lines(ALL, (kind) => knowable(kind, browserName, mode));
      const found = await counted(stage, awaited);
      assertModes(found, ALL, browserName, mode);

      const { summary } = await stage.ask('digest', {});
      const columns = Object.fromEntries(
        summary.recipients.map(({ registrable_domain, modes }) => [registrable_domain, modes]),
      );
      for (const [domain, modes] of Object.entries(columnsOf(found)))
        assert.deepEqual(columns[domain], modes, domain);
      if (mode === 'private') {
        const shown = await stage.ask('digest', { mode: 'normal' });
        assert.deepEqual(shown.summary.recipients, [], 'nothing private or unknown is shown as normal');
        assert.deepEqual(shown.summary.sites, []);
      }
      // What the page sent on leaving is its own, not the next one's.
      await stage.glance(page.tab, { site: 'news.example', recipients: 0 });
      await closeTab(stage, page.tab);
      await stage.ask('forget', {});
    });

    scenario(`what is sent while a tab of a ${mode} window closes`, async (stage) => {
      const { tab } = await stage.visit(LEAVING_PAGE, { private: mode === 'private' });
      await closeTab(stage, tab);
      const found = await counted(
        stage,
        lines(LEAVING, () => mode),
      );
      assertModes(found, LEAVING, browserName, mode);
      await stage.ask('forget', {});
    });
  }

  scenario('a private window that opens straight onto a page', async (stage) => {
    const tab = await stage.driven.inExtension(async (/** @type {string} */ url) => {
      const window = await browser.windows.create({ url, incognito: true });
      return window.tabs?.[0]?.id ?? -1;
    }, PAGES.shop.url);
    await stage.glance(tab, { mode: 'private', told: expected('shop', browserName).told });
    const { requests } = await stage.ask('report', { reveal: true });
    // Chromium looks for a newer service worker some time after a page that has one was visited.
    const ours = requests.filter(({ url }) => !OF_KINDS.has(url));
    assert.deepEqual(
      ours.filter(({ mode }) => mode !== 'private').map(({ mode, url }) => `${mode} ${url}`),
      [],
    );
    assert.ok(
      ours.some(({ type }) => type === 'main_frame'),
      'its first request is among them',
    );
    await stage.driven.inExtension((/** @type {number} */ id) => browser.tabs.remove(id), tab);
    await stage.ask('forget', {});
  });

  scenario('without access to private windows all that is seen is normal', async (stage) => {
    await stage.driven.setPrivateAccess(false);
    await stage.visit(KINDS_PAGE);
    const workers = ALL.filter(({ tabless, methods }) => tabless && methods.includes('POST'));
    const rows = await until('requests without a tab are counted', async () => {
      const { requests } = await stage.ask('report', { reveal: true });
      const missed = workers.filter(({ address }) => !requests.some(({ url }) => url === address));
      if (missed.length > 0) throw new Error(missed.map(({ address }) => address).join(', '));
      return requests;
    });
    assert.deepEqual(
      rows.filter(({ mode }) => mode !== 'normal').map(({ mode, url }) => `${mode} ${url}`),
      [],
    );
  });
});
