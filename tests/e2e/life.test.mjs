/// <reference path="../browsers/globals.d.ts" />

/** What the shell survives: navigations, the background's death, a switch of private access, a blocker. */

import assert from 'node:assert/strict';

import { expected, PAGES } from '../demo/trackers.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */

const BLOCKED = 'api-js.mixpanel.com';
/** A burst's first event is in a checkpoint within this time: after it an unchanged checkpoint is a whole one. */
const CHECKPOINT_WITHIN = 500;

/**
 * Waits until the last checkpoint holds everything.
 * @param {Stage} stage
 */
async function checkpointed({ driven }) {
  let last = '';
  let since = 0;
  await until('the checkpoint is whole', async () => {
    const text = await driven.inExtension(async () => {
      const { checkpoint } = await browser.storage.session.get('checkpoint');
      return String(checkpoint ?? '');
    });
    if (text === '' || text !== last) {
      last = text;
      since = performance.now();
    }
    return text !== '' && performance.now() - since > CHECKPOINT_WITHIN;
  });
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
    await checkpointed(stage);
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
