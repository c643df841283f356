/// <reference path="../browsers/globals.d.ts" />

/** The way through the report: by link, by key, by address, forwards and back. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { ARTIFACTS, inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */

const REPORT = 'extension/report/report.html';
const NARROW = { width: 320, height: 640 };
const VIEWS = ['now', 'compare', 'recipients', 'requests', 'captures', 'browser', 'lists'];

/**
 * Where a page is.
 * @param {Page} page
 */
const place = (page) =>
  page.evaluate(() => {
    const visible = [...document.querySelectorAll('h1')].filter((one) => one.getClientRects().length > 0);
    const current = [...document.querySelectorAll('[aria-current="page"]')];
    return {
      hash: location.hash,
      headings: visible.length,
      current: current.map((link) => link.getAttribute('data-view')),
      focus: document.activeElement?.getAttribute('data-view') ?? document.activeElement?.nodeName,
      modes: document.getElementById('modes')?.hidden === false,
      chosen: /** @type {HTMLInputElement | null} */ (document.querySelector('[name="mode"]:checked'))?.value,
      title: document.title,
      top: scrollY,
    };
  });

/**
 * Waits until a page shows a view.
 * @param {Page} page
 * @param {string} view
 */
const arrived = (page, view) =>
  until(`the page shows ${view}`, async () => {
    const there = await place(page);
    if (there.current.join() !== view) throw new Error(JSON.stringify(there));
    return there;
  });

inBothBrowsers('the way through the report', (scenario, browser) => {
  scenario('every view by keyboard, the focus stays on its link', async (stage) => {
    const { tab } = await stage.visit(PAGES.article.url);
    await stage.glance(tab, { told: expected('article', browser).told });
    const report = await stage.own(REPORT, NARROW);
    const titles = new Set();
    await report.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('#views [data-view="now"]')).focus(),
    );
    for (const view of VIEWS) {
      if (view !== 'now') {
        await report.keys('Tab');
        await report.keys('Enter');
      }
      await arrived(report, view);
      const there = await until('the link has the focus', async () => {
        const now = await place(report);
        return now.focus === view ? now : null;
      });
      assert.equal(there.headings, 1, view);
      assert.equal(there.top, 0, 'a view begins at its beginning');
      assert.equal(there.modes, ['now', 'recipients', 'requests', 'browser'].includes(view), view);
      titles.add(there.title);
      assert.deepEqual(await misfits(report), [], view);
      assert.deepEqual(await faults(report), [], view);
    }
    assert.equal(titles.size, VIEWS.length, 'each has a title of its own');
  });

  scenario('an address can be reloaded, and the way back is open', async (stage) => {
    const report = await stage.own(`${REPORT}#recipients/all`, NARROW);
    assert.equal((await arrived(report, 'recipients')).chosen, 'all');
    await report.evaluate(() => (location.hash = '#lists'));
    assert.equal((await arrived(report, 'lists')).focus, 'H1', 'who came otherwise begins at the heading');
    await report.evaluate(() => history.back());
    assert.equal((await arrived(report, 'recipients')).chosen, 'all');
    await report.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('[name="mode"][value="normal"]')).click(),
    );
    await until('the address says what was chosen', async () => (await place(report)).hash === '#recipients');
    await report.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('[name="mode"][value="private"]')).click(),
    );
    await until('the address says so', async () => (await place(report)).hash === '#recipients/private');
    const again = await stage.own(`${REPORT}${(await place(report)).hash}`, NARROW);
    const there = await arrived(again, 'recipients');
    assert.deepEqual([there.hash, there.chosen], ['#recipients/private', 'private']);
    await again.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('#views [data-view="requests"]')).click(),
    );
    assert.equal((await arrived(again, 'requests')).chosen, 'private', 'the kind of window is kept');
  });

  scenario('the link that skips leads to the heading of what is shown', async (stage) => {
    const report = await stage.own(`${REPORT}#lists`, NARROW);
    await report.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('.skip')).click());
    const { focus, hash } = await place(report);
    assert.deepEqual([focus, hash], ['H1', '#lists']);
  });

  scenario('in forced colours it is seen where one is', async (stage) => {
    await mkdir(ARTIFACTS, { recursive: true });
    const report = await stage.own(`${REPORT}#recipients/private`, { width: 800, height: 900 });
    await report.look({ forced: true });
    const drawn = await report.evaluate(() => {
      const colour = (/** @type {Element} */ element) => getComputedStyle(element).borderBottomColor;
      const links = [...document.querySelectorAll('#views a')];
      const labels = [...document.querySelectorAll('#modes label')].filter((one) => one.clientWidth > 0);
      return {
        current: links.filter((one) => one.hasAttribute('aria-current')).map(colour),
        others: links.filter((one) => !one.hasAttribute('aria-current')).map(colour),
        chosen: labels.filter((one) => one.querySelector(':checked') !== null).map(colour),
        left: labels.filter((one) => one.querySelector(':checked') === null).map(colour),
      };
    });
    await report.screenshot(join(ARTIFACTS, `${browser}-report-forced.png`));
    assert.deepEqual(await misfits(report), []);
    assert.deepEqual(await faults(report), []);
    await report.look({ forced: false });
    assert.deepEqual([drawn.current.length, drawn.chosen.length], [1, 1]);
    for (const other of drawn.others) assert.notEqual(other, drawn.current[0]);
    for (const other of drawn.left) assert.notEqual(other, drawn.chosen[0]);
  });

  scenario('enlarged to 400 %, nothing is wider than the window', async (stage) => {
    // A window of 1280 by 1024, enlarged.
    for (const view of VIEWS) {
      const report = await stage.own(`${REPORT}#${view}`, { width: 320, height: 256 });
      assert.deepEqual(await misfits(report), [], view);
    }
  });
});
