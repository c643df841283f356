/**
 * A session whose every word is known: where somebody was, what they searched for, what they read, who they are.
 *
 * Decides which kinds of words a session leaves in a browser that writes things down. Refuses to know where.
 *
 * @typedef {'host' | 'path' | 'search' | 'title' | 'visitor'} Kind
 * @typedef {Record<Kind, string>} Words
 */

import { freshWord } from './forms.mjs';

/** @type {readonly Kind[]} */
export const KINDS = ['host', 'path', 'search', 'title', 'visitor'];

/** @returns {Words} */
export const freshSession = () =>
  /** @type {Words} */ (Object.fromEntries(KINDS.map((kind) => [kind, freshWord()])));

/**
 * Opens a diary in which the words stand.
 * @param {import('../demo/server.mjs').Demo} demo
 * @param {Words} words
 * @returns {string} its address
 */
export function keepDiary(demo, { host, path, search, title, visitor }) {
  const name = `diary-${host}.example`;
  demo.diaries.set(name, { title, visitor });
  return `https://${name}/${path}?q=${search}`;
}
