/// <reference path="../browsers/globals.d.ts" />

/** The popup as the browser itself opens it, at the size that the browser gives it. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expected, PAGES } from '../demo/trackers.mjs';
import { ARTIFACTS, inBothBrowsers, until } from './support.mjs';

/** What browsers give a popup at most. */
const HIGHEST = 600;

inBothBrowsers('the real popup', (scenario, browserName) => {
  for (const mode of /** @type {const} */ (['normal', 'private'])) {
    scenario(`in a ${mode} window`, async (stage) => {
      const { told } = expected('article', browserName);
      const { tab } = await stage.visit(PAGES.article.url, { private: mode === 'private' });
      await stage.glance(tab, { told });
      const popup = await stage.driven.popup(tab);
      await until('the popup has drawn itself', () =>
        popup.evaluate(() => document.documentElement.dataset['state'] === 'page'),
      );
      const shown = await until('the popup has its size', async () => {
        const now = await popup.evaluate(() => ({
          surface: document.documentElement.dataset['surface'],
          mode: document.documentElement.dataset['mode'],
          told: document.querySelectorAll('#recipients > li').length,
          width: innerWidth,
          height: innerHeight,
          overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        }));
        return now.width >= 320 && now.height > 300 ? now : null;
      });
      await mkdir(ARTIFACTS, { recursive: true });
      await popup.screenshot(join(ARTIFACTS, `${browserName}-real-popup-${mode}.png`));
      assert.equal(shown.surface, 'popup');
      assert.equal(shown.mode, mode);
      assert.equal(shown.told, told, 'it speaks of the tab in front of the person');
      assert.ok(shown.width <= 430, `${shown.width} wide`);
      assert.ok(shown.height <= HIGHEST, `${shown.height} high`);
      assert.equal(shown.overflow, false);

      await popup.evaluate(() => document.getElementById('report')?.click());
      const opened = await until('the report is open', () =>
        stage.driven.inExtension(async (/** @type {string} */ hash) => {
          const tabs = await browser.tabs.query({});
          return tabs.find(({ url }) => url?.endsWith(`/report/report.html#${hash}`)) ?? null;
        }, mode),
      );
      // Chromium shows own pages in normal windows only; Firefox stays where the person is.
      assert.equal(opened.incognito, mode === 'private' && browserName === 'firefox');
    });
  }
});
