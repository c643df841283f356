/// <reference path="../browsers/globals.d.ts" />

/** What the shell survives: navigations, the background's death, a switch of private access, a blocker. */

import assert from 'node:assert/strict';

import { expected, PAGES, TRACKERS } from '../demo/trackers.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */

const BLOCKED = 'api-js.mixpanel.com';
const QUIET = 1000;

/**
 * Waits until everything that happened is kept: before somebody is told of a recording's beginning or end, all that the
 * background was told until then is in the store.
 * @param {Stage} stage
 */
async function kept(stage) {
  const { id } = await stage.ask('startRecording', { label: '', scope: { mode: 'normal' } });
  await stage.ask('removeRecording', { id });
}

/**
 * Requests that left, by site.
 * @param {Stage} stage
 * @returns {Promise<Record<string, number>>}
 */
async function requestsBySite(stage) {
  const { summary } = await stage.ask('digest', {});
  return Object.fromEntries(summary.sites.map(({ site, requests }) => [site ?? '', requests]));
}

/**
 * How many requests are counted, by host.
 * @param {Stage} stage
 */
async function countedByHost(stage) {
  const { summary } = await stage.ask('digest', {});
  return new Map(summary.recipients.flatMap(({ hosts, requests }) => hosts.map((host) => [host, requests])));
}

/**
 * What has arrived at hosts and is not counted there: the first that anybody wants to know of a request that was lost.
 * @param {Stage} stage
 * @param {number} since How many requests had arrived before.
 * @returns {Promise<Record<string, string>>} How many were counted, of how many.
 */
async function uncounted(stage, since) {
  const counted = await countedByHost(stage);
  const arrivals = new Map();
  for (const { host } of stage.demo.arrivals.slice(since)) arrivals.set(host, (arrivals.get(host) ?? 0) + 1);
  return Object.fromEntries(
    [...arrivals].flatMap(([host, many]) =>
      (counted.get(host) ?? 0) < many ? [[host, `${counted.get(host) ?? 0} of ${many}`]] : [],
    ),
  );
}

/**
 * Waits until nothing more is counted: what pages send after they have loaded arrives within a moment.
 * @param {Stage} stage
 * @returns {Promise<Record<string, number>>} What is counted by then, by site.
 */
async function quiet(stage) {
  let last = '';
  let since = 0;
  return until('nothing more is counted', async () => {
    const bySite = await requestsBySite(stage);
    const text = JSON.stringify(bySite);
    if (text !== last) {
      last = text;
      since = performance.now();
    }
    return performance.now() - since > QUIET ? bySite : null;
  });
}

/**
 * Chooses when the private side is forgotten, as a person does.
 * @param {Stage} stage
 * @param {import('../../extension/shared/settings.js').PrivateRetention} choice
 */
async function chooseRetention(stage, choice) {
  const page = await stage.own('extension/settings/settings.html');
  await page.evaluate((/** @type {string} */ value) => {
    /** @type {HTMLElement | null} */ (document.querySelector(`[value="${value}"]`))?.click();
  }, choice);
  await until('the choice is kept', () =>
    stage.driven.inExtension(
      async (/** @type {string} */ value) =>
        (await browser.storage.local.get('privateRetention'))['privateRetention'] === value,
      choice,
    ),
  );
  await page.close();
}

/** @param {Record<string, number>} bySite */
const total = (bySite) => Object.values(bySite).reduce((sum, requests) => sum + requests, 0);

/**
 * Loads a page and kills the background in the middle of it, while the page waits for its script. By then a browser has
 * asked for all that the page's text names, though not all need have arrived; what its tags send comes after.
 * @param {Stage} stage
 * @param {import('./support.mjs').Page} page
 * @param {string} url
 * @param {() => Promise<void>} first What has to be done before the kill.
 */
