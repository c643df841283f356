/// <reference path="../browsers/globals.d.ts" />

/** What a person chooses holds: the badge, pauses, settings as a file; and what a private window paused is on no disk. */

import assert from 'node:assert/strict';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { choose, keepSaved, saved } from './files.mjs';
import { looks } from './looks.mjs';
import { ARTIFACTS, inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('./support.mjs').Page} Page */

const SETTINGS = 'extension/settings/settings.html';
/** @type {{ private_retention: string, history: boolean, badge: string, language: string, paused_sites: string[], own_lists: object[], own_beacons: object[] }} */
const DEFAULTS = {
  private_retention: 'ten_minutes',
  history: false,
  badge: 'told',
  language: 'browser',
  paused_sites: [],
  own_lists: [],
  own_beacons: [],
};

/**
 * Everything that the extension has on the disk.
 * @param {Stage} stage
 */
const onDisk = (stage) =>
  stage.driven.inExtension(async () => JSON.stringify(await browser.storage.local.get(null)));

/**
 * @param {Stage} stage
 * @param {number} tab
 */
const popupOf = (stage, tab) =>
  stage.own(`extension/popup/popup.html?tab=${tab}`, { width: 320, height: 640 });

/**
 * @param {Page} page
 * @param {string} state
 */
const inState = (page, state) =>
  until(`the popup is in state ${state}`, () =>
    page.evaluate((wanted) => document.documentElement.dataset['state'] === wanted, state),
  );

/**
 * @param {Page} page
 * @param {string} id
 */
const textOf = (page, id) =>
  page.evaluate((of) => {
    const element = document.getElementById(of);
    return element?.checkVisibility() ? (element.textContent ?? '').trim() : '';
  }, id);

/**
 * @param {Page} page
 * @param {string} text
 */
const give = (page, text) => choose(page, 'import', 'mine.json', text);

/** The popup is a page of its own there. */
const PHONE = [false, true].map((dark) => ({ width: 320, height: 640, dark }));

