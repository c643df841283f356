/// <reference path="../browsers/globals.d.ts" />

/**
 * What people come for, done with nothing but keys: who heard about this page, does private differ from normal, what is in a
 * capture and how to hand it on.
 *
 * Decides that no script touches a page but to read it. The one exception is the dialog in which a file is chosen: it is the
 * browser's, and no test reaches it; the keys reach the button that opens it, and what it would hand over is handed over.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { choose, keepSaved, saved } from './files.mjs';
import { inBothBrowsers, ROOT, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */

/** More stops than any page has: whoever needs more goes in a circle. */
const MOST_STOPS = 120;
const NARROW = { width: 320, height: 640 };

/**
 * What has the focus, and whether a person sees that it has.
 * @param {Page} page
 * @param {string} selector
 */
const focus = (page, selector) =>
  page.evaluate((/** @type {string} */ wanted) => {
    const element = /** @type {HTMLElement} */ (document.activeElement);
    const drawn = element.closest('label') ?? element;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const around = getComputedStyle(drawn);
    const seen = (/** @type {string} */ style, /** @type {string} */ width) =>
      style !== 'none' && parseFloat(width) > 0;
    const { top, bottom } = drawn.getBoundingClientRect();
    return {
      there: element.matches(wanted),
      what: element.outerHTML.slice(0, 120),
      outlined: seen(outlineStyle, outlineWidth) || seen(around.outlineStyle, around.outlineWidth),
      inWindow: bottom > 0 && top < innerHeight,
    };
  }, selector);

/**
 * Goes on with the tabulator until something has the focus. Everything on the way shows that it has it.
 * @param {Page} page
 * @param {string} selector
 * @param {'Tab' | 'ShiftTab'} [key]
 */
async function reach(page, selector, key = 'Tab') {
  const passed = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keys(key);
    const { there, what, outlined, inWindow } = await focus(page, selector);
    passed.push(what);
    if (/^<(body|html)/.test(what)) continue;
    assert.ok(outlined, `the focus is seen on ${what}`);
    assert.ok(inWindow, `the focus is within the window on ${what}`);
    if (there) return;
  }
  assert.fail(`${selector} is not reached by keyboard: ${passed.join('\n')}`);
}

/**
 * @param {Page} page
 * @param {string} selector
 * @param {'Enter' | 'Space'} [key]
 */
async function press(page, selector, key = 'Enter') {
  await reach(page, selector);
  await page.keys(key);
}

/**
 * @param {Page} page
 * @param {string} selector
 */
const texts = (page, selector) =>
  page.evaluate(
    (/** @type {string} */ which) =>
      [...document.querySelectorAll(which)]
        .filter((element) => element.getClientRects().length > 0)
        .map((element) => element.textContent ?? ''),
    selector,
  );

inBothBrowsers('by keyboard alone', (scenario, name) => {
  scenario('who heard about this page', async (stage) => {
    const { tab } = await stage.visit(PAGES.article.url);
    const { told, recipients } = await stage.glance(tab, { told: expected('article', name).told });
    const popup = await stage.own(`extension/popup/popup.html?tab=${tab}`, NARROW);
    const heard = await texts(popup, '#recipients > li .name');
    assert.equal(heard.length, told);
    await press(popup, '#why summary');
    await until('the reasons are shown', async () => (await texts(popup, '#reasons li')).length === 3);
    await press(popup, '#silent summary');
    await until('those that were told nothing are shown', async () => {
      const silent = await texts(popup, '#silent-recipients > li');
      return silent.length === recipients - told;
    });
    await press(popup, '#report');
    await until('the report is open', () =>
      stage.driven.inExtension(async () => {
        const tabs = await browser.tabs.query({});
        return tabs.some(({ url }) => url?.endsWith('/report/report.html#normal'));
      }),
    );
    const report = await stage.own('extension/report/report.html', NARROW);
    await press(report, '#views [data-view="recipients"]');
    const { summary } = await stage.ask('digest', { mode: 'normal' });
    await until('the recipients are shown', async () => {
      const rows = await texts(report, '#recipients tbody th');
      return rows.length === summary.recipients.length;
    });
  });

  scenario('private beside normal', async (stage) => {
    await stage.ask('forget', {});
    const normal = await stage.visit(PAGES.survey.url);
    const secret = await stage.visit(PAGES.survey.url, { private: true });
    for (const { tab } of [normal, secret]) await stage.glance(tab, expected('survey', name));
    const { verdict, linked } = await stage.ask('compare', {});
    assert.equal(verdict, 'linked');
    const report = await stage.own('extension/report/report.html', NARROW);
    await press(report, '#views [data-view="compare"]');
    await until('the verdict is there', () =>
      report.evaluate(() => document.documentElement.dataset['state'] === 'compared-linked'),
    );
    assert.equal((await texts(report, '#links tbody tr')).length, linked.length);
    const hidden = (await texts(report, '#links tbody td')).join();
    await press(report, '#reveal', 'Space');
    await until('values are shown', async () => (await texts(report, '#links tbody td')).join() !== hidden);
    assert.equal((await focus(report, '#reveal')).there, true, 'the focus stays on the button');
    await keepSaved(report);
    await reach(report, '#compare-evidence', 'ShiftTab');
    await report.keys('Enter');
    await until(
      'the dialog is open',
      async () => (await focus(report, '#evidence-form [name="label"]')).there,
    );
    await press(report, '#evidence-json');
    const evidence = /** @type {any} */ (JSON.parse(await saved(report)));
    assert.deepEqual([evidence.label, evidence.comparison.verdict], [undefined, 'linked']);
    assert.deepEqual(
      evidence.captures.map((/** @type {any} */ { source }) => source),
      ['webextension', 'webextension'],
    );
    const known = evidence.subject.browser.name;
    assert.match(known, name === 'firefox' ? /Firefox/ : /Chrom/, 'the browser says what it is');
    await until('the focus is back', async () => (await focus(report, '#compare-evidence')).there);
    await stage.ask('forget', {});
  });

  scenario('a capture, and evidence of two', async (stage) => {
    const report = await stage.own('extension/report/report.html', NARROW);
    await keepSaved(report);
    await press(report, '#views [data-view="captures"]');
    const har = String(await readFile(join(ROOT, 'tests/captures/chromium.har')));
    for (const [number, mode] of ['normal', 'private'].entries()) {
      await reach(report, '#captures-mode', number === 0 ? 'Tab' : 'ShiftTab');
      // "Not known" stands first, then normal windows, then private ones.
      await report.keys('ArrowDown');
      assert.equal(
        await report.evaluate(
          () => /** @type {HTMLSelectElement} */ (document.getElementById('captures-mode')).value,
        ),
        mode,
      );
      await reach(report, '#captures-open');
      await choose(report, 'captures-file', `${mode}.har`, har);
      await until('the capture is open', () =>
        report.evaluate(
          (/** @type {number} */ at) =>
            document.querySelectorAll('#captures-list > li')[at]?.getAttribute('data-state') === 'opened',
          number,
        ),
      );
    }
    await press(report, '#captures-compare');
    await until('the two are compared', () =>
      report.evaluate(
        () =>
          document.documentElement.dataset['view'] === 'compare' &&
          document.documentElement.dataset['state']?.startsWith('compared-') === true,
      ),
    );
    await press(report, '#compare-evidence');
    await press(report, '#evidence-json');
    const evidence = await saved(report);
    const { schema } = /** @type {{ schema: string }} */ (JSON.parse(evidence));
    assert.match(schema, /^telltale\/evidence\//);
  });
});
