/**
 * The corpus as other doors than the core's own test read it.
 *
 * Decides the shape of a case and of what it tells (tests/corpus/README.md says it in words). Refuses to know any door.
 */

import { readdirSync, readFileSync } from 'node:fs';

/**
 * @typedef {string | { text: string } | { base64: string } | { parts: string[] } | { form: [string, string][] }
 *   | { cut: [string, number] }} Content
 *
 * @typedef {object} Asked
 * @property {string} about
 * @property {string} url
 * @property {string} [method]
 * @property {string} [type]
 * @property {string} [page]
 * @property {string} [title]
 * @property {string} [initiator]
 * @property {string[]} [earlier]
 * @property {[string, string][]} [headers]
 * @property {Content} [body]
 *
 * @typedef {{ category: string, at: string, value: string | null, flags?: string[] }} Told
 *
 * @typedef {object} Expected
 * @property {string | null} beacon
 * @property {'none' | 'seen' | 'unseen' | 'partial'} body
 * @property {boolean} [partial]
 * @property {Told[]} findings
 *
 * @typedef {{ name: string, request: Asked, expected: Expected }} Case
 */

const CORPUS = new URL('../corpus/', import.meta.url);

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(new URL(path, CORPUS), 'utf8'));

/**
 * Every case, by name.
 * @returns {Case[]}
 */
export function cases() {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      name,
      request: json(`${name}/request.json`),
      expected: json(`${name}/expected.json`),
    }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
