/**
 * One engine in a process of its own: `fork` it with the engine's name, then tell it what to do.
 *
 * Decides what is timed. Importing an engine's code is not, nor is reading a file; from a list's text or stored bytes to a
 * matcher that answered is.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';

import { engines } from './engines.mjs';

/**
 * @typedef {import('./requests.mjs').Request} Request
 * @typedef {{ ask: 'parse', lists: string[], stored: string }
 *   | { ask: 'open', stored: string, requests: Request[] }
 *   | { ask: 'pass' } | { ask: 'singles' }} Order
 */

/** Requests that are the first ones an opened engine is asked about: one. */
const FIRST = 1;

const name = process.argv[2];
const suffixes = process.argv[3] ?? '';
const found = engines.find((one) => one.name === name);
if (found === undefined) throw new Error(`there is no engine "${name}"`);
/** @type {import('./rivals.mjs').Loaded} */
let engine;

/** @type {import('./rivals.mjs').Matcher} */
let match = () => false;
/** @type {Request[]} */
let requests = [];

/** @param {Request[]} some */
function hits(some) {
  let count = 0;
  for (const [url, document, type] of some) if (match(url, document, type)) count += 1;
  return count;
}

/** @param {Order} order */
async function obey(order) {
  if (order.ask === 'parse') {
    const lists = order.lists.map((path) => readFileSync(path, 'utf8'));
    const start = performance.now();
    const parsed = await engine.parse(lists);
    const ms = performance.now() - start;
    const stored = await parsed.store();
    writeFileSync(order.stored, serialize(stored));
    return { ms };
  }
  if (order.ask === 'open') {
    requests = order.requests;
    const stored = deserialize(readFileSync(order.stored));
    const start = performance.now();
    match = await engine.open(stored);
    hits(requests.slice(0, FIRST));
    return { ms: performance.now() - start };
  }
  if (order.ask === 'pass') {
    const start = performance.now();
    const count = hits(requests);
    return { ns: ((performance.now() - start) * 1e6) / requests.length, hits: count };
  }
  return {
    singles: requests.map(([url, document, type]) => {
      const start = performance.now();
      match(url, document, type);
      return (performance.now() - start) * 1e6;
    }),
  };
}

process.on('message', (/** @type {Order} */ order) => {
  obey(order).then(
    (answer) => process.send?.(answer),
    (error) => process.send?.({ failed: String(error?.stack ?? error) }),
  );
});
try {
  engine = await found.load(readFileSync(suffixes, 'utf8'));
  process.send?.({ ready: true });
} catch (error) {
  process.send?.({ failed: String(error) });
}
