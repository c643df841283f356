/**
 * Telltale and its rivals on one list and one workload, in one run.
 *
 * Decides how: each engine in a process of its own; what happens once (compiling a list, opening stored bytes) in a fresh
 * process each time; passes in turn, so that a busy machine slows all alike. An engine that is not there is left out, and
 * says why.
 */

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { FLOOR, engines } from './engines.mjs';
import { median, quantile } from './statistics.mjs';

/**
 * @typedef {import('./requests.mjs').Request} Request
 * @typedef {import('./engine.mjs').Order} Order
 *
 * @typedef {object} Measured Of one engine.
 * @property {string} name
 * @property {string} title
 * @property {number} parse Milliseconds from the list's text, median of fresh processes.
 * @property {number} open Milliseconds from stored bytes to the first verdict, median of fresh processes.
 * @property {number} best Nanoseconds for each request, of the best pass.
 * @property {number} median The same, of the middle pass.
 * @property {number} p50 Nanoseconds of single calls, each request's being the middle one of several.
 * @property {number} p99
 * @property {number} hits
 */

const ENGINE = fileURLToPath(new URL('engine.mjs', import.meta.url));
const FRESH = 5;
const WARM = 4;
const PASSES = 15;
const SINGLES = 7;

class Process {
  /**
   * @param {string} name
   * @param {string} suffixes
   */
  constructor(name, suffixes) {
    this.child = fork(ENGINE, [name, suffixes], {
      serialization: 'advanced',
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.ready = this.#answer();
  }

  /** @returns {Promise<any>} */
  #answer() {
    return new Promise((resolve, reject) => {
      const ended = (/** @type {number | null} */ code) => reject(new Error(`it ended with status ${code}`));
      this.child.once('exit', ended);
      this.child.once('message', (/** @type {any} */ message) => {
        this.child.off('exit', ended);
        if (message.failed) reject(new Error(message.failed));
        else resolve(message);
      });
    });
  }

  /** @param {Order} order */
  async ask(order) {
    await this.ready;
    const answer = this.#answer();
    this.child.send(order);
    return answer;
  }

  async end() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await ended;
  }
}

/**
 * @param {{ list: string, suffixes: string, requests: Request[], folder: string }} what The list and the suffixes as paths;
 *   a folder to write into.
 * @returns {Promise<Measured[]>}
 */
export async function compare({ list, suffixes, requests, folder }) {
  const stored = (/** @type {string} */ name) => join(folder, `${name}.stored`);
  /** @type {Map<string, { parse: number[], open: number[] }>} */
  const once = new Map();
  for (const { name, title } of engines) {
    const child = new Process(name, suffixes);
    try {
      await child.ask({ ask: 'parse', lists: [list], stored: stored(name) });
      once.set(name, { parse: [], open: [] });
    } catch (error) {
      const [why] = String(error).split('\n');
      process.stderr.write(`${title} is left out: ${why}\n`);
    } finally {
      await child.end();
    }
  }

  const there = engines.filter(({ name }) => once.has(name));
  /**
   * @param {string} name
   * @param {Order} order
   */
  const fresh = async (name, order) => {
    const child = new Process(name, suffixes);
    try {
      return await child.ask(order);
    } finally {
      await child.end();
    }
  };
  for (let round = 0; round < FRESH; round += 1) {
    for (const { name } of there) {
      if (name === FLOOR) continue;
      const { ms: parse } = await fresh(name, { ask: 'parse', lists: [list], stored: stored(name) });
      const { ms: open } = await fresh(name, {
        ask: 'open',
        stored: stored(name),
        requests: requests.slice(0, 1),
      });
      once.get(name)?.parse.push(parse);
      once.get(name)?.open.push(open);
    }
  }

  const running = there.map(({ name }) => ({ name, child: new Process(name, suffixes) }));
  try {
    for (const { name, child } of running) await child.ask({ ask: 'open', stored: stored(name), requests });
    return await inTurns(running, once);
  } finally {
    await Promise.all(running.map(({ child }) => child.end()));
  }
}

/**
 * @param {{ name: string, child: Process }[]} running
 * @param {Map<string, { parse: number[], open: number[] }>} once
 * @returns {Promise<Measured[]>}
 */
async function inTurns(running, once) {
  /** @type {Map<string, { passes: number[], singles: number[][], hits: number }>} */
  const heard = new Map(running.map(({ name }) => [name, { passes: [], singles: [], hits: 0 }]));
  for (let round = 0; round < WARM + PASSES; round += 1) {
    for (const { name, child } of running) {
      const { ns, hits } = await child.ask({ ask: 'pass' });
      const of = heard.get(name);
      if (of === undefined) continue;
      if (round >= WARM) of.passes.push(ns);
      of.hits = hits;
    }
  }
  for (let round = 0; round < SINGLES; round += 1) {
    for (const { name, child } of running) {
      const { singles } = await child.ask({ ask: 'singles' });
      heard.get(name)?.singles.push(singles);
    }
  }
  return running.flatMap(({ name }) => {
    const title = engines.find((engine) => engine.name === name)?.title ?? name;
    const of = heard.get(name);
    const first = once.get(name);
    if (of === undefined || first === undefined) return [];
    const usual = (of.singles[0] ?? []).map((_, index) => median(of.singles.map((one) => one[index] ?? NaN)));
    return {
      name,
      title,
      parse: median(first.parse),
      open: median(first.open),
      best: Math.min(...of.passes),
      median: median(of.passes),
      p50: median(usual),
      p99: quantile(usual, 0.99),
      hits: of.hits,
    };
  });
}
