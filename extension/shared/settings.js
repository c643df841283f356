/**
 * What the person has chosen, kept on disk: the only file that touches it.
 *
 * Decides which settings there are, which values each may have, and what holds until one is chosen. Refuses to keep
 * anything that a private window told, and to know what is in a person's own lists and in what history keeps.
 *
 * @typedef {'at_once' | 'ten_minutes' | 'browser_close'} PrivateRetention When the private side is forgotten after the
 *   last private window was closed.
 * @typedef {import('./language.js').LanguageChoice} LanguageChoice
 * @typedef {'told' | 'recipients' | 'grade' | 'nothing'} BadgeMeaning What stands beside the address bar.
 *
 * @typedef {object} Settings
 * @property {PrivateRetention} privateRetention
 * @property {LanguageChoice} language
 * @property {BadgeMeaning} badge
 * @property {boolean} history Whether what normal windows told is kept on the disk.
 * @property {string[]} pausedSites Sites at which nobody looks, whatever window shows them; none of them was paused in
 *   a private window.
 */

import { browser } from './browser.js';
import { LANGUAGES } from './language.js';

/** @type {readonly PrivateRetention[]} */
export const PRIVATE_RETENTION = ['at_once', 'ten_minutes', 'browser_close'];

/** @type {readonly BadgeMeaning[]} */
export const BADGES = ['told', 'recipients', 'grade', 'nothing'];

/** The most sites that are paused at once; the core takes as many. */
export const MOST_PAUSED = 1000;
const SITE = /^[a-z0-9._:[\]-]{1,253}$/;

/** @type {Settings} */
const DEFAULTS = {
  privateRetention: 'ten_minutes',
  history: false,
  language: 'browser',
  badge: 'told',
  pausedSites: [],
};

/**
 * Whether something is the name of a site, as the core spells it.
 * @param {unknown} name
 * @returns {name is string}
 */
export const isSite = (name) => typeof name === 'string' && SITE.test(name);

/**
 * Whatever stands there, the values that there are.
 * @param {Record<string, unknown>} stored
 * @returns {Settings}
 */
const read = ({ privateRetention, history, language, badge, pausedSites }) => ({
  privateRetention:
    PRIVATE_RETENTION.find((known) => known === privateRetention) ?? DEFAULTS.privateRetention,
  history: history === true,
  language: LANGUAGES.find((known) => known === language) ?? DEFAULTS.language,
  badge: BADGES.find((known) => known === badge) ?? DEFAULTS.badge,
  pausedSites: Array.isArray(pausedSites) ? pausedSites.filter(isSite).slice(0, MOST_PAUSED) : [],
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

/** The disk, for what else a person wants there: their own lists (own.js), and what normal windows told (history.js). */
export const disk = {
  /** @param {string[]} keys */
  get: (keys) => browser.storage.local.get(keys),
  /** @param {Record<string, unknown>} items */
  set: (items) => browser.storage.local.set(items),
  /** @param {string[]} keys */
  remove: (keys) => browser.storage.local.remove(keys),
  /**
   * Tells whenever something is put in place of what stood there.
   * @param {string} key
   * @param {() => void} tell
   */
  onChange(key, tell) {
    browser.storage.onChanged.addListener((changes, area) => {
      if (area === 'local' && key in changes) tell();
    });
  },
};

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
