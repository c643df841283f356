/// <reference path="../browsers/globals.d.ts" />

/** What is taken out of the report: tables as CSV, a finding as a sentence, the page on paper. */

import assert from 'node:assert/strict';

import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */

/**
 * Presses a button that saves a file, and returns what is in the file.
 * @param {Page} page
 * @param {string} id
 */
function saved(page, id) {
  return page.evaluate(async (/** @type {string} */ button) => {
    const made = URL.createObjectURL;
    const blob = await new Promise((resolve) => {
      URL.createObjectURL = (/** @type {Blob} */ content) => {
        resolve(content);
        return made.call(URL, content);
      };
      document.getElementById(button)?.click();
    });
    URL.createObjectURL = made;
    return { type: blob.type, text: String(await blob.text()) };
  }, id);
}

inBothBrowsers('what is taken out', (scenario, browser) => {
  // First: a browser that has saved a file shows that it has, and keys go there.
  scenario('a finding as a sentence, by keyboard', async (stage) => {
    const { tab } = await stage.visit(PAGES.article.url);
    await stage.glance(tab, { told: expected('article', browser).told });
    const report = await stage.own('extension/report/report.html#requests', { width: 320, height: 640 });
    await report.evaluate(() => {
      const write = navigator.clipboard.writeText.bind(navigator.clipboard);
      navigator.clipboard.writeText = (text) => {
        document.documentElement.dataset['copied'] = text;
        return write(text);
      };
      const telling = document.querySelector('#requests .row:has(.told > :not(.none)) .open');
      /** @type {HTMLElement} */ (telling).focus();
    });
    await report.keys('Enter');
    await until('its findings are shown', () =>
      report.evaluate(() => document.querySelector('#requests dialog[open] .finding') !== null),
    );
    await until('the key has led to the button', async () => {
      await report.keys('Tab');
      return report.evaluate(() => document.activeElement?.classList.contains('copy') === true);
    });
    await report.keys('Enter');
    const said = await until('it is said that it was copied', () =>
      report.evaluate(() => {
        const item = document.querySelector('#requests .finding');
        return item?.querySelector('[role="status"]')?.textContent || null;
      }),
    );
    assert.equal(said, 'Copied.');
    const { text, category, preview } = await report.evaluate(() => ({
      text: document.documentElement.dataset['copied'],
      category: document.querySelector('#requests .finding')?.firstChild?.textContent ?? '',
      preview: document.querySelector('#requests .finding .address')?.textContent ?? '',
    }));
    assert.ok(text?.includes(` was told: ${category} (${preview}). `), text);
    assert.deepEqual(await misfits(report), []);
    assert.deepEqual(await faults(report), []);
  });

  scenario('recipients and requests as CSV, as the core has them', async (stage) => {
    const report = await stage.own('extension/report/report.html');
    const { summary, requests } = await stage.ask('report', { mode: 'normal' });
    const who = await saved(report, 'csv-recipients');
    assert.equal(who.type, 'text/csv');
    const [titles, ...rows] = who.text.trimEnd().split('\r\n');
    assert.match(titles ?? '', /^registrable_domain,company,/);
    assert.deepEqual(
      rows.map((row) => row.split(',')[0]),
      summary.recipients.map(({ registrable_domain: domain }) => domain),
    );
    const what = await saved(report, 'csv-requests');
    const ids = what.text.trimEnd().split('\r\n').slice(1);
    assert.ok(ids.length > 0);
    assert.deepEqual(
      ids.map((row) => row.split(',')[0]),
      requests.map(({ id }) => id),
    );
    const { requests: revealed } = await stage.ask('report', { mode: 'normal', reveal: true });
    const identifiers = revealed.flatMap(({ findings }) =>
      findings.flatMap(({ category, value }) => (category === 'persistent_id' ? [value ?? ''] : [])),
    );
    assert.ok(identifiers.length > 0 && identifiers.every((value) => value.length > 4));
    const page = await saved(report, 'download-page');
    assert.equal(page.type, 'text/html');
    assert.ok(page.text.startsWith('<!DOCTYPE html>') && !page.text.includes('<script'));
    const told = summary.recipients.filter(({ party, told }) => party !== 'first' && told.length > 0);
    for (const { registrable_domain: domain } of told) assert.ok(page.text.includes(domain), domain);
    for (const value of identifiers) {
      for (const { text } of [what, page]) assert.ok(!text.includes(value), 'nothing is revealed');
    }
  });

  scenario('on paper the figures of pictures are unfolded, on the screen folded again', async (stage) => {
    const report = await stage.own('extension/report/report.html');
    const open = (/** @type {string} */ event) =>
      report.evaluate((/** @type {string} */ name) => {
        dispatchEvent(new Event(name));
        return [...document.querySelectorAll('.picture details')].map((one) => one.hasAttribute('open'));
      }, event);
    assert.ok((await open('beforeprint')).every(Boolean));
    assert.ok((await open('afterprint')).every((one) => !one));
  });
});
