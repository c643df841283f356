/// <reference path="../browsers/globals.d.ts" />

/**
 * Lays words onto the disk on purpose, one in every form, in the places where an extension could lay them by mistake.
 *
 * Decides which places these are. Refuses to search: if these words are not found, nothing that is not found means
 * anything.
 */

import { freshWord, FORMS } from './forms.mjs';

/** @typedef {import('./forms.mjs').Form} Form */
/** @typedef {import('../browsers/types.mjs').Driven} Driven */

/** So much that Chromium's LevelDB writes a compressed table and not only its log. */
const FILLING = { pieces: 6, letters: 1_000_000 };

/**
 * Writes the words.
 * @param {Driven} driven
 * @returns {Promise<Record<Form, string>>} the words
 */
export async function layControls(driven) {
  const words = /** @type {Record<Form, string>} */ (
    Object.fromEntries(FORMS.map((form) => [form, freshWord()]))
  );
  await driven.inExtension(
    async (laid, { pieces, letters }) => {
      const { local } = browser.storage;
      // A letter beyond Latin 1 makes browsers spell the whole text with two bytes a letter: Firefox in extension storage,
      // Chromium in what pages store.
      const wide = `ж${laid['utf-16']}`;
      localStorage.setItem('wide', wide);
      await local.set({
        plain: laid['utf-8'],
        wide,
        base64: btoa(`.${laid['base64']}`),
        hexadecimal: [...new TextEncoder().encode(laid['hexadecimal'])]
          .map((byte) => byte.toString(16))
          .join(''),
      });
      for (let piece = 0; piece < pieces; piece += 1)
        await local.set({ [`filling${piece}`]: '.'.repeat(letters) });
    },
    words,
    FILLING,
  );
  return words;
}
