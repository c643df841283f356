/**
 * The requests that speed is measured with: those of a file, or made ones.
 *
 * Decides what made ones look like: pages of forty requests, one in five to a host that a rule of the list names, with
 * paths and parameters as long as on real pages. The same seed gives the same requests.
 */

import { readFileSync } from 'node:fs';

/** @typedef {[url: string, document: string, type: string]} Request */

const SEED = 0x7e117a1e;
const ON_A_PAGE = 40;
const TYPES = /** @type {const} */ (['script', 'image', 'xmlhttprequest', 'stylesheet', 'font', 'ping']);
const WORDS =
  'api assets cdn collect css data events fonts img js load main media news pixel static track v1 v2 web'.split(
    ' ',
  );

/**
 * @param {string} path a line `[url, document url, type]` for each request
 * @returns {Request[]}
 */
export function readRequests(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      /** @type {unknown} */
      const value = JSON.parse(line);
      if (!Array.isArray(value) || value.length < 3 || value.some((part) => typeof part !== 'string')) {
        throw new Error(`${path}:${index + 1} is not of the form [url, document url, type]`);
      }
      return /** @type {Request} */ (value.slice(0, 3));
    });
}

/**
 * @param {number} count
 * @param {string} list the text of a filter list
 * @returns {Request[]}
 */
export function makeRequests(count, list) {
  const named = [...list.matchAll(/^\|\|([a-z0-9.-]+\.[a-z]+)\^/gm)].map(([, host]) => host ?? '');
  const draw = random(SEED);
  const word = () => WORDS[draw(WORDS.length)] ?? '';
  const hex = () => draw(0x7fffffff).toString(16);
  /** @type {Request[]} */
  const requests = [];
  for (let page = 0; requests.length < count; page += 1) {
    const site = `${word()}${hex()}.example`;
    const document = `https://www.${site}/${word()}/${page}`;
    requests.push([document, document, 'main_frame']);
    for (let place = 1; place < ON_A_PAGE && requests.length < count; place += 1) {
      const host =
        place % 5 === 0 && named.length > 0
          ? named[draw(named.length)]
          : draw(2) === 0
            ? `static.${site}`
            : `${word()}.${hex()}.example`;
      const path = Array.from({ length: 1 + draw(4) }, () => `${word()}-${hex()}`).join('/');
      const query = Array.from({ length: draw(5) }, () => `${word()}=${hex()}${hex()}`).join('&');
      const type = TYPES[draw(TYPES.length)] ?? 'other';
      requests.push([`https://${host}/${path}${query && `?${query}`}`, document, type]);
    }
  }
  return requests;
}

/**
 * Whole numbers below a bound (xorshift, 32 bits).
 * @param {number} seed
 */
function random(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
