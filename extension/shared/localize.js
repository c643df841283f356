/**
 * Words, numbers and dates in the language that a person reads.
 *
 * Decides which language that is: the browser's, or the one that was chosen. Refuses to hold a sentence: those stand in
 * _locales.
 *
 * @typedef {import('./language.js').LanguageChoice} LanguageChoice
 */

import { browser } from './browser.js';
import { fromFile, Language, messagesOf } from './language.js';
import { ownMessages } from './own-files.js';
import { settings } from './settings.js';

/** Attributes that take a message: `data-message` fills the text, the others the attribute of their name. */
const ATTRIBUTES = { 'data-message-label': 'aria-label', 'data-message-title': 'title' };

const region = browser.i18n.getUILanguage();
const ofBrowser = new Language((key, substitutions) => browser.i18n.getMessage(key, substitutions), region);
let language = ofBrowser;

/**
 * Speaks a language from now on.
 * @param {LanguageChoice} choice
 */
export async function speak(choice) {
  try {
    language =
      choice === 'browser'
        ? ofBrowser
        : new Language(fromFile(await ownMessages(messagesOf(choice))), region);
  } catch (error) {
    // Another language is better than none.
    console.error(error);
    language = ofBrowser;
  }
}

/**
 * A message.
 * @param {string} key
 * @param {...string} substitutions
 */
export function words(key, ...substitutions) {
  return language.message(key, substitutions) || key;
}

/**
 * A message in the form that a count asks for. The count is its first substitution.
 * @param {string} key
 * @param {number} count
 * @param {...string} substitutions
 */
export function counted(key, count, ...substitutions) {
  return language.counted(key, count, ...substitutions) || key;
}

/**
 * The name of something that has a fixed set of names (a category, a mode); what nobody has named keeps its code.
 * @param {string} kind
 * @param {string} code
 */
export function named(kind, code) {
  return language.message(`${kind}_${code}`) || code;
}

/**
 * A message, or what stands for it where nobody has translated it.
 * @param {string} key
 * @param {string} otherwise
 * @param {...string} substitutions
 */
export function said(key, otherwise, ...substitutions) {
  return language.message(key, substitutions) || otherwise;
}

/** @param {number} value */
export const number = (value) => language.number(value);

/**
 * The name of a country; a code that the language has no name for stays.
 * @param {string} code
 */
export const country = (code) => language.country(code);

/** @param {number} at milliseconds since 1970 */
export const time = (at) => language.time(at);

/** @param {number} at milliseconds since 1970 */
export const date = (at) => language.date(at);

/** @param {number} seconds in whole seconds, minutes, hours or days */
export const duration = (seconds) => language.duration(seconds);

/**
 * Several things in one text, the last joined as the language joins it.
 * @param {string[]} items
 */
export const list = (items) => language.list(items);

/**
 * Text that stands beside other text in one line, whichever way it runs.
 * @param {string} text
 */
export const isolated = (text) => language.isolated(text);

/**
 * What a language is called by those who read it.
 * @param {LanguageChoice} one
 */
export function nameOf(one) {
  // What tells the two kinds of Chinese apart is the script and not a country.
  const tag = one === 'zh-CN' ? 'zh-Hans' : one;
  const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? one;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

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

/** Learns which language was chosen, sets a page's language and direction to it, and fills the page in. */
export async function localizePage() {
  await speak((await settings()).language);
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
  localize(document);
}
