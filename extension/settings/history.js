/**
 * Whether a history is kept, and what became of it.
 *
 * Decides that a person sees what it is before they switch it on, and what of it is missing. Refuses to know what is in it.
 */

import { date, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';

/** @typedef {import('../shared/settings.js').Settings} Settings */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Offers it.
 * @param {(chosen: Partial<Settings>) => Promise<void>} keep
 */
export function offerHistory(keep) {
  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name="history"]'));
  for (const choice of choices)
    choice.addEventListener('change', () => void keep({ history: choice.value === 'on' }));

  async function showState() {
    const { lost, refused } = await ask('history', {});
    byId('history-lost').hidden = lost === null;
    byId('history-lost').textContent = lost === null ? '' : words('settings_history_lost', date(lost));
    byId('history-refused').hidden = !refused;
  }

  return {
    /** @param {Settings} now */
    show({ history }) {
      for (const choice of choices) choice.checked = choice.value === (history ? 'on' : 'off');
      void showState();
    },
  };
}
