/**
 * Words, numbers and dates in the person's language.
 *
 * Decides how a message is found and how a count chooses its form. Refuses to hold a sentence: those stand in _locales.
 */

import { browser } from './browser.js';

const language = browser.i18n.getUILanguage();
const forms = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(language);
const times = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
const lists = new Intl.ListFormat(language, { type: 'conjunction' });
const dates = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });

/** Attributes that take a message: `data-message` fills the text, the others the attribute of their name. */
const ATTRIBUTES = { 'data-message-label': 'aria-label', 'data-message-title': 'title' };

/**
 * A message.
 * @param {string} key
 * @param {...string} substitutions
 */
export function words(key, ...substitutions) {
  return browser.i18n.getMessage(key, substitutions) || key;
}

/**
 * A message in the form that a count asks for: `key_one`, `key_few`, …, else `key_other`. The count is its first substitution.
 * @param {string} key
 * @param {number} count
 * @param {...string} substitutions
 */
export function counted(key, count, ...substitutions) {
  const all = [numbers.format(count), ...substitutions];
  return browser.i18n.getMessage(`${key}_${forms.select(count)}`, all) || words(`${key}_other`, ...all);
}

/**
 * The name of something that has a fixed set of names (a category, a mode); what nobody has named keeps its code.
 * @param {string} kind
 * @param {string} code
 */
export function named(kind, code) {
  return browser.i18n.getMessage(`${kind}_${code}`) || code;
}

/**
 * A message, or what stands for it where nobody has translated it.
 * @param {string} key
 * @param {string} otherwise
 * @param {...string} substitutions
 */
export function said(key, otherwise, ...substitutions) {
  return browser.i18n.getMessage(key, substitutions) || otherwise;
}

/** @param {number} value */
export const number = (value) => numbers.format(value);

/** @param {number} at milliseconds since 1970 */
export const time = (at) => times.format(at);

/** @param {number} at milliseconds since 1970 */
export const date = (at) => dates.format(at);

/** @param {string[]} items */
export const listed = (items) => lists.format(items);

/**
 * Fills in every message that a part of a page asks for.
 * @param {ParentNode} root
 */
export function localize(root) {
  for (const element of root.querySelectorAll('[data-message]')) {
    element.textContent = words(element.getAttribute('data-message') ?? '');
  }
  for (const [from, to] of Object.entries(ATTRIBUTES)) {
    for (const element of root.querySelectorAll(`[${from}]`)) {
      element.setAttribute(to, words(element.getAttribute(from) ?? ''));
    }
  }
}

/** Sets a page's language and direction and fills it in. */
export function localizePage() {
  document.documentElement.lang = language;
  document.documentElement.dir = words('@@bidi_dir');
  localize(document);
}
