/**
 * The notification of private windows: whether it is allowed, and the person's switch for it.
 *
 * Decides nothing: the browser's permission is the switch, so that nothing of it is kept here. Refuses to ask for anything
 * outside a click.
 */

import { browser } from '../shared/browser.js';

/** @type {import('webextension-polyfill').Permissions.Permissions} */
const NOTIFICATIONS = { permissions: ['notifications'] };

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Makes the two buttons work, and says how it stands. */
export function offerNotice() {
  const on = (
    /** @type {string} */ id,
    /** @type {string} */ then,
    /** @type {() => Promise<boolean>} */ change,
  ) =>
    byId(id).addEventListener('click', () => {
      // The browser shows its own question; it has to be asked within the click.
      void change()
        .then((done) => (done ? showNotice() : undefined))
        .then(() => byId(then).focus());
    });
  on('notice-allow', 'notice-withdraw', () => browser.permissions.request(NOTIFICATIONS));
  on('notice-withdraw', 'notice-allow', async () => {
    await takeAway();
    return browser.permissions.remove(NOTIFICATIONS);
  });
  return showNotice();
}

/** What is shown goes first: a browser may leave it where it is, and without the permission nobody can take it away. */
async function takeAway() {
  const shown = Object.keys(await browser.notifications.getAll());
  await Promise.all(shown.map((name) => browser.notifications.clear(name)));
}

async function showNotice() {
  const allowed = await browser.permissions.contains(NOTIFICATIONS);
  byId('notice-offer').hidden = allowed;
  byId('notice-given').hidden = !allowed;
}
