/**
 * Holds what is told of a request before the request itself is told of, and requests that are told of before their page.
 *
 * A browser that wakes its background hands over what woke it when the background says that it runs. Chromium delivers some
 * of what happens meanwhile before that, and with a busy machine the core is ready in between: it hears that a request was
 * sent, answered and completed, and only then that there is one. Not counting it would lose it. And it hears what a page
 * asks for before it hears that there is such a page: counting that would count it for the page before.
 *
 * Decides how long such events wait: until their request is seen, or their page told of, or there is no more room. Refuses
 * to know what they mean.
 *
 * @typedef {import('./events.js').Event} Event
 * @typedef {import('./events.js').RequestEvent} RequestEvent
 */

import { tabOf, turnsPage, weightOf } from './events.js';

/** Most of these belong to requests that nobody will ever tell of, such as those seen by a background that was killed. */
const BOUNDS = { events: 512, bytes: 1024 * 1024 };

/** Events whose request has not been seen. */
export class Early {
  /**
   * By request, the one that was told of first at the front.
   * @type {Map<string, RequestEvent[]>}
   */
  #held = new Map();
  #events = 0;
  #bytes = 0;
  #bounds;

  /** @param {{ events: number, bytes: number }} [bounds] */
  constructor(bounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** How many wait. */
  get length() {
    return this.#events;
  }

  /**
   * Lets an event wait; the requests that were told of first make room for it.
   * @param {RequestEvent} event
   * @returns {RequestEvent[]} what has to be told as it stands, oldest first: requests that there is no room for any more.
   */
  hold(event) {
    const { requestId } = event.details;
    const others = this.#held.get(requestId);
    if (others === undefined) this.#held.set(requestId, [event]);
    else others.push(event);
    this.#events += 1;
    this.#bytes += weightOf(event);
    /** @type {RequestEvent[]} */
    const over = [];
    for (const [oldest, events] of this.#held) {
      if (this.#events <= this.#bounds.events && this.#bytes <= this.#bounds.bytes) break;
      this.#held.delete(oldest);
      this.#release(events);
      // Without their request, the others are about one that nobody will ever tell of.
      if (events.some(({ name }) => name === 'seen')) over.push(...events);
    }
    return over;
  }

  /**
   * Whether an event waits.
   * @param {RequestEvent} event
   */
  holds({ name, details: { requestId, timeStamp } }) {
    const held = this.#held.get(requestId) ?? [];
    return held.some((event) => event.name === name && event.details.timeStamp === timeStamp);
  }

  /** Hands out the requests that wait for their page, in the order in which they were told of: there is no more time. */
  requests() {
    return this.#take(() => true);
  }

  /**
   * Hands out the requests that wait for the page that an event tells of, in the order in which they were told of.
   * @param {Event} event
   */
  ofPage(event) {
    return turnsPage(event) ? this.#take((request) => tabOf(request) === tabOf(event)) : [];
  }

  /** @param {(request: RequestEvent) => boolean} wanted */
  #take(wanted) {
    if (this.#events === 0) return [];
    /** @type {RequestEvent[]} */
    const all = [];
    for (const [id, held] of this.#held) {
      const taken = held.filter((event) => event.name === 'seen' && wanted(event));
      if (taken.length === 0) continue;
      const left = held.filter((event) => !taken.includes(event));
      if (left.length === 0) this.#held.delete(id);
      else this.#held.set(id, left);
      this.#release(taken);
      all.push(...taken);
    }
    return all;
  }

  /**
   * Hands out what happened to a request after it was seen or sent, as far as it was led elsewhere: from there on it is
   * another request under the same id, and is seen again. One that was seen and of which nothing yet says that it was sent
   * has to wait: told of its end, nobody would count it.
   * @param {RequestEvent} event
   * @returns {RequestEvent[]} oldest first.
   */
  after({ name, details: { requestId, timeStamp } }) {
    if (name !== 'seen' && name !== 'sent') return [];
    const held = this.#held.get(requestId);
    if (held === undefined) return [];
    const later = held
      .filter(({ details }) => details.timeStamp >= timeStamp)
      .sort((one, other) => one.details.timeStamp - other.details.timeStamp);
    const led = later.findIndex((event) => event.name === 'redirected');
    const taken = led < 0 ? later : later.slice(0, led + 1);
    if (name === 'seen' && !taken.some((event) => event.name === 'sent')) return [];
    const left = held.filter((event) => !taken.includes(event));
    if (left.length === 0) this.#held.delete(requestId);
    else this.#held.set(requestId, left);
    this.#release(taken);
    return taken;
  }

  /** Lets go of all. */
  clear() {
    this.#held.clear();
    this.#events = 0;
    this.#bytes = 0;
  }

  /** @param {RequestEvent[]} events that are no longer held */
  #release(events) {
    this.#events -= events.length;
    for (const event of events) this.#bytes -= weightOf(event);
  }
}
