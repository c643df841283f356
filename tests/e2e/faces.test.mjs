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
          text: [...document.querySelectorAll('#requests details li')].some((finding) =>
            finding.textContent?.includes(path),
          ),
          openings: document.querySelectorAll('#requests details[open] li').length,
          pressed: document.getElementById('reveal-requests')?.getAttribute('aria-pressed'),
        }),
        pathname,
      );
    assert.deepEqual(await shown(), { text: false, openings: 0, pressed: 'false' });
    await report.evaluate(() => document.getElementById('reveal-requests')?.click());
    await until('values are shown', async () => (await shown()).text === true);
    const { openings, pressed } = await shown();
    assert.ok(openings > 0, 'each value stands beside its opening');
    assert.equal(pressed, 'true');
    await report.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.querySelector('[name="mode"][value="private"]'))?.click(),
    );
    await until('another kind of window shows no values', async () => (await shown()).pressed === 'false');
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
