/// <reference path="../browsers/globals.d.ts" />

/** What a person adds of their own: requests are held against it, also after the background was away; what is none is refused. */

import assert from 'node:assert/strict';

import { PAGES } from '../demo/trackers.mjs';
import { choose } from './files.mjs';
import { looks } from './looks.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('../../extension/shared/own.js').OwnItem} OwnItem */
/** @typedef {{ list: string, rule: string, exception: string | null }} Match */

const SETTINGS = 'extension/settings/settings.html';
/** No built-in list names it. */
const LIBRARY = 'cdn.jsdelivr.net';
const MINE = `! Title: Mine\n! Version: 7\n||${LIBRARY}^$script\ntwo words\n##.ad\n`;

/**
 * What the lists say of the last request to a host.
 * @param {Stage} stage
 * @param {string} host
 */
async function matchOf(stage, host) {
  const { requests } = await stage.ask('report', { mode: 'normal' });
  const last = requests.findLast(({ recipient }) => recipient.host === host);
  assert.ok(last, `${host} was asked`);
  const { match } = /** @type {{ match: Match | null }} */ (/** @type {unknown} */ (last));
  return match && { list: match.list, rule: match.rule, exception: match.exception };
}

/**
 * The lists that are on the disk.
 * @param {Stage} stage
 */
const kept = (stage) =>
  stage.driven.inExtension(async () => {
    const { 'own.lists': items = [] } = await browser.storage.local.get('own.lists');
    return /** @type {OwnItem[]} */ (items);
  });

/**
 * The rows of a section, each as what it says.
 * @param {Page} page
 * @param {string} kind
 */
const rows = (page, kind) =>
  page.evaluate(
    (/** @type {string} */ of) =>
      [...document.querySelectorAll(`#${of} li > div`)].map((row) =>
        [...row.querySelectorAll('bdi, p')].map((one) => one.textContent),
      ),
    kind,
  );

/**
 * @param {Page} page
 * @param {string} kind
 */
const problem = (page, kind) =>
  page.evaluate((/** @type {string} */ of) => {
    const notice = document.querySelector(`#${of} [role="alert"]`);
    return notice?.checkVisibility() ? (notice.textContent ?? '') : '';
  }, kind);

/**
 * Writes into a field, as pasting does.
 * @param {Page} page
 * @param {string} selector
 * @param {string} text
 */
const paste = (page, selector, text) =>
  page.evaluate(
    (/** @type {string} */ of, /** @type {string} */ value) => {
      const field = /** @type {HTMLTextAreaElement} */ (document.querySelector(of));
      field.focus();
      field.value = value;
    },
    selector,
    text,
  );

