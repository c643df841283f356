/** Every page in every size and colour: nothing is cut off, nothing is inaccessible, and there is a picture of each. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { ARTIFACTS, inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */

const POPUP_SIZES = [
  { width: 320, height: 640 },
  { width: 392, height: 720 },
  { width: 800, height: 900 },
];
const REPORT_SIZES = [
  { width: 320, height: 640 },
  { width: 800, height: 900 },
  { width: 1400, height: 1000 },
];

/**
 * Looks at a page in all sizes, light and dark.
 * @param {Stage} stage
 * @param {string} name
 * @param {string} path
 * @param {{ width: number, height: number }[]} sizes
 */
async function lookAt(stage, name, path, sizes) {
  await mkdir(ARTIFACTS, { recursive: true });
  const page = await stage.own(path, { width: 800, height: 900 });
  for (const size of sizes) {
    for (const dark of [false, true]) {
      await page.look({ ...size, dark });
      const title = `${stage.driven.name}-${name}-${size.width}-${dark ? 'dark' : 'light'}`;
      await page.screenshot(join(ARTIFACTS, `${title}.png`));
      assert.deepEqual(await misfits(page), [], title);
      // Colours differ by theme and structure by width: a narrow page in both themes and a wide one see all of it.
      if (size === sizes[0] || (size === sizes.at(-1) && !dark))
        assert.deepEqual(await faults(page), [], title);
    }
  }
  await page.close();
}