async function within(stage, page, url, first) {
  const { arrivals, held } = stage.demo;
  const script = `cdn.${new URL(url).host}/page.js`;
  /** @type {() => void} */
  let release = () => undefined;
  held.set(script, new Promise((done) => (release = done)));
  const before = arrivals.length;
  const loading = stage.go(page, url);
  try {
    await until('the page waits for its script', () =>
      arrivals.slice(before).some(({ host, path }) => host + path === script),
    );
    await first();
    await stage.driven.stopBackground();
  } finally {
    held.delete(script);
    release();
    await loading;
  }
}

/** What the shop's tags send: all that it asks for once its script is there. */
const SENT_BY_TAGS = PAGES.shop.trackers
  .map((name) => /** @type {import('../demo/trackers.mjs').Tracker} */ (TRACKERS[name]))
  .filter(({ tag }) => tag !== undefined);

/**
 * The sites that private windows were on.
 * @param {Stage} stage
 */
async function privateSites(stage) {
  const { summary } = await stage.ask('digest', { mode: 'private' });
  return summary.sites.map(({ site }) => site);
}

inBothBrowsers('the life of the background', (scenario, browser) => {
  scenario('a navigation starts a new count, and the badge is set again after it commits', async (stage) => {
    const page = await stage.visit(PAGES.article.url);
    await stage.badgeSays(page.tab, String(expected('article', browser).told));
    await stage.go(page, PAGES.shop.url);
    await stage.badgeSays(page.tab, String(expected('shop', browser).told));
    await stage.glance(page.tab, { recipients: expected('shop', browser).recipients, site: 'shop.example' });
    await stage.go(page, PAGES.about.url);
    await stage.badgeSays(page.tab, '');
    await stage.glance(page.tab, { recipients: 0, told: 0, grade: 'A' });
  });

  scenario('the background dies, and what it knew is still there', async (stage) => {
    const normal = await stage.visit(PAGES.shop.url);
    const secret = await stage.visit(PAGES.search.url, { private: true });
    const before = {
      normal: await stage.glance(normal.tab, { told: expected('shop', browser).told }),
      secret: await stage.glance(secret.tab, { told: expected('search', browser).told }),
    };
    await kept(stage);
    await stage.driven.stopBackground();
    // The next request wakes it: nothing of that page may be missing.
    await stage.go(normal, PAGES.article.url);
    await stage.glance(normal.tab, { told: expected('article', browser).told, mode: 'normal' });
    await stage.badgeSays(normal.tab, String(expected('article', browser).told));
    assert.deepEqual(await stage.ask('glance', { tab: secret.tab }), before.secret);
    const { summary } = await stage.ask('digest', { mode: 'normal' });
    assert.deepEqual(
      new Set(summary.sites.map(({ site }) => site)),
      new Set(['shop.example', 'news.example']),
      'the page before its death is remembered',
    );
    assert.equal(before.normal.mode, 'normal');
  });

  scenario('killed within a page load and between two, it counts as if it had lived on', async (stage) => {
    const page = await stage.visit(PAGES.article.url);
    const loads = [PAGES.shop.url, PAGES.article.url, PAGES.search.url];
    // Once before, so that cookies and what is remembered are the same both times.
    for (const url of loads) await stage.go(page, url);
    // What is still under way would count for what comes next.
    await quiet(stage);

    await stage.ask('forget', {});
    /** @type {number[]} */
    const totals = [];
    for (const url of loads) {
      await stage.go(page, url);
      totals.push(total(await quiet(stage)));
    }
    const undisturbed = await requestsBySite(stage);
    assert.ok((undisturbed['shop.example'] ?? 0) > 5 && (undisturbed['news.example'] ?? 0) > 5);

    // An answer that waits stops the load where it is: what the page asks for after it, it asks for after the kill.
    await stage.ask('forget', {});
    const arrived = stage.demo.arrivals.length;
    const { 'shop.example': whole = 0 } = undisturbed;
    const named = whole - SENT_BY_TAGS.reduce((sum, { requests }) => sum + requests, 0);
    await within(stage, page, PAGES.shop.url, async () => {
      await until('what the page names is counted', async () => {
        const { 'shop.example': shop = 0 } = await requestsBySite(stage);
        return shop >= named;
      });
      await kept(stage);
    });
    for (const [number, url] of loads.entries()) {
      if (number > 0) await stage.go(page, url);
      await until(`${totals[number]} requests are counted`, async () => {
        const bySite = await requestsBySite(stage);
        if (total(bySite) >= (totals[number] ?? 0)) return true;
        throw new Error(JSON.stringify([bySite, await uncounted(stage, arrived)]));
      });
      await kept(stage);
      await stage.driven.stopBackground();
    }
    assert.deepEqual(await requestsBySite(stage), undisturbed, 'each once, and for its own page');

    // Killed before anything of a page could be kept, it loses what was asked for until then and nothing else: what
    // comes after counts for the page that asks for it, not for the one that was known last.
    await stage.ask('forget', {});
    await kept(stage);
    await within(stage, page, PAGES.shop.url, async () => undefined);
    await until('what came after is counted', async () => {
      const counted = await countedByHost(stage);
      const missing = SENT_BY_TAGS.filter(
        ({ hosts: [host = ''], requests }) => (counted.get(host) ?? 0) < requests,
      );
      if (missing.length === 0) return true;
      throw new Error(JSON.stringify(missing));
    });
    const { 'shop.example': shop = 0, ...others } = await quiet(stage);
    assert.ok(shop <= whole, `${shop} of ${whole}`);
    assert.deepEqual(others, {}, 'nothing counts for another page');
  });

  scenario('access to websites is taken away and given back', async (stage) => {
    await stage.driven.setHostAccess(false);
    const { tab, goto } = await stage.driven.open(PAGES.shop.url);
    const popup = await stage.own(`extension/popup/popup.html?tab=${tab}`);
    const said = await popup.evaluate(() => ({
      state: document.documentElement.dataset['state'],
      notice: document.querySelector('#granting h2')?.textContent,
      button: document.querySelector('#granting button')?.textContent,
    }));
    assert.deepEqual(said, {
      state: 'unwatched',
      notice: 'Telltale sees nothing',
      button: 'Allow on all websites',
    });
    await stage.driven.setHostAccess(true);
    await goto(PAGES.shop.url);
    await stage.badgeSays(tab, String(expected('shop', browser).told));
    await until('the popup tells without being asked again', () =>
      popup.evaluate(() => document.documentElement.dataset['state'] === 'page'),
    );
  });

  scenario('switching private access off and on', async (stage) => {
    const secret = await stage.visit(PAGES.search.url, { private: true });
    await stage.badgeSays(secret.tab, `•${expected('search', browser).told}`);

    await stage.driven.setPrivateAccess(false);
    await stage.go(secret, PAGES.article.url);
    const normal = await stage.visit(PAGES.shop.url);
    await stage.glance(normal.tab, { told: expected('shop', browser).told, mode: 'normal' });
    const { summary } = await stage.ask('digest', {});
    assert.deepEqual(
      summary.sites.map(({ site }) => site),
      ['shop.example'],
      'without access nothing of the private window is seen, and nothing of it is taken for normal',
    );
    const unwatched = await stage.ask('glance', { tab: secret.tab });
    assert.equal(unwatched.grade, null, 'what was not seen has no grade');
    const popup = await stage.own(`extension/popup/popup.html?tab=${normal.tab}`);
    const notice = await popup.evaluate(() => ({
      title: document.querySelector('#granting h2')?.textContent,
      steps: [...document.querySelectorAll('#granting li')].map((step) => step.textContent),
      button: document.querySelector('#granting button') !== null,
    }));
    assert.equal(notice.title, 'Private windows are not seen');
    assert.ok(notice.steps.length >= 2, 'the popup shows how to grant it');
    assert.equal(
      notice.button,
      browser === 'chromium',
      'Firefox opens its add-on page to nobody but the person',
    );

    await stage.driven.setPrivateAccess(true);
    await stage.go(secret, PAGES.search.url);
    await until('the private window is seen again', async () => {
      const { summary: again } = await stage.ask('digest', { mode: 'private' });
      return again.sites.some(({ site }) => site === 'news.example');
    });
  });
});

