/**
 * A picture of every page in every state, in `artifacts/screenshots`: nothing is cut off or inaccessible, nothing is said in
 * another language, nothing moves, and no page complains.
 *
 * Not every combination is looked at, but every pair: each state in each width, each colour and each language, each of those
 * in each browser, and so on.
 */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { faults, misfits } from './faults.mjs';
import { pairwise } from './pairs.mjs';
import { SCENES } from './screens.mjs';
import { read, strangers } from './spoken.mjs';
import { ARTIFACTS, BROWSERS, inBothBrowsers } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('./screens.mjs').Screen} Screen */
/** @typedef {import('./spoken.mjs').LanguageChoice} LanguageChoice */

const FOLDER = join(ARTIFACTS, 'screenshots');
const HEIGHTS = { 320: 640, 800: 900, 1400: 1000 };
/** @type {readonly LanguageChoice[]} */
const LANGUAGES = ['en', 'ar'];

const COMBINATIONS = pairwise({
  state: SCENES.flatMap(({ screens }) => Object.keys(screens)),
  width: Object.keys(HEIGHTS),
  colours: ['light', 'dark'],
  language: LANGUAGES,
  browser: BROWSERS,
});

/**
 * Chooses the language in which pages speak that are opened from now on.
 * @param {Stage} stage
 * @param {LanguageChoice} language
 */
const speak = (stage, language) =>
  stage.driven.inExtension(async (/** @type {string} */ chosen) => {
    await browser.storage.local.set({ language: chosen });
  }, language);

/**
 * What is wrong with a page as it is looked at now.
 * @param {Page} page
 * @param {LanguageChoice} language
 */
async function wrongs(page, language) {
  const moving = await page.evaluate(() => document.getAnimations().length);
  return [
    ...(await misfits(page)),
    ...(await faults(page)),
    ...(await strangers(page, read(language))).map((text) => `not in this language: ${text}`),
    ...(moving > 0 ? [`${moving} parts of it move`] : []),
    ...page.complaints().map((text) => `on its console: ${text}`),
  ];
}

inBothBrowsers('screenshots', (scenario, browser) => {
  for (const { name, set, screens } of SCENES) {
    scenario(name, async (stage) => {
      await mkdir(FOLDER, { recursive: true });
      const tabs = await set(stage, browser);
      const found = [];
      for (const language of LANGUAGES) {
        await speak(stage, language);
        for (const [state, { path, make }] of Object.entries(screens)) {
          const looks = COMBINATIONS.filter(
            (one) => one.browser === browser && one.language === language && one.state === state,
          );
          if (looks.length === 0) continue;
          const page = await stage.own(typeof path === 'string' ? path : path(tabs));
          await make?.(page);
          for (const { width, colours } of looks) {
            const height = HEIGHTS[/** @type {320 | 800 | 1400} */ (Number(width))];
            await page.look({ width: Number(width), height, dark: colours === 'dark' });
            const title = [browser, state, width, colours, language].join('-');
            await page.screenshot(join(FOLDER, `${title}.png`));
            found.push(...(await wrongs(page, language)).map((wrong) => `${title}: ${wrong}`));
          }
          await page.close();
        }
      }
      await speak(stage, 'browser');
      assert.deepEqual(found, []);
    });
  }
});
