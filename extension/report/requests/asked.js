/**
 * The requests that somebody looks at, asked of the core a page at a time.
 *
 * Decides when the core is asked again: once it has answered, and then for what is wanted by now, so that whoever types fast
 * waits for one answer and not for all. What was there stays until then. Refuses to filter and to sort.
 *
 * @typedef {import('../../shared/messages.js').Filter} Filter
 * @typedef {import('../../shared/messages.js').RequestPage} RequestPage
 * @typedef {import('../../shared/messages.js').RequestRow} RequestRow
 * @typedef {import('../../shared/messages.js').Sort} Sort
 * @typedef {import('./windowing.js').Range} Range
 *
 * @typedef {{ filter: Filter, sort: Sort, reveal: boolean }} Question
 * @typedef {(wanted: Question & { from: number, count: number }) => Promise<RequestPage>} Answerer
 */

import { pagesOf } from './windowing.js';

/** So many requests are asked for at once. */
export const PAGE = 100;
/** So many pages are held. */
const HELD = 12;

/** Requests in an order, of which some are here. */
export class Asked {
  #answer;
  #changed;
  /** @type {Question | null} */
  #question = null;
  /** Another for each question. */
  #version = 0;
  /** Of which question the pages are. */
  #answered = 0;
  /** @type {Map<number, RequestRow[]>} the page that was asked for last stands last */
  #pages = new Map();
  /** @type {Range} */
  #needed = { first: 0, end: 1 };
  /** @type {Promise<void> | null} */
  #working = null;
  /** How many there are; nothing before the first answer. @type {number | null} */
  total = null;

  /**
   * @param {Answerer} answer
   * @param {() => void} changed called after each answer
   */
  constructor(answer, changed) {
    this.#answer = answer;
    this.#changed = changed;
  }

  /**
   * Asks for other requests, or for the same ones anew.
   * @param {Question} question
   */
  ask(question) {
    this.#question = question;
    this.#version += 1;
    return this.#work();
  }

  /**
   * Says which rows are needed.
   * @param {Range} range
   */
  need(range) {
    this.#needed = range;
    return this.#work();
  }

  /**
   * A request, where it is here.
   * @param {number} index
   */
  row(index) {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  #work() {
    if (this.#working === null && this.#missing() === null) return Promise.resolve();
    return (this.#working ??= this.#run());
  }

  async #run() {
    try {
      for (let page = this.#missing(); page !== null; page = this.#missing()) {
        const version = this.#version;
        const question = /** @type {Question} */ (this.#question);
        const answer = await this.#answer({ ...question, from: page * PAGE, count: PAGE });
        // Something else was asked meanwhile: that is what is waited for.
        if (version === this.#version) this.#take(page, answer);
      }
    } finally {
      this.#working = null;
    }
  }

  /** A page that is needed and not here. */
  #missing() {
    if (this.#question === null) return null;
    const isNew = this.#answered !== this.#version;
    const end = this.total === null ? PAGE : Math.min(this.total, this.#needed.end);
    const pages = pagesOf({ first: Math.min(this.#needed.first, Math.max(0, end - 1)), end }, PAGE);
    return isNew ? (pages[0] ?? 0) : (pages.find((page) => !this.#pages.has(page)) ?? null);
  }

  /**
   * @param {number} page
   * @param {RequestPage} answer
   */
  #take(page, { total, requests }) {
    if (this.#answered !== this.#version) this.#pages.clear();
    // Some came or went meanwhile. What is seen stays as it was answered, or this would never end while much is sent.
    else if (this.total !== total) this.#forgetUnseen();
    this.#answered = this.#version;
    this.total = total;
    this.#pages.set(page, requests);
    for (const [oldest] of this.#pages) {
      if (this.#pages.size <= HELD) break;
      this.#pages.delete(oldest);
    }
    this.#changed();
  }

  #forgetUnseen() {
    const seen = pagesOf(this.#needed, PAGE);
    for (const page of [...this.#pages.keys()]) if (!seen.includes(page)) this.#pages.delete(page);
  }
}
