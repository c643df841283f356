/// <reference path="../browsers/globals.d.ts" />

/** Pictures of the report: they show the figures of the core, fit everywhere, and are read without being seen. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { ARTIFACTS, inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('./support.mjs').Stage} Stage */

const SIZES = [
  { width: 320, height: 640 },
  { width: 800, height: 900 },
  { width: 1400, height: 1000 },
];

/**
 * Looks at a page in all sizes, light and dark, and turned round.
 * @param {Stage} stage
 * @param {Page} page
 * @param {string} name
 */
async function lookAt(stage, page, name) {
  await mkdir(ARTIFACTS, { recursive: true });
  for (const size of SIZES) {
    for (const dark of [false, true]) {
      await page.look({ ...size, dark });
      const title = `${stage.driven.name}-${name}-${size.width}-${dark ? 'dark' : 'light'}`;
      await page.screenshot(join(ARTIFACTS, `${title}.png`));
      assert.deepEqual(await misfits(page), [], title);
      // Colours differ by theme and structure by width.
      if (size === SIZES[0] || (size === SIZES.at(-1) && !dark))
        assert.deepEqual(await faults(page), [], title);
    }
  }
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  await page.screenshot(join(ARTIFACTS, `${stage.driven.name}-${name}-turned.png`));
  assert.deepEqual(await misfits(page), [], 'turned round');
  await page.evaluate(() => (document.documentElement.dir = 'ltr'));
}

/** @param {Page} page */
const flow = (page) =>
  page.evaluate(() => ({
    paths: document.querySelectorAll('telltale-flow path').length,
    told: document.querySelectorAll('telltale-flow path:not(.silent)').length,
    bands: getComputedStyle(/** @type {Element} */ (document.querySelector('.flow'))).display,
    bars: getComputedStyle(/** @type {Element} */ (document.querySelector('telltale-flow .bars'))).display,
    sites: [...document.querySelectorAll('.flow .from span')].map(({ textContent }) => textContent),
    rows: [...document.querySelectorAll('telltale-flow tbody tr')].map((row) => ({
      name: row.querySelector('th')?.textContent,
      sites: Number(row.querySelector('td')?.textContent),
    })),
    // Where each name stands, seen from where reading begins.
    middles: [...document.querySelectorAll('.flow .names span, .flow rect')].map((element) => {
      const { top, height } = element.getBoundingClientRect();
      return { named: element.nodeName.toLowerCase() === 'span', middle: top + height / 2 };
    }),
  }));

inBothBrowsers('pictures', (scenario, browser) => {
  scenario('who tells whom, as the core has it', async (stage) => {
    const article = await stage.visit(PAGES.article.url);
    const shop = await stage.visit(PAGES.shop.url);
    await stage.glance(article.tab, { told: expected('article', browser).told });
    await stage.glance(shop.tab, { told: expected('shop', browser).told });
    const { summary } = await stage.ask('digest', { mode: 'normal' });
    /** @type {Map<string, Set<string>>} */
    const joined = new Map();
    for (const { party, requests, company, registrable_domain: domain, sites } of summary.recipients) {
      if (party !== 'third' || requests === 0) continue;
      const name = company ?? domain;
      joined.set(name, new Set([...(joined.get(name) ?? []), ...sites]));
    }
    const report = await stage.own('extension/report/report.html', SIZES[2]);
    const wide = await flow(report);
    const companies = [...joined].slice(0, 12).map(([name, sites]) => ({ name, sites: sites.size }));
    assert.ok(companies.length > 3, 'there is something to see');
    assert.deepEqual(wide.rows, companies);
    assert.equal(
      wide.paths,
      companies.reduce((all, { sites }) => all + sites, 0),
    );
    assert.ok(wide.told > 0);
    assert.deepEqual([wide.bands, wide.bars], ['grid', 'none']);
    const boxes = wide.middles.filter(({ named }) => !named);
    const names = wide.middles.filter(({ named }) => named);
    assert.equal(names.length, boxes.length, 'each has a name');
    for (const [at, { middle }] of names.entries())
      assert.ok(Math.abs(middle - (boxes[at]?.middle ?? NaN)) < 1.5, 'a name stands beside what it names');
    await report.look({ width: 320, height: 640, dark: false });
    const narrow = await flow(report);
    assert.equal(narrow.bands, 'none');
    assert.notEqual(narrow.bars, 'none', 'bars stand where bands have no room');
    await lookAt(stage, report, 'pictures');
  });

  scenario('the figures of a picture by keyboard, and they stay open', async (stage) => {
    const report = await stage.own('extension/report/report.html', SIZES[0]);
    await report.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('telltale-flow summary')).focus(),
    );
    await report.keys('Enter');
    const opened = () =>
      report.evaluate(() => document.querySelector('telltale-flow details')?.hasAttribute('open'));
    await until('the figures are shown', async () => (await opened()) === true);
    await report.screenshot(join(ARTIFACTS, `${browser}-pictures-figures.png`));
    assert.deepEqual(await faults(report), []);
    assert.deepEqual(await misfits(report), []);
    await report.evaluate(() => {
      document.documentElement.dataset['state'] = 'asked';
      document.getElementById('refresh')?.click();
    });
    await until('the report is drawn anew', () =>
      report.evaluate(() => document.documentElement.dataset['state'] === 'drawn-normal'),
    );
    assert.equal(await opened(), true);
  });

  scenario('nothing to draw is no picture', async (stage) => {
    await stage.ask('forget', {});
    const report = await stage.own('extension/report/report.html', SIZES[0]);
    assert.equal(await report.evaluate(() => document.getElementById('pictures')?.hidden), true);
  });

  scenario('pairs of the comparison', async (stage) => {
    const normal = await stage.visit(PAGES.survey.url);
    const secret = await stage.visit(PAGES.survey.url, { private: true });
    for (const { tab } of [normal, secret]) await stage.glance(tab, expected('survey', browser));
    const { categories } = await stage.ask('compare', {});
    const report = await stage.own('extension/report/report.html#compare', SIZES[2]);
    const shown = await report.evaluate(() =>
      [...document.querySelectorAll('telltale-pairs .bar-row')].map((row) =>
        [...row.querySelectorAll('.figure')].map(({ textContent }) => Number(textContent)),
      ),
    );
    assert.ok(shown.length > 0);
    assert.deepEqual(
      shown,
      Object.values(categories).map((counts) => [counts.normal, counts.private]),
    );
    await lookAt(stage, report, 'pairs');
  });
});
