/**
 * What the person has chosen, kept on disk: the only file that touches it.
 *
 * Decides which settings there are, which values each may have, and what holds until one is chosen. Refuses to keep
 * anything that a browser session told.
 *
 * @typedef {'at_once' | 'ten_minutes' | 'browser_close'} PrivateRetention When the private side is forgotten after the
 *   last private window was closed.
 * @typedef {{ privateRetention: PrivateRetention }} Settings
 */

import { browser } from './browser.js';

/** @type {readonly PrivateRetention[]} */
export const PRIVATE_RETENTION = ['at_once', 'ten_minutes', 'browser_close'];

/** @type {Settings} */
const DEFAULTS = { privateRetention: 'ten_minutes' };

/**
 * Whatever stands there, one of the values.
 * @param {unknown} value
 */
const retentionOf = (value) =>
  PRIVATE_RETENTION.find((known) => known === value) ?? DEFAULTS.privateRetention;

/**
 * The settings as they are.
 * @returns {Promise<Settings>}
 */
export async function settings() {
  const { privateRetention } = await browser.storage.local.get('privateRetention');
  return { privateRetention: retentionOf(privateRetention) };
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
    if (area === 'local' && changes['privateRetention'] !== undefined) {
      tell({ privateRetention: retentionOf(changes['privateRetention'].newValue) });
    }
  });
}
