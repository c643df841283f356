/**
 * What the person has chosen, kept on disk: the only file that touches it.
 *
 * Decides which settings there are, which values each may have, and what holds until one is chosen. Refuses to keep
 * anything that a browser session told.
 *
 * @typedef {'at_once' | 'ten_minutes' | 'browser_close'} PrivateRetention When the private side is forgotten after the
 *   last private window was closed.
 * @typedef {import('./language.js').LanguageChoice} LanguageChoice
 * @typedef {{ privateRetention: PrivateRetention, language: LanguageChoice }} Settings
 */

import { browser } from './browser.js';
import { LANGUAGES } from './language.js';

/** @type {readonly PrivateRetention[]} */
export const PRIVATE_RETENTION = ['at_once', 'ten_minutes', 'browser_close'];

/** @type {Settings} */
const DEFAULTS = { privateRetention: 'ten_minutes', language: 'browser' };

/**
 * Whatever stands there, the values that there are.
 * @param {Record<string, unknown>} stored
 * @returns {Settings}
 */
const read = ({ privateRetention, language }) => ({
  privateRetention:
    PRIVATE_RETENTION.find((known) => known === privateRetention) ?? DEFAULTS.privateRetention,
  language: LANGUAGES.find((known) => known === language) ?? DEFAULTS.language,
});

/**
 * The settings as they are.
 * @returns {Promise<Settings>}
 */
export async function settings() {
  return read(await browser.storage.local.get(Object.keys(DEFAULTS)));
}

/**
 * Chooses.
 * @param {Partial<Settings>} chosen
 */
export async function choose(chosen) {
  await browser.storage.local.set(chosen);
}

/**
 * Tells of every choice from now on.
 * @param {(settings: Settings) => void} tell
 */
export function onSettings(tell) {
  browser.storage.onChanged.addListener((changes, area) => {
    // What was changed last is what holds, whatever else has changed since.
    if (area === 'local' && Object.keys(DEFAULTS).some((name) => name in changes)) void settings().then(tell);
  });
}