inBothBrowsers('settings', (scenario, browserName) => {
  scenario('the page draws each section once, and asks nobody for what is on the disk', async (stage) => {
    const page = await stage.own('extension/settings/settings.html');
    const { drawn, asked } = await page.evaluate(async () => {
      const from = (/** @type {string} */ path) => import(path);
      const { runtime } = (await from('/extension/shared/browser.js')).browser;
      /** @type {string[]} */
      const messages = [];
      const send = runtime.sendMessage.bind(runtime);
      runtime.sendMessage = (/** @type {{ type: string }} */ message) => {
        messages.push(message.type);
        return send(message);
      };
      const bounds = [...document.querySelectorAll('.own .bound')];
      /** @type {MutationRecord[]} */
      const records = [];
      const observer = new MutationObserver((more) => void records.push(...more));
      for (const bound of bounds) observer.observe(bound, { childList: true });
      // Another name makes it another module: the page starts once more, watched.
      await from('/extension/settings/settings.js?again');
      records.push(...observer.takeRecords());
      return {
        drawn: bounds.map((bound) => records.filter(({ target }) => target === bound).length),
        asked: messages,
      };
    });
    assert.deepEqual(drawn, [1, 1]);
    assert.deepEqual(asked, ['history', 'pauses']);
  });

  scenario('the badge shows what its person chose, at once and everywhere', async (stage) => {
    const { told, recipients } = expected('article', browserName);
    const normal = await stage.visit(PAGES.article.url);
    const secret = await stage.visit(PAGES.article.url, { private: true });
    const { grade } = await stage.glance(normal.tab, { told });
    await stage.glance(secret.tab, { told });
    const hidden = await stage.glance(secret.tab, { told });
    const page = await stage.own(SETTINGS);
    for (const [choice, here, there] of /** @type {const} */ ([
      ['recipients', String(recipients), `•${recipients}`],
      ['grade', String(grade), `•${hidden.grade}`],
      ['nothing', '', ''],
      ['told', String(told), `•${told}`],
    ])) {
      await page.click(`label:has([value="${choice}"])`);
      await stage.badgeSays(normal.tab, here);
      await stage.badgeSays(secret.tab, there);
    }
  });

  scenario(
    'a site is paused and gone on with, and what it sent meanwhile is said to be unknown',
    async (stage) => {
      await stage.ask('forget', {});
      const { told } = expected('article', browserName);
      const page = await stage.visit(PAGES.article.url);
      await stage.glance(page.tab, { told, paused: null, skipped: 0 });
      const popup = await popupOf(stage, page.tab);
      await inState(popup, 'page');
      assert.equal(await textOf(popup, 'pause'), 'Pause on this site');
      await popup.click('#pause');
      await inState(popup, 'paused');
      assert.match(await textOf(popup, 'sentence'), /paused on this site/);
      assert.match(await textOf(popup, 'remark'), /^In every window/);
      await stage.badgeSays(page.tab, '–');

      await stage.go(page, PAGES.search.url);
      const asked = await stage.glance(page.tab, { paused: 'kept', grade: null, recipients: 0 });
      await until('its requests are counted as not looked at', async () => {
        const { skipped } = await stage.ask('glance', { tab: page.tab });
        return skipped > 1;
      });
      assert.equal(asked.site, PAGES.search.site);
      // A private window does not look either, and cannot change what is kept for all.
      const secret = await stage.visit(PAGES.article.url, { private: true });
      await stage.glance(secret.tab, { paused: 'kept', told: 0 });
      const there = await popupOf(stage, secret.tab);
      await inState(there, 'paused');
      assert.equal(await textOf(there, 'pause'), '');
      await there.close();
      // Another site is looked at.
      const shop = await stage.visit(PAGES.shop.url);
      await stage.glance(shop.tab, { told: expected('shop', browserName).told, paused: null });

      await stage.driven.stopBackground();
      await stage.go(page, PAGES.article.url);
      await stage.glance(page.tab, { paused: 'kept', told: 0 });
      const report = await stage.ask('report', { mode: 'normal' });
      const spot = report.blind_spots.find(({ code }) => code === 'site_paused');
      assert.deepEqual(spot?.hosts, [PAGES.article.site]);
      assert.ok((spot.count ?? 0) > 2, JSON.stringify(spot));
      assert.ok(!JSON.stringify(report).includes('doctor'), 'the search was not looked at');

      await until('the popup says how many', async () => /not looked at/.test(await textOf(popup, 'asides')));
      await looks(popup, `${browserName}-paused-popup`, PHONE);
      const view = await stage.own('extension/report/report.html#normal');
      await until('the report says it', () =>
        view.evaluate(() => document.body.innerText.includes('Requests of sites that were paused')),
      );

      const settings = await stage.own(SETTINGS);
      const rows = () =>
        settings.evaluate(() =>
          [...document.querySelectorAll('#paused-sites bdi')].map((it) => it.textContent),
        );
      assert.deepEqual(await rows(), [PAGES.article.site]);
      await looks(settings, `${stage.driven.name}-settings-paused`);
      await settings.click('#paused-sites button');
      await until('no site is paused', async () => (await rows()).length === 0);
      await stage.go(page, PAGES.article.url);
      await stage.glance(page.tab, { paused: null, told });
    },
  );

  scenario('what a private window paused is in memory only, and over with its session', async (stage) => {
    await stage.ask('forget', {});
    const before = await onDisk(stage);
    const secret = await stage.visit(PAGES.article.url, { private: true });
    await stage.glance(secret.tab, { told: expected('article', browserName).told });
    const popup = await popupOf(stage, secret.tab);
    await inState(popup, 'page');
    await popup.click('#pause');
    await inState(popup, 'paused');
    assert.match(await textOf(popup, 'remark'), /only in memory/);
    await popup.screenshot(join(ARTIFACTS, `${browserName}-paused-popup-private.png`));
    await stage.badgeSays(secret.tab, '•–');
    assert.equal(await onDisk(stage), before, 'nothing of it is on the disk');
    const normal = await stage.visit(PAGES.article.url);
    await stage.glance(normal.tab, { paused: null, told: expected('article', browserName).told });

    await stage.driven.stopBackground();
    await stage.glance(secret.tab, { paused: 'session' });
    const settings = await stage.own(SETTINGS);
    await until('the settings count it and do not name it', async () =>
      /^1 more site is paused in memory only/.test(await textOf(settings, 'paused-session-count')),
    );
    assert.ok(!(await settings.evaluate(() => document.body.innerText)).includes(PAGES.article.site));
    await stage.ask('forget', { mode: 'private' });
    await stage.glance(secret.tab, { paused: null });
    assert.deepEqual(await stage.ask('pauses', {}), { session: 0 });
  });

  scenario('settings go to a file and come from one, and what would change is said before', async (stage) => {
    const page = await stage.own(SETTINGS);
    await keepSaved(page);
    await page.click('#export');
    const exported = await saved(page);
    const file = JSON.parse(exported);
    assert.deepEqual(file, { schema: 'telltale/settings/1', settings: DEFAULTS });

    await give(page, exported);
    await until('nothing would change', async () =>
      /nothing would change/.test(await textOf(page, 'import-title')),
    );
    file.settings.badge = 'grade';
    file.settings.paused_sites = ['bank.example'];
    file.settings.own_lists = [{ name: 'Mine', on: true, text: '||bank.example^' }];
    await give(page, JSON.stringify(file));
    await until(
      'what would change is shown',
      async () => (await textOf(page, 'import-title')) === 'This would change:',
    );
    const shown = await page.evaluate(() => document.querySelector('#import-changes dl')?.textContent ?? '');
    assert.match(
      shown,
      /Beside the address bar.*now: How many third parties were told something; then: The grade/,
    );
    assert.match(shown, /Paused sites.*now: none; then:.*bank\.example/);
    assert.match(shown, /Your own lists.*now: none; then: Mine/);
    assert.ok(!(await onDisk(stage)).includes('bank.example'), 'nothing has changed yet');
    await looks(page, `${stage.driven.name}-settings-import`);
    await page.click('#import-apply');
    await until('it has changed', async () => (await onDisk(stage)).includes('bank.example'));
    const items = await stage.driven.inExtension(async () => {
      const { 'own.lists': lists } = await browser.storage.local.get('own.lists');
      return /** @type {import('../../extension/shared/own.js').OwnItem[]} */ (lists);
    });
    assert.deepEqual(
      items.map(({ name, on, facts }) => [name, on, facts.rules]),
      [['Mine', true, 1]],
    );
    await page.click('#export');
    assert.deepEqual(JSON.parse(await saved(page)), file);
    await until('the page shows it', () =>
      page.evaluate(
        () => /** @type {HTMLInputElement} */ (document.querySelector('[value="grade"]')).checked,
      ),
    );

    await give(page, '{\n  "schema": telltale\n}');
    await until('a broken file says where', async () =>
      /no JSON from line 2, column 13 on/.test(await textOf(page, 'import-problem')),
    );
    await give(page, JSON.stringify({ ...file, settings: { badge: 'all' } }));
    await until('a wrong choice says what could stand there', async () =>
      /settings\.badge.* has to be one of .*told, recipients, grade, nothing/.test(
        await textOf(page, 'import-problem'),
      ),
    );
    await looks(page, `${stage.driven.name}-settings-problem`);
    await give(page, JSON.stringify({ schema: file.schema, settings: DEFAULTS }));
    await until(
      'what would change is shown',
      async () => (await textOf(page, 'import-title')) === 'This would change:',
    );
    await page.click('#import-apply');
    await until('all is as it was', async () => !(await onDisk(stage)).includes('bank.example'));
  });
});
