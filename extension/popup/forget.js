/**
 * The button "Forget" of the popup: what it means is said first.
 *
 * Decides nothing but what is asked before. Refuses to forget more than the kind of window that the popup speaks about.
 */

import { words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';

/** @typedef {import('../shared/messages.js').Mode} Mode */

/**
 * Offers to forget.
 * @param {HTMLButtonElement} trigger
 * @param {HTMLDialogElement} dialog
 * @param {{ mode: () => Mode, forgotten: () => void }} page
 */
export function offerForgetting(trigger, dialog, { mode, forgotten }) {
  const text = /** @type {HTMLElement} */ (dialog.querySelector('p'));
  trigger.addEventListener('click', () => {
    const asked = mode();
    text.textContent = words(`forget_text_${asked}`);
    dialog.returnValue = '';
    dialog.addEventListener(
      'close',
      () => {
        if (dialog.returnValue === 'forget') void ask('forget', { mode: asked }).then(forgotten);
      },
      { once: true },
    );
    dialog.showModal();
  });
}
