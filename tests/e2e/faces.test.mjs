/** What a click on the report does: values are shown, and a kind of window is forgotten. */

import assert from 'node:assert/strict';

import { expected, PAGES } from '../demo/trackers.mjs';
import { inBothBrowsers, until } from './support.mjs';

inBothBrowsers('the faces of Telltale', (scenario, browser) => {
  scenario('what a request told is hidden until a click asks for it', async (stage) => {
    const { tab } = await stage.visit(PAGES.article.url);
    await stage.glance(tab, { told: expected('article', browser).told });
    const report = await stage.own('extension/report/report.html#requests', { width: 320, height: 640 });
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
    await report.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.querySelector('[name="mode"][value="private"]'))?.click(),
    );
    await until('another kind of window shows no values', async () => (await shown()).pressed[0] === 'false');
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
