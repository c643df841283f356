/**
 * The view of the browser itself: what it sent, whether it is watched, and the person's switch for it.
 *
 * Decides which of the three is said: it can be allowed, it is watched, this browser shows it to nobody. Refuses to ask
 * for anything outside a click.
 */

import { fillSection } from '../components/table.js';
import { browser, family } from '../shared/browser.js';
import { BROWSER } from './columns.js';

/** @typedef {import('../shared/messages.js').BrowserPart} BrowserPart */

/** @type {import('webextension-polyfill').Permissions.Permissions} */
const PROXY = { permissions: ['proxy'] };

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Makes the two buttons work.
 * @param {() => void} changed called when the person has allowed it, or no longer does
 */
export function offerItself(changed) {
  const on = (/** @type {string} */ id, /** @type {() => Promise<boolean>} */ change) =>
    byId(id).addEventListener('click', () => {
      // The browser shows its own question; it has to be asked within the click.
      void change().then((done) => {
        if (done) changed();
      });
    });
  on('itself-allow', () => browser.permissions.request(PROXY));
  on('itself-withdraw', () => browser.permissions.remove(PROXY));
}

/**
 * Says how it stands.
 * @param {BrowserPart} part
 */
export async function showItself({ recipients }) {
  fillSection(byId('browser'), BROWSER, recipients);
  const offered = family === 'firefox';
  const heard = offered && (await browser.permissions.contains(PROXY));
  byId('itself-empty').hidden = !heard || recipients.length > 0;
  byId('itself-offer').hidden = !offered || heard;
  byId('itself-heard').hidden = !heard;
  byId('itself-elsewhere').hidden = offered;
}
