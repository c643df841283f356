/**
 * The settings: what the person may choose, and what is chosen.
 *
 * Decides nothing but that a choice holds as soon as it is made. Refuses to know what a setting does.
 */

import { localizePage, words } from '../shared/localize.js';
import { choose, onSettings, PRIVATE_RETENTION, settings } from '../shared/settings.js';

/** @typedef {import('../shared/settings.js').Settings} Settings */

const choices = /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll('[name="privateRetention"]')
);
const outcome = /** @type {HTMLElement} */ (document.getElementById('outcome'));

/** @param {Settings} now */
function show({ privateRetention }) {
  for (const choice of choices) choice.checked = choice.value === privateRetention;
}

/** @param {HTMLInputElement} choice */
async function keep({ value }) {
  const privateRetention = PRIVATE_RETENTION.find((known) => known === value);
  try {
    await choose({ privateRetention });
    outcome.textContent = words('settings_kept');
  } catch (error) {
    console.error(error);
    outcome.textContent = words('settings_not_kept');
    show(await settings());
  }
}

localizePage();
for (const choice of choices) choice.addEventListener('change', () => void keep(choice));
onSettings(show);
show(await settings());
document.documentElement.dataset['state'] = 'drawn';
