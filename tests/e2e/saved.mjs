/**
 * What a page saves, kept by the page itself.
 *
 * Decides how: browsers under test have no person who says where a file goes. Refuses to know what is saved.
 *
 * @typedef {import('./support.mjs').Page} Page
 */

import { until } from './support.mjs';

/**
 * Keeps what the page would save, in place of the browser.
 * @param {Page} page
 */
export const keepSaved = (page) =>
  page.evaluate(() => {
    const kept = /** @type {{ saved?: Blob }} */ (globalThis);
    URL.createObjectURL = (blob) => {
      kept.saved = /** @type {Blob} */ (blob);
      return '#captures';
    };
    HTMLAnchorElement.prototype.click = () => undefined;
  });

/**
 * What the page saved last, once it did.
 * @param {Page} page
 */
export const saved = (page) =>
  until('something is saved', () =>
    page.evaluate(async () => {
      const kept = /** @type {{ saved?: Blob }} */ (globalThis);
      const text = await kept.saved?.text();
      delete kept.saved;
      return text ?? null;
    }),
  );