inBothBrowsers('when the last private window is closed', (scenario) => {
  scenario('at once is at once', async (stage) => {
    await chooseRetention(stage, 'at_once');
    const normal = await stage.visit(PAGES.shop.url);
    const secret = await stage.visit(PAGES.search.url, { private: true });
    await until('the private window is seen', async () =>
      (await privateSites(stage)).includes('news.example'),
    );
    await secret.close();
    await until('the private side is forgotten', async () => (await privateSites(stage)).length === 0);
    const { grade } = await stage.ask('glance', { tab: normal.tab });
    assert.notEqual(grade, null, 'the normal side is not');
  });

  scenario('after ten minutes one alarm makes it forget, though nobody is awake', async (stage) => {
    await chooseRetention(stage, 'ten_minutes');
    const secret = await stage.visit(PAGES.search.url, { private: true });
    await until('the private window is seen', async () =>
      (await privateSites(stage)).includes('news.example'),
    );
    const closed = Date.now();
    await secret.close();
    const due = await until('the alarm is set', () =>
      stage.driven.inExtension(async () => (await browser.alarms.get('retention'))?.scheduledTime),
    );
    assert.ok(Math.abs(due - closed - 600_000) < 30_000, `it is due after ${due - closed} ms`);
    assert.deepEqual(await privateSites(stage), ['news.example'], 'there is time to read');

    await kept(stage);
    await stage.driven.stopBackground();
    await stage.driven.inExtension(() => browser.alarms.create('retention', { when: Date.now() }));
    await until('the private side is forgotten', async () => (await privateSites(stage)).length === 0);
    const left = await stage.driven.inExtension(() => browser.alarms.getAll());
    assert.deepEqual(left, [], 'nothing is left running');
  });

  scenario('a new private window is a session of its own', async (stage) => {
    await chooseRetention(stage, 'ten_minutes');
    const old = await stage.visit(PAGES.search.url, { private: true });
    await until('the private window is seen', async () =>
      (await privateSites(stage)).includes('news.example'),
    );
    await old.close();
    await until('the alarm is set', () =>
      stage.driven.inExtension(async () => (await browser.alarms.getAll()).length === 1),
    );
    const fresh = await stage.visit(PAGES.shop.url, { private: true });
    await stage.glance(fresh.tab, { mode: 'private', site: 'shop.example' });
    assert.deepEqual(await privateSites(stage), ['shop.example'], 'nothing of the old one is among it');
    const alarms = await stage.driven.inExtension(() => browser.alarms.getAll());
    assert.deepEqual(alarms, [], 'and nothing waits to forget it');
  });
});

inBothBrowsers(
  'a blocker beside Telltale',
  (scenario, browser) => {
    scenario('what it stops is not counted as sent', async (stage) => {
      const { told } = expected('search', browser);
      const { tab } = await stage.visit(PAGES.search.url, { private: true });
      await stage.glance(tab, { told: told - 1, stopped: 1, mode: 'private' });
      assert.ok(!stage.demo.arrivals.some(({ host }) => host === BLOCKED), 'nothing reached the host');
      await stage.badgeSays(tab, `•${told - 1}`);
      const { requests } = await stage.ask('requests', { from: 0, count: 100, filter: { mode: 'private' } });
      assert.deepEqual(
        requests.filter(({ recipient }) => recipient.host === BLOCKED).map(({ sent }) => sent),
        [false],
      );
      const popup = await stage.own(`extension/popup/popup.html?tab=${tab}`);
      const asides = await popup.evaluate(() => document.querySelector('#asides')?.textContent ?? '');
      assert.match(asides, /1 request was stopped before it left/);
    });
  },
  () => ({ blocked: [BLOCKED] }),
);
