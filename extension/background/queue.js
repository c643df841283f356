/**
 * Holds events while the core is not ready to take them, and hands them out in the order in which they happened.
 *
 * A browser that wakes its background holds back the events that woke it: Chromium delivers some that happen in the
 * meantime before those. Taken as they come, a page's requests would belong to the page before it.
 *
 * Decides what is let go when there is no room: new requests first (counted), bodies before requests. Refuses to know
 * what an event means.
 */

import { isRequestEvent, momentOf, tabOf, turnsPage, weightOf, withoutBody } from './events.js';

/** @typedef {import('./events.js').Event} Event */
/** @typedef {{ requests: number, events: number, bytes: number }} Bounds */

/**
 * At start-up a browser that restores many tabs fires some thousand requests in the tenths of a second that the core
 * needs; what is told of them afterwards is small, and what is told of tabs is what tells private from normal.
 * @type {Bounds}
 */
export const START_UP = { requests: 4096, events: 32_768, bytes: 32 * 1024 * 1024 };

/** A bounded queue of events. */
export class EventQueue {
  /** @type {Event[]} */ #events = [];
  #requests = 0;
  #bytes = 0;
  #dropped = 0;
  /** @type {Bounds} */ #bounds;

  /** @param {Bounds} bounds */
  constructor(bounds = START_UP) {
    this.#bounds = bounds;
  }

  /** How many events are held. */
  get length() {
    return this.#events.length;
  }

  /** How many requests found no room since the queue was last drained. */
  get dropped() {
    return this.#dropped;
  }

  /**
   * Takes an event, if there is room for it.
   * @param {Event} event
   * @returns {boolean} whether it was kept; a request that was not is counted in `dropped`.
   */
  push(event) {
    let kept = event;
    if (event.name === 'seen') {
      if (this.#requests >= this.#bounds.requests || this.#events.length >= this.#bounds.events) {
        this.#dropped += 1;
        return false;
      }
      if (this.#bytes + weightOf(event) > this.#bounds.bytes) kept = withoutBody(event);
      this.#requests += 1;
      this.#bytes += weightOf(kept);
    } else if (this.#events.length >= this.#bounds.events && isRequestEvent(event)) {
      // The request stays as it was last known; it is not lost.
      return false;
    } else if (this.#events.length >= 2 * this.#bounds.events) {
      return false;
    }
    this.#events.push(kept);
    return true;
  }

  /**
   * The tabs of which an event that waits tells from when on they show another page.
   * @returns {Set<number>}
   */
  turning() {
    return new Set(this.#events.filter(turnsPage).map(tabOf));
  }

  /**
   * Hands out everything, oldest first, and is empty. Requests that found no room come last, as a count.
   * @returns {Event[]}
   */
  drain() {
    const events = inOrder(this.#events);
    if (this.#dropped > 0) events.push({ name: 'dropped', details: { count: this.#dropped } });
    this.#events = [];
    this.#requests = 0;
    this.#bytes = 0;
    this.#dropped = 0;
    return events;
  }
}

/**
 * Events in the order in which they happened; those of which that is not known stay where they are.
 * @param {Event[]} events
 */
function inOrder(events) {
  const known = events.filter((event) => momentOf(event) !== undefined);
  known.sort((one, other) => Number(momentOf(one)) - Number(momentOf(other)));
  let next = 0;
  return events.map((event) => (momentOf(event) === undefined ? event : (known[next++] ?? event)));
}
