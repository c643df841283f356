/**
 * Files that go into a page and come out of it, without the browser's own dialogs.
 *
 * Decides how: browsers under test have no person who says which file it is and where it goes. Refuses to know what is in one.
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

/**
 * Gives a page a file, as choosing one does.
 * @param {Page} page
 * @param {string} field
 * @param {string} name
 * @param {Uint8Array | string} content
 */
export const choose = (page, field, name, content) =>
  page.evaluate(
    (/** @type {string} */ id, /** @type {string} */ called, /** @type {string} */ base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const input = /** @type {HTMLInputElement} */ (document.getElementById(id));
      const files = new DataTransfer();
      files.items.add(new File([bytes], called));
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    },
    field,
    name,
    Buffer.from(content).toString('base64'),
  );
