/**
 * The settings: what the person may choose, and what is chosen.
 *
 * Decides nothing but that a choice holds as soon as it is made. Refuses to know what a setting does.
 */

import { LANGUAGES } from '../shared/language.js';
import { localizePage, nameOf, words } from '../shared/localize.js';
import { KINDS } from '../shared/own.js';
import { BADGES, choose, onSettings, PRIVATE_RETENTION, settings } from '../shared/settings.js';
import { offerHistory } from './history.js';
import { offerNotice } from './notice.js';
import { offerOwn } from './own.js';
import { offerPauses } from './pauses.js';
import { offerTransfer } from './transfer.js';

/** @typedef {import('../shared/settings.js').Settings} Settings */

const choices = /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll('[name="privateRetention"]')
);
const badges = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name="badge"]'));
const language = /** @type {HTMLSelectElement} */ (document.querySelector('[name="language"]'));
const outcome = /** @type {HTMLElement} */ (document.getElementById('outcome'));

/** @param {Settings} now */
async function show(now) {
  for (const choice of choices) choice.checked = choice.value === now.privateRetention;
  for (const choice of badges) choice.checked = choice.value === now.badge;
  language.value = now.language;
  history.show(now);
  pauses.show(now);
  await Promise.all(own.map((one) => one.show()));
}

/** @param {Partial<Settings>} chosen */
async function keep(chosen) {
  try {
    await choose(chosen);
    // The answer comes in the language that was chosen.
    if (chosen.language !== undefined) await localizePage();
    outcome.textContent = words('settings_kept');
  } catch (error) {
    console.error(error);
    outcome.textContent = words('settings_not_kept');
    await show(await settings());
  }
}

const history = offerHistory(keep);
const pauses = offerPauses(keep);
/** @param {string} words */
const say = (words) => {
  outcome.textContent = words;
};
const own = KINDS.map((kind) => offerOwn(kind, say));
await localizePage();
for (const choice of choices) {
  choice.addEventListener('change', () => {
    const privateRetention = PRIVATE_RETENTION.find((known) => known === choice.value);
    if (privateRetention) void keep({ privateRetention });
  });
}
for (const choice of badges) {
  choice.addEventListener('change', () => {
    const badge = BADGES.find((known) => known === choice.value);
    if (badge) void keep({ badge });
  });
}
for (const one of LANGUAGES.filter((one) => one !== 'browser')) {
  // Each is called as those call it who read it.
  const option = new Option(nameOf(one), one);
  option.lang = one;
  option.dir = 'auto';
  language.append(option);
}
language.addEventListener('change', () => {
  const one = LANGUAGES.find((known) => known === language.value);
  if (one) void keep({ language: one });
});
offerTransfer(async ({ ownLists, ownBeacons, ...chosen }) => {
  // What may be refused goes first: it says why, and a later "kept" would hide that.
  for (const one of own) if (!(await one.replace({ lists: ownLists, beacons: ownBeacons }[one.kind]))) return;
  if (Object.keys(chosen).length > 0) await keep(chosen);
});
await offerNotice();
onSettings((now) => void show(now));
await show(await settings());
document.documentElement.dataset['state'] = 'drawn';