inBothBrowsers('the faces of Telltale', (scenario, browser) => {
  scenario('popup and report after visits in both kinds of window', async (stage) => {
    const normal = await stage.visit(PAGES.article.url);
    const secret = await stage.visit(PAGES.search.url, { private: true });
    const shop = await stage.visit(PAGES.shop.url);
    await stage.glance(normal.tab, { told: expected('article', browser).told });
    await stage.glance(secret.tab, { told: expected('search', browser).told });
    await stage.glance(shop.tab, { told: expected('shop', browser).told });
    await lookAt(stage, 'popup-normal', `extension/popup/popup.html?tab=${normal.tab}`, POPUP_SIZES);
    await lookAt(stage, 'popup-private', `extension/popup/popup.html?tab=${secret.tab}`, POPUP_SIZES);
    await lookAt(stage, 'report-normal', 'extension/report/report.html', REPORT_SIZES);
    for (const view of ['recipients', 'requests', 'browser', 'lists'])
      await lookAt(stage, `report-${view}`, `extension/report/report.html#${view}`, REPORT_SIZES);
    await lookAt(stage, 'report-private', 'extension/report/report.html#private', REPORT_SIZES);
    await lookAt(stage, 'report-all', 'extension/report/report.html#all', REPORT_SIZES);
  });

  scenario('what a request told is hidden until a click asks for it', async (stage) => {
    const report = await stage.own('extension/report/report.html#requests', REPORT_SIZES[0]);
    const { pathname } = new URL(PAGES.article.url);
    const shown = () =>
      report.evaluate(
        (/** @type {string} */ path) => ({
          text: [...document.querySelectorAll('#requests .finding .address')].some((value) =>
            value.textContent?.includes(path),
          ),
          findings: document.querySelectorAll('#requests dialog[open] .steps .finding').length,
          pressed: [...document.querySelectorAll('#requests .actions [aria-pressed]')].map((button) =>
            button.getAttribute('aria-pressed'),
          ),
        }),
        pathname,
      );
    await report.evaluate(() => {
      const sort = /** @type {HTMLSelectElement} */ (document.getElementById('requests-sort'));
      sort.value = 'score';
      sort.dispatchEvent(new Event('input', { bubbles: true }));
    });
    assert.deepEqual(await shown(), { text: false, findings: 0, pressed: ['false', 'false'] });
    // What weighs most tells the address of the page.
    await until('a request that told something is open', async () => {
      await report.evaluate(() =>
        /** @type {HTMLElement | null} */ (
          document.querySelector('#requests .row[aria-rowindex="2"]:has(.told > :not(.none)) .open')
        )?.click(),
      );
      return (await shown()).findings > 0;
    });
    assert.equal((await shown()).text, false, 'open, it still hides its values');
    await report.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.querySelector('#requests dialog [aria-pressed]'))?.click(),
    );
    await until('values are shown', async () => (await shown()).text === true);
    const { findings, pressed } = await shown();
    assert.ok(findings > 0, 'each value stands at the end of its opening');
    assert.deepEqual(pressed, ['true', 'true']);
    await report.screenshot(join(ARTIFACTS, `${stage.driven.name}-report-revealed.png`));
    assert.deepEqual(await misfits(report), []);
    assert.deepEqual(await faults(report), []);
    await report.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.querySelector('[name="mode"][value="private"]'))?.click(),
    );
    await until('another kind of window shows no values', async () => (await shown()).pressed[0] === 'false');
  });

  scenario('the comparison, with something to compare and without', async (stage) => {
    await stage.ask('forget', {});
    await lookAt(stage, 'compare-empty', 'extension/report/report.html#compare', REPORT_SIZES.slice(0, 1));
    const label = 'Incognito, the statistics switch off, third try after the update';
    await stage.ask('startRecording', { label, notes: 'As it came.', scope: { mode: 'private' } });
    const normal = await stage.visit(PAGES.survey.url);
    const secret = await stage.visit(PAGES.survey.url, { private: true });
    for (const { tab } of [normal, secret]) await stage.glance(tab, expected('survey', browser));
    await lookAt(stage, 'compare', 'extension/report/report.html#compare', REPORT_SIZES);
    const popup = await stage.own(`extension/popup/popup.html?tab=${secret.tab}`, POPUP_SIZES[0]);
    await popup.evaluate(() => document.getElementById('compare')?.click());
    await until('the popup says what the comparison would do', () =>
      popup.evaluate(() => document.querySelector('#comparing .notice') !== null),
    );
    await popup.screenshot(join(ARTIFACTS, `${stage.driven.name}-popup-plan.png`));
    assert.deepEqual(await misfits(popup), []);
    assert.deepEqual(await faults(popup), []);
    await stage.ask('forget', {});
  });

  scenario('popup and report when there is nothing to tell', async (stage) => {
    await stage.ask('forget', {});
    const about = await stage.visit(PAGES.about.url);
    await stage.glance(about.tab, { recipients: 0 });
    await lookAt(
      stage,
      'popup-clean',
      `extension/popup/popup.html?tab=${about.tab}`,
      POPUP_SIZES.slice(0, 1),
    );
    await lookAt(stage, 'popup-empty', 'extension/popup/popup.html?tab=999999', POPUP_SIZES.slice(0, 1));
    await lookAt(stage, 'report-empty', 'extension/report/report.html#private', REPORT_SIZES.slice(0, 1));
  });

  scenario('the report by keyboard: choose a kind of window, forget it', async (stage) => {
    const { tab } = await stage.visit(PAGES.shop.url);
    await stage.glance(tab, { told: expected('shop', browser).told });
    const report = await stage.own('extension/report/report.html');
    await report.evaluate(() => document.getElementById('forget')?.click());
    const asked = await report.evaluate(() => ({
      open: /** @type {HTMLDialogElement} */ (document.getElementById('forget-dialog')).open,
      focus: document.activeElement?.textContent,
    }));
    assert.deepEqual(asked, { open: true, focus: 'Keep' }, 'the dialog opens on the harmless answer');
    await report.evaluate(() =>
      /** @type {HTMLButtonElement} */ (document.querySelector('[value="forget"]')).click(),
    );
    await stage.glance(tab, { recipients: 0 });
  });
});

inBothBrowsers(
  'without access to private windows',
  (scenario) => {
    scenario('popup and report say so', async (stage) => {
      const { tab } = await stage.visit(PAGES.shop.url);
      await lookAt(
        stage,
        'popup-no-private-access',
        `extension/popup/popup.html?tab=${tab}`,
        POPUP_SIZES.slice(0, 1),
      );
      await lookAt(
        stage,
        'report-no-private-access',
        'extension/report/report.html',
        REPORT_SIZES.slice(0, 1),
      );
    });
  },
  () => ({ privateAccess: false }),
);
