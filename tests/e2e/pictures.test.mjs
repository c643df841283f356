/// <reference path="../browsers/globals.d.ts" />

/** Pictures of the report: they show the figures of the core, turn with the language, and are read without being seen. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { choose } from './files.mjs';
import { inBothBrowsers, ROOT, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('../../extension/shared/messages.js').Course} Course */

const run = promisify(execFile);

const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1400, height: 1000 };

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
      country: row.querySelectorAll('td')[2]?.textContent,
    })),
    columns: [...document.querySelectorAll('.flow .names')].map((names) => ({
      names: [...names.querySelectorAll('span')].map((name) => {
        const { top, height } = name.getBoundingClientRect();
        return { text: name.textContent ?? '', middle: top + height / 2 };
      }),
      left: names.getBoundingClientRect().left,
    })),
    boxes: [...document.querySelectorAll('.flow rect')].map((box) => {
      const { top, height } = box.getBoundingClientRect();
      return top + height / 2;
    }),
  }));

/** The figures of every picture of time below an element. @param {Page} page @param {string} [place] */
const times = (page, place = 'body') =>
  page.evaluate(
    (/** @type {string} */ below) =>
      [...document.querySelectorAll(`${below} telltale-timeline`)].map((picture) => ({
        mode: /** @type {HTMLElement} */ (picture).dataset['course'],
        caption: picture.querySelector('figcaption')?.textContent ?? '',
        drawn: [...picture.querySelectorAll('path')].map((path) => path.getAttribute('class')),
        rows: [...picture.querySelectorAll('tbody tr')].map((row) =>
          [...row.querySelectorAll('td')].slice(0, 5).map(({ textContent }) => Number(textContent)),
        ),
      })),
    place,
  );

/** The same as the core has them. @param {Course} course */
const rowsOf = ({ stretches }) =>
  stretches
    .filter(({ requests, skipped }) => requests + skipped > 0)
    .map(({ exposure, so_far: soFar, requests, telling, recipients }) => {
      return [exposure, soFar, requests, telling, recipients];
    });

/**
 * A capture of requests that were made at these times.
 * @param {string[]} moments
 */
