/** Where addresses are registered: said of public ones by the country's name, and of nobody's never. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expected, PAGES } from '../demo/trackers.mjs';
import { looks } from './looks.mjs';
import { inBothBrowsers, ROOT, until } from './support.mjs';

const CAPTURE = 'tests/captures/registered.har';
const NAMES = { US: 'United States', CH: 'Switzerland', RU: 'Russia' };
const VIEWS = [
  { width: 1400, height: 1000 },
  { width: 320, height: 640, dark: true },
];

/**
 * The countries and the recipients that a page shows, as they stand.
 * @param {import('./support.mjs').Page} page
 * @param {string} prefix
 */
const shown = (page, prefix) =>
  until('the countries are shown', () =>
    page.evaluate((/** @type {string} */ before) => {
      const rows = [...document.querySelectorAll(`#${before}countries tbody tr`)];
      const countries = rows.map((row) => row.firstElementChild?.textContent ?? '');
      const recipients = document.querySelector(`#${before}recipients tbody`)?.textContent ?? '';
      return rows.length > 0 ? { countries, recipients } : null;
    }, prefix),
  );

inBothBrowsers('where addresses are registered', (scenario, browser) => {
  scenario('a capture of public addresses says what the command line says, by name', async (stage) => {
    const page = await stage.own('extension/report/report.html#captures', VIEWS[0]);
    const file = String(await readFile(join(ROOT, CAPTURE)));
    await page.evaluate((/** @type {string} */ text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], 'registered.har'));
      const input = /** @type {HTMLInputElement} */ (document.getElementById('captures-file'));
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    }, file);
    const { countries, recipients } = await shown(page, 'captured-');
    const telltale = promisify(execFile)(
      join(ROOT, 'target/release/telltale'),
      ['report', '--format', 'json', CAPTURE],
      { cwd: ROOT },
    );
    const { summary } = /** @type {import('../../extension/shared/messages.js').Report} */ (
      JSON.parse((await telltale).stdout)
    );
    assert.deepEqual(
      countries,
      summary.countries.map(
        ({ country }) => NAMES[/** @type {keyof typeof NAMES} */ (country)] ?? 'Not known',
      ),
    );
    assert.equal(new Set(countries).size, 4);
    assert.match(recipients, /address registered in Switzerland/);
    await looks(page, `${browser}-countries`, VIEWS);
  });

  scenario('the addresses of this machine are registered nowhere', async (stage) => {
    const { told } = expected('article', browser);
    const { tab } = await stage.visit(PAGES.article.url);
    await stage.glance(tab, { told });
    const { summary, lists } = await stage.ask('digest', { mode: 'normal' });
    assert.ok(summary.recipients.length > 0);
    assert.deepEqual(new Set(summary.recipients.map(({ country }) => country)), new Set([null]));
    assert.deepEqual(
      summary.countries.map(({ country }) => country),
      [null],
    );
    assert.match(lists.at(-1)?.name ?? '', /^Address registrations/);
    const page = await stage.own('extension/report/report.html#normal');
    const { countries } = await shown(page, '');
    assert.deepEqual(countries, ['Not known']);
    const heard = await stage.own('extension/report/report.html#recipients');
    const recipients = await heard.evaluate(() => document.querySelector('#recipients tbody')?.textContent);
    assert.match(recipients ?? '', /\.example/);
    assert.doesNotMatch(recipients ?? '', /registered/);
  });
});
