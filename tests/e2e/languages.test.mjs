/** Every page in another language, one of them from right to left: all of it is in that language, and fits. */

import assert from 'node:assert/strict';

import { expected, PAGES } from '../demo/trackers.mjs';
import { misfits } from './faults.mjs';
import { ENGLISH, read, strangers } from './spoken.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('../../extension/shared/language.js').LanguageChoice} LanguageChoice */

/** @type {readonly (readonly [LanguageChoice, 'ltr' | 'rtl'])[]} */
const SPOKEN = [
  ['ar', 'rtl'],
  ['de', 'ltr'],
];
const NARROW = { width: 320, height: 640 };

/**
 * Chooses a language, as a person does, and waits until the background speaks it, too.
 * @param {Stage} stage
 * @param {LanguageChoice} language
 */
async function speak(stage, language) {
  const page = await stage.own('extension/settings/settings.html');
  await page.evaluate((/** @type {string} */ value) => {
    const select = /** @type {HTMLSelectElement} */ (document.querySelector('[name="language"]'));
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, language);
  const kept = read(language)['settings_kept']?.message;
  await until('the page answers in the language that was chosen', () =>
    page.evaluate(
      (/** @type {unknown} */ text) => document.getElementById('outcome')?.textContent === text,
      kept,
    ),
  );
  await page.close();
}

inBothBrowsers('languages', (scenario, browser) => {
  for (const [language, direction] of SPOKEN) {
    const entries = read(language);

    scenario(`every page in ${language}`, async (stage) => {
      await speak(stage, language);
      const normal = await stage.visit(PAGES.article.url);
      const secret = await stage.visit(PAGES.search.url, { private: true });
      await stage.glance(normal.tab, { told: expected('article', browser).told });
      await stage.glance(secret.tab, { told: expected('search', browser).told });
      const label = `https://shop.example/?q=1 (${language})`;
      await stage.ask('startRecording', { label, notes: 'שלום', scope: { mode: 'private' } });
      for (const [name, path] of [
        ['popup', `extension/popup/popup.html?tab=${normal.tab}`],
        ['popup-private', `extension/popup/popup.html?tab=${secret.tab}`],
        ['report', 'extension/report/report.html#all'],
        ['recipients', 'extension/report/report.html#recipients/all'],
        ['requests', 'extension/report/report.html#requests/all'],
        ['browser', 'extension/report/report.html#browser/all'],
        ['lists', 'extension/report/report.html#lists'],
        ['compare', 'extension/report/report.html#compare'],
        ['captures', 'extension/report/report.html#captures'],
        ['settings', 'extension/settings/settings.html'],
      ]) {
        const page = await stage.own(/** @type {string} */ (path), NARROW);
        const root = () =>
          page.evaluate(() => ({
            lang: document.documentElement.lang,
            direction: getComputedStyle(document.body).direction,
          }));
        assert.deepEqual(await root(), { lang: language, direction }, name);
        assert.deepEqual(await strangers(page, entries), [], name);
        assert.deepEqual(await misfits(page), [], name);
        await page.close();
      }
      await stage.ask('forget', {});
    });

    scenario(`the toolbar button in ${language}`, async (stage) => {
      await speak(stage, language);
      const { tab } = await stage.visit(PAGES.shop.url);
      const { told } = await stage.glance(tab, { told: expected('shop', browser).told });
      const form = new Intl.PluralRules(language).select(told);
      const [begin = ''] = (entries[`badge_title_normal_${form}`]?.message ?? '').split('$');
      await until('the button speaks it', async () => {
        const { title } = await stage.badge(tab);
        if (!title.startsWith(begin) || begin === '') throw new Error(title);
        return true;
      });
    });
  }

  scenario('addresses stay as they are written where text runs from right to left', async (stage) => {
    await speak(stage, 'ar');
    const { tab } = await stage.visit(PAGES.article.url);
    await stage.glance(tab, { told: expected('article', browser).told });
    const page = await stage.own('extension/report/report.html#requests');
    const addresses = await page.evaluate(() =>
      [...document.querySelectorAll('#requests .address')].map(
        (element) => getComputedStyle(element).direction,
      ),
    );
    assert.ok(addresses.length > 0);
    assert.deepEqual([...new Set(addresses)], ['ltr']);
    // What a sentence names is to the reader's right of what follows it, and whole.
    const recipients = await stage.own('extension/report/report.html#recipients');
    const heads = await recipients.evaluate(() =>
      [...document.querySelectorAll('#recipients tbody th')].map((head) => {
        const [name, edge] = [head.querySelector('bdi'), head].map((one) => one?.getBoundingClientRect());
        return (edge?.right ?? 0) - (name?.right ?? 0);
      }),
    );
    assert.ok(heads.length > 0);
    for (const gap of heads) assert.ok(gap >= 0 && gap < 40, `a name stands at the end of its cell: ${gap}`);
  });

  scenario('the language of the browser is chosen again', async (stage) => {
    await speak(stage, 'ar');
    const settings = await stage.own('extension/settings/settings.html');
    await settings.evaluate(() => {
      const select = /** @type {HTMLSelectElement} */ (document.querySelector('[name="language"]'));
      select.value = 'browser';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await until('the page is in the language of the browser', () =>
      settings.evaluate(
        () => document.documentElement.lang === 'en' && document.documentElement.dir === 'ltr',
      ),
    );
    const title = ENGLISH['settings_title']?.message;
    assert.equal(await settings.evaluate(() => document.querySelector('h1')?.textContent), title);
  });
});
