/// <reference path="./globals.d.ts" />

/**
 * One tab of Firefox: where it goes, what is pressed in it, how it looks.
 *
 * Decides how each is said over WebDriver BiDi. Refuses to know how the tab came about.
 *
 * @typedef {import('./bidi.mjs').Bidi} Bidi
 * @typedef {import('./types.mjs').Page} Page
 */

import { writeFile } from 'node:fs/promises';

import { until } from './until.mjs';

/** How the protocol calls keys; those that are held together, one after the other. */
const KEYS = {
  Tab: '\uE004',
  Enter: '\uE007',
  Space: ' ',
  ArrowDown: '\uE015',
  ArrowUp: '\uE013',
  PageDown: '\uE00F',
  Home: '\uE011',
  End: '\uE010',
  Escape: '\uE00C',
  ShiftTab: '\uE008\uE004',
};

/**
 * Runs in a page: brings an element into view and says where it is then.
 * @param {string} selector
 */
function centreOf(selector) {
  const element = document.querySelector(selector);
  if (element === null) throw new Error(`there is no ${selector}`);
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = element.getBoundingClientRect();
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

/**
 * A tab as tests use it.
 * @param {Bidi} bidi
 * @param {{ context: string, tab: number, chromeContext: string, complaints: string[] }} place `complaints` grows with
 *   what is written to its console.
 * @returns {Page}
 */
export function wrap(bidi, { context, tab, chromeContext, complaints }) {
  return {
    tab,
    complaints: () => complaints,
    async goto(url) {
      await bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    evaluate: (work, ...args) => bidi.run(context, work, args),
    async click(selector) {
      const place = await bidi.run(context, centreOf, [selector]);
      const actions = [
        { type: 'pointerMove', ...place },
        { type: 'pointerDown', button: 0 },
        { type: 'pointerUp', button: 0 },
      ];
      await bidi.send('input.performActions', {
        context,
        actions: [{ type: 'pointer', id: 'mouse', actions }],
      });
    },
    async inject(source) {
      const { type, exceptionDetails } = await bidi.send('script.evaluate', {
        expression: `${source};undefined`,
        target: { context },
        awaitPromise: false,
      });
      if (type === 'exception') throw new Error(exceptionDetails.text);
    },
    async keys(...names) {
      await bidi.send('browsingContext.activate', { context });
      const actions = names.flatMap((name) => [
        ...[...KEYS[name]].map((value) => ({ type: 'keyDown', value })),
        ...[...KEYS[name]].reverse().map((value) => ({ type: 'keyUp', value })),
      ]);
      await bidi.send('input.performActions', {
        context,
        actions: [{ type: 'key', id: 'keyboard', actions }],
      });
    },
    async look({ width, height, dark, forced }) {
      if (width && height)
        await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
      if (forced !== undefined) {
        await bidi.run(
          chromeContext,
          (/** @type {number} */ use) => Services.prefs.setIntPref('browser.display.document_color_use', use),
          [forced ? 2 : 0],
        );
        await until('the page has taken on the forced colours', () =>
          bidi.run(
            context,
            (/** @type {boolean} */ wanted) => matchMedia('(forced-colors: active)').matches === wanted,
            [forced],
          ),
        );
      }
      if (dark === undefined) return;
      await bidi.run(
        chromeContext,
        (/** @type {number} */ scheme) =>
          Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', scheme),
        [dark ? 0 : 1],
      );
      // The preference reaches the page's process in its own time.
      await until('the page has taken on its colours', () =>
        bidi.run(
          context,
          (/** @type {boolean} */ wanted) => matchMedia('(prefers-color-scheme: dark)').matches === wanted,
          [dark],
        ),
      );
    },
    async screenshot(file) {
      const { data } = await bidi.send('browsingContext.captureScreenshot', { context, origin: 'document' });
      await writeFile(file, Buffer.from(data, 'base64'));
    },
    async close() {
      await bidi.send('browsingContext.close', { context });
    },
  };
}