const har = (moments) =>
  JSON.stringify({
    log: {
      version: '1.2',
      creator: { name: 'clocks', version: '1' },
      entries: moments.map((startedDateTime, number) => ({
        startedDateTime,
        time: 1,
        request: {
          method: 'GET',
          url: `https://www.google-analytics.com/g/collect?v=2&tid=G-1&cid=1116446470.15964038${number}&dl=https%3A%2F%2Fnews.example%2Fa`,
          httpVersion: 'HTTP/2',
          headers: [{ name: 'Referer', value: 'https://news.example/a' }],
          queryString: [],
          cookies: [],
          headersSize: -1,
          bodySize: 0,
        },
        response: {
          status: 204,
          statusText: '',
          httpVersion: 'HTTP/2',
          headers: [],
          cookies: [],
          content: { size: 0, mimeType: '' },
          redirectURL: '',
          headersSize: -1,
          bodySize: 0,
        },
        cache: {},
        timings: { send: 0, wait: 1, receive: 0 },
      })),
    },
  });

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
    const report = await stage.own('extension/report/report.html', WIDE);
    const wide = await flow(report);
    // Addresses of this machine are registered nowhere.
    const companies = [...joined]
      .slice(0, 12)
      .map(([name, sites]) => ({ name, sites: sites.size, country: 'Not known' }));
    assert.ok(companies.length > 3, 'there is something to see');
    assert.deepEqual(wide.rows, companies);
    assert.equal(wide.paths, companies.reduce((all, { sites }) => all + sites, 0) + companies.length);
    assert.ok(wide.told > 0);
    assert.deepEqual([wide.bands, wide.bars], ['grid', 'none']);
    const [sites, middle, countries] = wide.columns.map(({ names }) => names);
    assert.deepEqual([middle?.length, countries?.map(({ text }) => text)], [companies.length, ['Not known']]);
    // Companies have a box at either side of their name.
    const named = [sites, middle, middle, countries].flatMap((names) => names ?? []);
    assert.equal(wide.boxes.length, named.length, 'each has a name');
    for (const [at, { middle: beside }] of named.entries())
      assert.ok(Math.abs(beside - (wide.boxes[at] ?? NaN)) < 1.5, 'a name stands beside what it names');
    const inOrder = wide.columns.map(({ left }) => left);
    assert.deepEqual(
      [...inOrder].sort((a, b) => a - b),
      inOrder,
      'from sites to countries, as it is read',
    );
    await report.evaluate(() => (document.documentElement.dir = 'rtl'));
    const turned = (await flow(report)).columns.map(({ left }) => left);
    assert.deepEqual(
      [...turned].sort((a, b) => b - a),
      turned,
    );
    await report.evaluate(() => (document.documentElement.dir = 'ltr'));
    await report.look({ width: 320, height: 640, dark: false });
    const narrow = await flow(report);
    assert.equal(narrow.bands, 'none');
    assert.notEqual(narrow.bars, 'none', 'bars stand where bands have no room');
  });

  scenario('what left when, as the core has it', async (stage) => {
    await stage.ask('forget', {});
    const article = await stage.visit(PAGES.article.url);
    const secret = await stage.visit(PAGES.search.url, { private: true });
    await stage.glance(article.tab, { told: expected('article', browser).told });
    await stage.glance(secret.tab, { told: expected('search', browser).told });
    const { summary } = await stage.ask('digest', {});
    const courses = summary.timeline ?? assert.fail('nothing is known of time');
    const report = await stage.own('extension/report/report.html#all', WIDE);
    const shown = await times(report);
    assert.deepEqual(
      shown.map(({ mode }) => mode),
      ['normal', 'private'],
    );
    for (const [at, course] of courses.entries()) {
      const { caption, drawn, rows } = shown[at] ?? assert.fail('there is a picture of each');
      const { stretches, heaviest } = course;
      assert.deepEqual(rows, rowsOf(course));
      assert.deepEqual(drawn.slice(0, 4), ['exposure', 'so-far', 'telling', 'others']);
      assert.match(caption, /in stretches of 10 seconds each/);
      assert.ok(caption.includes(`exposure ${stretches[heaviest ?? NaN]?.exposure} of 100`), caption);
    }
  });

  scenario('what left when in a capture, whatever some of its clocks said', async (stage) => {
    const folder = await mkdtemp(join(tmpdir(), 'telltale-clocks-'));
    const today = (/** @type {number} */ second) => `2026-11-20T10:00:${second}.000Z`;
    const text = har([
      '2099-01-01T00:00:00.000Z',
      ...[10, 11, 12, 25, 41].map(today),
      '1970-01-01T00:00:05.000Z',
    ]);
    await writeFile(join(folder, 'clocks.har'), text);
    const args = ['report', '--mode', 'normal', '--format', 'json', join(folder, 'clocks.har')];
    const { stdout } = await run(join(ROOT, 'target/release/telltale'), args);
    await rm(folder, { recursive: true });
    /** @type {Course[]} */
    const courses = JSON.parse(stdout).summary.timeline;
    const page = await stage.own('extension/report/report.html#captures', NARROW);
    await page.evaluate(() => {
      /** @type {HTMLSelectElement} */ (document.getElementById('captures-mode')).value = 'normal';
    });
    await choose(page, 'captures-file', 'clocks.har', text);
    const [shown] = await until('a picture is shown', async () => {
      const all = await times(page, '#captured-times');
      return all.length > 0 ? all : null;
    });
    assert.equal(courses.length, 1);
    assert.deepEqual(shown?.rows, rowsOf(courses[0] ?? assert.fail()));
    assert.equal(
      shown?.rows.reduce((sum, [, , requests = 0]) => sum + requests, 0),
      4,
      'what is dated rightly is there',
    );
    assert.match(shown?.caption ?? '', /in stretches of 10 seconds each/);
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(await misfits(page), []);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    assert.equal(
      await page.evaluate(() => document.querySelector('#captured-times details')?.hasAttribute('open')),
      true,
      'on paper its figures stand below it',
    );
  });

  scenario('the figures of a picture by keyboard, and they stay open', async (stage) => {
    const report = await stage.own('extension/report/report.html', NARROW);
    await report.evaluate(() =>
      /** @type {HTMLElement} */ (document.querySelector('telltale-flow summary')).focus(),
    );
    await report.keys('Enter');
    const opened = () =>
      report.evaluate(() => document.querySelector('telltale-flow details')?.hasAttribute('open'));
    await until('the figures are shown', async () => (await opened()) === true);
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
    const report = await stage.own('extension/report/report.html', NARROW);
    assert.equal(await report.evaluate(() => document.getElementById('pictures')?.hidden), true);
  });

  scenario('pairs of the comparison', async (stage) => {
    const normal = await stage.visit(PAGES.survey.url);
    const secret = await stage.visit(PAGES.survey.url, { private: true });
    for (const { tab } of [normal, secret]) await stage.glance(tab, expected('survey', browser));
    const { categories } = await stage.ask('compare', {});
    const report = await stage.own('extension/report/report.html#compare', WIDE);
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
  });
});
