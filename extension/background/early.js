/**
 * Holds what is told of a request before the request itself is told of.
 *
 * A browser that wakes its background hands over what woke it when the background says that it runs. Chromium delivers some
 * of what happens meanwhile before that, and with a busy machine the core is ready in between: it hears that a request was
 * sent, answered and completed, and only then that there is one. Not counting it would lose it.
 *
 * Decides how long such events wait: until their request is seen, or there is no more room. Refuses to know what they mean.
 *
 * @typedef {import('./events.js').RequestEvent} RequestEvent
 */

import { weightOf } from './events.js';

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
   */
  hold(event) {
    const { requestId } = event.details;
    const others = this.#held.get(requestId);
    if (others === undefined) this.#held.set(requestId, [event]);
    else others.push(event);
    this.#events += 1;
    this.#bytes += weightOf(event);
    for (const [oldest, events] of this.#held) {
      if (this.#events <= this.#bounds.events && this.#bytes <= this.#bounds.bytes) return;
      this.#held.delete(oldest);
      this.#release(events);
    }
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
