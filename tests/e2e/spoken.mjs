/// <reference path="../browsers/globals.d.ts" />

/**
 * What a page says, held against the messages of a language.
 *
 * Decides what does not belong there. Refuses to know which page it is, and how it looks.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { messagesOf } from '../../extension/shared/language.js';
import { ROOT } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('../../extension/shared/language.js').LanguageChoice} LanguageChoice */
/** @typedef {Record<string, { message: string }>} Entries */

/**
 * The messages of a language.
 * @param {LanguageChoice} language
 * @returns {Entries}
 */
export function read(language) {
  return JSON.parse(readFileSync(join(ROOT, messagesOf(language)), 'utf8'));
}

/** The browsers that are tested speak it. */
export const ENGLISH = read('en');

/**
 * What of a page is not in a language: messages of another one, names of messages, and places that nothing fills.
 * @param {Page} page
 * @param {Entries} entries
 */
export async function strangers(page, entries) {
  const mine = new Set(Object.values(entries).map(({ message }) => message));
  const english = Object.values(ENGLISH).flatMap(({ message }) => (mine.has(message) ? [] : [message]));
  return page.evaluate(
    (/** @type {string[]} */ others, /** @type {string[]} */ keys) => {
      const strange = new Set([...others, ...keys]);
      const found = [];
      for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE);
        const texts = [
          ...own.map(({ textContent }) => textContent?.trim() ?? ''),
          ...['aria-label', 'title', 'data-title'].map((name) => element.getAttribute(name) ?? ''),
        ];
        for (const text of texts) if (strange.has(text) || /\$[A-Z]+\$/.test(text)) found.push(text);
        if (element.hasAttribute('data-message') && element.textContent === '')
          found.push(`nothing for ${element.getAttribute('data-message')}`);
      }
      return found;
    },
    english,
    Object.keys(ENGLISH).filter((key) => key.includes('_')),
  );
}
