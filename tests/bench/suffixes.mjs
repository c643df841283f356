/**
 * The public suffix list as text, out of the npm package that the build reads too: rivals want it as text.
 */

import { readFileSync } from 'node:fs';

import { at } from '../../scripts/base/place.mjs';

const TRIE = ['node_modules', 'tldts', 'dist', 'es6', 'src', 'data', 'trie.js'];
const PRIVATE = 2;

/**
 * @typedef {object} Trie
 * @property {Uint8Array} nodeFlags 0: no rule ends here, 1: one of registries does, 2: a private one.
 * @property {Uint16Array} edgeStart
 * @property {Uint8Array} edgeLength
 * @property {Uint16Array} edgeChild
 * @property {string} labelText
 * @property {number} rulesRoot
 * @property {number} exceptionsRoot
 */

/** @returns {Promise<string>} */
export async function suffixList() {
  // The package calls its modules CommonJS, which this file of it is not.
  const source = readFileSync(at(...TRIE), 'utf8');
  /** @type {Trie} */
  const trie = await import(`data:text/javascript,${encodeURIComponent(source)}`);
  /** @type {string[]} */
  const labels = [];
  let place = 0;
  for (const length of trie.edgeLength) labels.push(trie.labelText.slice(place, (place += length)));

  /** @type {{ [flag: number]: string[] }} */
  const rules = { 1: [], [PRIVATE]: [] };
  /**
   * @param {number} node
   * @param {string} name
   * @param {string} mark
   */
  const walk = (node, name, mark) => {
    rules[trie.nodeFlags[node] ?? 0]?.push(mark + name);
    for (let edge = trie.edgeStart[node] ?? 0; edge < (trie.edgeStart[node + 1] ?? 0); edge += 1) {
      walk(trie.edgeChild[edge] ?? 0, name === '' ? (labels[edge] ?? '') : `${labels[edge]}.${name}`, mark);
    }
  };
  walk(trie.rulesRoot, '', '');
  walk(trie.exceptionsRoot, '', '!');
  const section = (/** @type {string} */ name, /** @type {number} */ flag) =>
    `// ===BEGIN ${name} DOMAINS===\n${rules[flag]?.join('\n')}\n// ===END ${name} DOMAINS===\n`;
  return section('ICANN', 1) + section('PRIVATE', PRIVATE);
}
