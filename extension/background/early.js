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
 * @typedef {import('./events.js').RequestDetails} RequestDetails
 */

/** Most of these belong to requests that nobody will ever tell of, such as those seen by a background that was killed. */
const BOUNDS = { events: 512, text: 1024 * 1024 };

/** Events whose request has not been seen. */
export class Early {
  /** @type {RequestEvent[]} */ #events = [];
  #text = 0;
  #bounds;

  /** @param {{ events: number, text: number }} [bounds] `text` in UTF-16 units. */
  constructor(bounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** How many wait. */
  get length() {
    return this.#events.length;
  }

  /**
   * Lets an event wait; the oldest make room for it.
   * @param {RequestEvent} event
   */
  hold(event) {
    this.#events.push(event);
    this.#text += textOf(event);
    while (this.#events.length > this.#bounds.events || this.#text > this.#bounds.text) {
      const [oldest] = this.#events.splice(0, 1);
      if (oldest === undefined) return;
      this.#text -= textOf(oldest);
    }
  }

  /**
   * Hands out what happened to a request after it was seen or sent, as far as it was led elsewhere: from there on it is
   * another request under the same id, and is seen again. One that was seen and of which nothing yet says that it was sent
   * has to wait: told of its end, nobody would count it.
   * @param {{ name: string, details: Pick<RequestDetails, 'requestId' | 'timeStamp'> }} event
   * @returns {RequestEvent[]} oldest first.
   */
  after({ name, details: { requestId, timeStamp } }) {
    if (this.#events.length === 0 || (name !== 'seen' && name !== 'sent')) return [];
    const later = this.#events
      .filter(({ details }) => details.requestId === requestId && details.timeStamp >= timeStamp)
      .sort((one, other) => one.details.timeStamp - other.details.timeStamp);
    const led = later.findIndex(({ name }) => name === 'redirected');
    const taken = new Set(led < 0 ? later : later.slice(0, led + 1));
    if (name === 'seen' && ![...taken].some((event) => event.name === 'sent')) return [];
    this.#events = this.#events.filter((event) => !taken.has(event));
    for (const event of taken) this.#text -= textOf(event);
    return [...taken];
  }

  /** Lets go of all. */
  clear() {
    this.#events = [];
    this.#text = 0;
  }
}

/** @param {RequestEvent} event */
function textOf({ details }) {
  let units = details.url.length;
  for (const { name, value } of details.requestHeaders ?? []) units += name.length + (value?.length ?? 0);
  for (const cookie of details.setCookies ?? []) units += cookie.length;
  return units;
}
