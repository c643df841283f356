/// <reference path="../browsers/globals.d.ts" />

/** The popup as the browser shows it, at its own size, where it can be opened without a hand: in Chromium. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { launchChromium } from '../browsers/chromium.mjs';
import { startDemo } from '../demo/server.mjs';
import { expected, PAGES } from '../demo/trackers.mjs';
import { ARTIFACTS, ROOT, Stage, until } from './support.mjs';

/** What Chromium gives a popup at most. */
const HIGHEST = 600;

/** @type {Stage} */
let stage;
/** @type {Awaited<ReturnType<typeof launchChromium>>} */
let driven;
before(async () => {
  const demo = await startDemo();
  driven = await launchChromium({ extension: join(ROOT, 'dist', 'chromium'), ports: demo.ports });
  stage = new Stage(driven, demo);
});
after(async () => {
  await stage.driven.close();
  await stage.demo.close();
});

for (const isPrivate of [false, true]) {
  test(`the real popup in a ${isPrivate ? 'private' : 'normal'} window`, async () => {
    const { told } = expected('article', 'chromium');
    const { tab } = await stage.visit(PAGES.article.url, { private: isPrivate });
    await stage.glance(tab, { told });
    const popup = await driven.popup(tab);
    await until('the popup has drawn itself', () =>
      popup.evaluate(() => document.documentElement.dataset['state'] === 'page'),
    );
    const shown = await popup.evaluate(() => ({
      surface: document.documentElement.dataset['surface'],
      mode: document.documentElement.dataset['mode'],
      told: document.querySelectorAll('#recipients > li').length,
      width: innerWidth,
      height: innerHeight,
      overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }));
    await mkdir(ARTIFACTS, { recursive: true });
    await popup.screenshot(join(ARTIFACTS, `chromium-real-popup-${isPrivate ? 'private' : 'normal'}.png`));
    assert.equal(shown.surface, 'popup');
    assert.equal(shown.mode, isPrivate ? 'private' : 'normal');
    assert.equal(shown.told, told, 'it speaks of the tab in front of the person');
    assert.ok(shown.width >= 320 && shown.width <= 430, `${shown.width} wide`);
    assert.ok(shown.height > 300 && shown.height <= HIGHEST, `${shown.height} high`);
    assert.equal(shown.overflow, false);

    // From a private window, too, the report opens: in a normal one, because the extension runs there.
    await popup.evaluate(() => document.getElementById('report')?.click());
    const opened = await until('the report is open', () =>
      stage.driven.inExtension(
        async (/** @type {string} */ mode) => {
          const tabs = await browser.tabs.query({});
          return tabs.find(({ url }) => url?.endsWith(`/report/report.html#${mode}`)) ?? null;
        },
        isPrivate ? 'private' : 'normal',
      ),
    );
    assert.equal(opened.incognito, false);
    await stage.clear();
  });
}