inBothBrowsers('what a person adds', (scenario) => {
  scenario('a list marks what it names, at once and after the background was away', async (stage) => {
    await stage.ask('replaceOwn', { kind: 'lists', texts: [] });
    const visit = await stage.visit(PAGES.article.url);
    await until('the library was asked', async () => (await matchOf(stage, LIBRARY)) === null);
    const page = await stage.own(SETTINGS);
    await choose(page, 'lists-file', 'list.txt', MINE);
    await until('the list is there', async () => (await rows(page, 'lists')).length === 1);
    const [row] = await rows(page, 'lists');
    assert.deepEqual(row?.slice(0, 3), ['Mine', 'Version 7, as it says itself.', '1 rule was taken.']);
    assert.match(row?.[3] ?? '', /^1 line is about something else/);
    assert.match(row?.[4] ?? '', /^1 line was not understood .*: line 4, a blank/);
    await looks(page, `${stage.driven.name}-own-list`);

    const hit = { list: 'Mine', rule: `||${LIBRARY}^$script`, exception: null };
    await stage.ask('forget', {});
    await stage.go(visit, PAGES.search.url);
    assert.deepEqual(await matchOf(stage, LIBRARY), hit);
    await stage.driven.stopBackground();
    await stage.ask('forget', {});
    await stage.go(visit, PAGES.article.url);
    assert.deepEqual(await matchOf(stage, LIBRARY), hit);
    const view = await stage.own('extension/report/report.html#lists');
    await until('the report names the list, with its version and digest', () =>
      view.evaluate(() => /Mine\s+7\s+[0-9a-f]{12}/.test(document.getElementById('lists')?.innerText ?? '')),
    );

    // A page behind others cannot be clicked; what is shown afresh is what was kept.
    const again = await stage.own(SETTINGS);
    // An own exception frees what a built-in list names.
    const tracker = 'www.google-analytics.com';
    assert.equal((await matchOf(stage, tracker))?.exception, null);
    await paste(again, '#lists [name="name"]', 'Free');
    await paste(again, '#lists textarea', `@@||${tracker}^`);
    await again.click('#lists [type="submit"]');
    await until('both are there', async () => (await rows(again, 'lists')).length === 2);
    await stage.ask('forget', {});
    await stage.go(visit, PAGES.search.url);
    assert.equal((await matchOf(stage, tracker))?.exception, `@@||${tracker}^`);
    assert.notEqual((await matchOf(stage, tracker))?.list, 'Free', 'the rule is that of the built-in list');

    await again.click('#lists li:first-child label');
    await until('it is kept as off', async () => {
      const [first] = await kept(stage);
      return first?.on === false;
    });
    await again.click('#lists li:last-child button');
    await until('one is left', async () => (await rows(again, 'lists')).length === 1);
    await stage.ask('forget', {});
    await stage.go(visit, PAGES.article.url);
    assert.equal(await matchOf(stage, LIBRARY), null);
    assert.equal((await matchOf(stage, tracker))?.exception, null);
    await again.click('#lists li button');
    await until('none is left', async () => (await rows(again, 'lists')).length === 0);
    const left = await stage.driven.inExtension(async () =>
      Object.keys(await browser.storage.local.get(null)),
    );
    assert.deepEqual(
      left.filter((key) => key.includes('.text.')),
      [],
    );
  });

  scenario(
    'after an update, what is no longer taken is off and says why, and the rest goes on',
    async (stage) => {
      const texts = [
        { name: 'Gone', on: true, text: '||a.example^' },
        { name: 'Mine', on: true, text: MINE },
      ];
      await stage.ask('replaceOwn', { kind: 'lists', texts });
      const [gone] = await kept(stage);
      await stage.driven.inExtension(
        async (/** @type {string[]} */ keys) => browser.storage.local.remove(keys),
        ['own.lists.compiled', `own.lists.text.${gone?.id}`],
      );
      // A background that still answers somebody is not always stopped by Firefox.
      await until('a background that woke up has compiled anew', async () => {
        await stage.driven.stopBackground();
        await stage.ask('forget', {});
        return (await kept(stage))[0]?.on === false;
      });
      assert.equal((await kept(stage))[1]?.on, true);
      await stage.visit(PAGES.article.url);
      assert.equal((await matchOf(stage, LIBRARY))?.list, 'Mine');
      const page = await stage.own(SETTINGS);
      assert.deepEqual((await rows(page, 'lists'))[0], [
        'Gone',
        'Gone is empty. Choose a text with rules in it.',
      ]);
      await looks(page, `${stage.driven.name}-own-updated`);
      await page.click('#lists li:first-child label');
      await until('it is refused again', async () => /^Gone is empty/.test(await problem(page, 'lists')));
      await until('and stays off', async () => (await kept(stage))[0]?.on === false);
      assert.equal(
        await page.evaluate(
          () => /** @type {HTMLInputElement | null} */ (document.querySelector('#lists li input'))?.checked,
        ),
        false,
      );
      await stage.ask('replaceOwn', { kind: 'lists', texts: [] });
    },
  );

  scenario('what is no list is refused with its line and what would help', async (stage) => {
    await stage.ask('replaceOwn', { kind: 'lists', texts: [] });
    const page = await stage.own(SETTINGS);
    for (const [text, said] of /** @type {const} */ ([
      ['! head\n||a.example^$foo\n', /^No line of wrong\.txt .*line 2: it has an option.*Mend it/],
      [
        '\n<!doctype html>\n<p>||a.example^</p>',
        /^wrong\.txt is a web page .*line 2 shows\. Save the list itself/,
      ],
      ['||a.example^\nx\0y', /^wrong\.txt is no text: so says line 2\. Choose/],
      ['! nothing', /^wrong\.txt is empty\. Choose/],
    ])) {
      await choose(page, 'lists-file', 'wrong.txt', text);
      await until(`${said} is said`, async () => said.test(await problem(page, 'lists')));
      assert.deepEqual(await rows(page, 'lists'), []);
    }
    await looks(page, `${stage.driven.name}-own-refused`);
  });

  scenario(
    'a beacon names what only its person knows, and one that does not fit is refused by place',
    async (stage) => {
      const page = await stage.own(SETTINGS);
      const beacon = {
        name: 'library',
        source: 'this test',
        marks: [{ hosts: ['mixpanel.com'] }],
        fields: [{ field: 'token', is: 'account_id' }],
      };
      const document = { schema: 'telltale/beacons/1', title: 'Library', beacons: [beacon] };
      for (const [text, said] of /** @type {const} */ ([
        ['{\n  beacons', /^wrong\.json is no JSON from line 2, column 3 on\. Mend it there/],
        ['{}', /schema.* has to be telltale\/beacons\/1/],
        [
          JSON.stringify(document).replace('account_id', 'thoughts'),
          /beacons\[0\]\.fields\[0\]\.is .*page_url, /,
        ],
        [
          JSON.stringify(document).replace('hosts', 'hots'),
          /beacons\[0\]\.marks\[0\]\.hots is not known.*hosts, path/,
        ],
      ])) {
        await choose(page, 'beacons-file', 'wrong.json', text);
        await until(`${said} is said`, async () => said.test(await problem(page, 'beacons')));
      }
      await looks(page, `${stage.driven.name}-own-beacon-refused`);
      await choose(page, 'beacons-file', 'mine.json', JSON.stringify(document));
      await until('the beacon is there', async () => (await rows(page, 'beacons')).length === 1);
      assert.deepEqual(await rows(page, 'beacons'), [['Library', '1 beacon was taken.']]);
      await looks(page, `${stage.driven.name}-own-beacon`);
      await stage.driven.stopBackground();
      await stage.ask('forget', {});
      await stage.visit(PAGES.article.url);
      const request = await until('a request is recognised', async () => {
        const { requests } = await stage.ask('report', { mode: 'normal' });
        const known = requests.find(({ recipient }) => recipient.registrable_domain === 'mixpanel.com');
        return /** @type {{ beacon: string | null, findings: { category: string, reason: string }[] }} */ (
          /** @type {unknown} */ (known ?? null)
        );
      });
      assert.equal(request.beacon, 'own:library');
      const own = request.findings.find(({ category }) => category === 'account_id');
      assert.ok(/added names the field/.test(own?.reason ?? ''), JSON.stringify(request.findings));
      await stage.ask('replaceOwn', { kind: 'beacons', texts: [] });
    },
  );

  scenario('all of it is done by keyboard, and in Arabic', async (stage) => {
    await stage.ask('replaceOwn', { kind: 'lists', texts: [] });
    const page = await stage.own(SETTINGS);
    await page.evaluate(() => {
      const select = /** @type {HTMLSelectElement} */ (document.querySelector('[name="language"]'));
      select.value = 'ar';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await until('the page is in Arabic', () => page.evaluate(() => document.dir === 'rtl'));
    await paste(page, '#lists textarea', `||${LIBRARY}^\ntwo words`);
    await page.keys('Tab', 'Enter');
    await until('the list is there', async () => (await rows(page, 'lists')).length === 1);
    await looks(page, `${stage.driven.name}-own-arabic`);
    await page.evaluate(() => document.getElementById('lists-title')?.focus());
    await page.keys('Tab', 'Space');
    await until('it is off', async () => {
      const [first] = await kept(stage);
      return first?.on === false;
    });
    assert.ok(
      await page.evaluate(() => document.activeElement?.matches('#lists li input')),
      'the focus stays where it was',
    );
    await page.keys('Tab', 'Enter');
    await until('it is gone', async () => (await rows(page, 'lists')).length === 0);
    await until('the focus is at what it was part of', () =>
      page.evaluate(() => document.activeElement?.id === 'lists-title'),
    );
    await page.evaluate(() => {
      const select = /** @type {HTMLSelectElement} */ (document.querySelector('[name="language"]'));
      select.value = 'browser';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await until('the page is in English again', () => page.evaluate(() => document.dir === 'ltr'));
  });
});
