/**
 * Settings as a file, `telltale/settings/1`, and a file as settings.
 *
 * Decides how each setting is spelt there, and what is wrong with a file: the place, and what could stand there. Refuses
 * to write anything that a session told; what a file does not name stays as it is.
 */

import { LANGUAGES } from '../shared/language.js';
import { BADGES, isSite, MOST_PAUSED, PRIVATE_RETENTION } from '../shared/settings.js';
import { whereItBreaks } from './json-place.js';

/** @typedef {import('../shared/settings.js').Settings} Settings */
/** @typedef {import('../shared/own.js').OwnText} OwnText */
/** @typedef {{ ownLists: OwnText[], ownBeacons: OwnText[] }} Own What a person added of their own. */
/** @typedef {Settings & Own} Everything */
/** @typedef {keyof Everything} Name */

export const SCHEMA = 'telltale/settings/1';
/** Bytes. Own lists are most of it: JSON writes each sign of a text in at most six. */
export const LARGEST = 36 * 1024 * 1024;

/** @type {(choices: readonly unknown[]) => (value: unknown, place: string) => unknown} */
const oneOf = (choices) => (value, place) => {
  if (choices.some((choice) => choice === value)) return value;
  throw new Misfit('choice', place, choices.join(', '));
};

/** @type {readonly { name: Name, spelt: string, read: (value: unknown, place: string) => unknown }[]} */
const SETTINGS = [
  { name: 'privateRetention', spelt: 'private_retention', read: oneOf(PRIVATE_RETENTION) },
  { name: 'history', spelt: 'history', read: oneOf([true, false]) },
  { name: 'badge', spelt: 'badge', read: oneOf(BADGES) },
  { name: 'language', spelt: 'language', read: oneOf(LANGUAGES) },
  { name: 'pausedSites', spelt: 'paused_sites', read: sites },
  { name: 'ownLists', spelt: 'own_lists', read: texts },
  { name: 'ownBeacons', spelt: 'own_beacons', read: texts },
];

/**
 * What is wrong with a file.
 * @typedef {'too_large' | 'not_json' | 'foreign' | 'unknown' | 'choice' | 'sites' | 'site' | 'texts'} Fault
 */

/** A file that is no settings of this version. */
export class Misfit extends Error {
  /**
   * @param {Fault} code
   * @param {...string} facts The place, and what could stand there.
   */
  constructor(code, ...facts) {
    super(`${code}: ${facts.join(', ')}`);
    this.name = 'Misfit';
    this.code = code;
    this.facts = facts;
  }
}

/**
 * Settings as the text of a file.
 * @param {Everything} settings
 */
export function write(settings) {
  const spelt = Object.fromEntries(SETTINGS.map(({ name, spelt: key }) => [key, settings[name]]));
  return `${JSON.stringify({ schema: SCHEMA, settings: spelt }, null, 2)}\n`;
}

/**
 * The text of a file as settings.
 * @param {string} text
 * @returns {Partial<Everything>}
 * @throws {Misfit}
 */
export function read(text) {
  if (text.length > LARGEST) throw new Misfit('too_large');
  const file = parsed(text.replace(/^\uFEFF/, ''));
  if (!isRecord(file) || file['schema'] !== SCHEMA || !isRecord(file['settings'])) {
    throw new Misfit('foreign', SCHEMA);
  }
  /** @type {Record<string, unknown>} */
  const read = {};
  for (const [key, value] of Object.entries(file['settings'])) {
    const setting = SETTINGS.find(({ spelt }) => spelt === key);
    const place = `settings.${short(key)}`;
    if (setting === undefined) throw new Misfit('unknown', place);
    read[setting.name] = setting.read(value, place);
  }
  return /** @type {Partial<Everything>} */ (read);
}

/**
 * What would be another than it is, in the order in which a page shows settings.
 * @param {Everything} now
 * @param {Partial<Everything>} then
 * @returns {Name[]}
 */
export const changes = (now, then) =>
  SETTINGS.map(({ name }) => name).filter(
    (name) => then[name] !== undefined && JSON.stringify(then[name]) !== JSON.stringify(now[name]),
  );

/**
 * @param {unknown} value
 * @param {string} place
 */
function sites(value, place) {
  if (!Array.isArray(value) || value.length > MOST_PAUSED)
    throw new Misfit('sites', place, String(MOST_PAUSED));
  const strange = value.findIndex((site) => !isSite(site));
  if (strange >= 0) throw new Misfit('site', `${place}[${strange}]`);
  return [...new Set(value)];
}

/**
 * Whether a text is any good, the core says when it is added.
 * @param {unknown} value
 * @param {string} place
 * @returns {OwnText[]}
 */
function texts(value, place) {
  if (!Array.isArray(value)) throw new Misfit('texts', place);
  return value.map((one, at) => {
    if (!isRecord(one)) throw new Misfit('texts', `${place}[${at}]`);
    const { name, on, text, ...more } = one;
    const strange = Object.keys(more)[0];
    if (strange !== undefined) throw new Misfit('unknown', `${place}[${at}].${short(strange)}`);
    if (typeof name !== 'string' || typeof on !== 'boolean' || typeof text !== 'string')
      throw new Misfit('texts', `${place}[${at}]`);
    return { name, on, text };
  });
}

/** @param {string} text */
function parsed(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    const { line, column } = whereItBreaks(text);
    throw new Misfit('not_json', String(line), String(column));
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param {string} key */
const short = (key) => (key.length > 40 ? `${key.slice(0, 40)}…` : key);
