/**
 * Owns the handle of the core and keeps the session alive when the core dies under it.
 *
 *              begin                     trap
 *   closed ───────────────▶ open ─────────────────────▶ open (a fresh instance: checkpoint, journal, the last events)
 *                            │                            the event that trapped is left out and counted
 *                            │ open() itself fails
 *                            ▼
 *                         failed: events are refused, questions are answered with `core_failed`
 *
 * What a fresh instance is told is what a background that wakes up is told: the last checkpoint and the core's own journal
 * of what happened since. Only what the core has not yet written into that journal, half a second of it, is told again as
 * the browser told it, because an instance that trapped cannot be asked for it.
 *
 * Decides what is told again and what is given up. Refuses to know what is in a checkpoint, a journal or an event.
 *
 * An error of the core's own has a stable `code` and leaves the instance whole. Anything else (an unreachable, memory
 * that cannot grow, a stack that is too deep) is a trap: the instance is in no known state and never used again.
 */

import { Early } from './early.js';
import { isRequestEvent, momentOf, tabOf } from './events.js';
import { EventQueue } from './queue.js';
import { CHANGED, STRANGE, Wall } from './wall.js';

/** @typedef {import('./core.js').Core} Core */
/** @typedef {import('./core.js').MeterHandle} MeterHandle */
/** @typedef {import('./events.js').Event} Event */
/** @typedef {import('./keeper.js').Kept} Kept */
/** @typedef {import('../shared/own.js').Kind} Kind */

/** Events that the core's journal does not hold yet, at most: when this is full it is asked for its journal. */
const RECENT = { requests: 2048, events: 16_384, bytes: 16 * 1024 * 1024 };
/** So many events may trap in one replay before all of them are given up. */
const CULPRITS = 8;
/**
 * So many milliseconds after it woke up, a background may be told of a page after what that page asks for. Later, a page that
 * nobody tells of is one that browsers do not tell of.
 */
const WAKING = 5000;

/** An error with a stable code, as the core's own are. */
export class CodedError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.name = 'CodedError';
    this.code = code;
  }
}

/** @param {unknown} error */
export const codeOf = (error) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** The core's handle, whatever instance stands behind it. */
export class LiveMeter {
  /** @type {Core | null} */ #core = null;
  #access = false;
  #hearsBrowser = false;
  /** @type {string[]} */ #paused = [];
  /** @type {Map<Kind, Uint8Array[]>} */ #own = new Map();
  /** @type {MeterHandle | null} */ #meter = null;
  /** @type {Wall | null} */ #wall = null;
  /** @type {Kept} */ #kept = { checkpoint: null, pieces: [] };
  /** How many of the pieces were handed out to be kept. */
  #handedOut = 0;
  /** Something happened that no piece tells: a checkpoint has to. */
  #gap = false;
  #recent = new EventQueue(RECENT);
  #early = new Early();
  #awake = 0;

  /** Whether events can be taken: opened, and not failed since. */
  get open() {
    return this.#wall !== null;
  }

  /**
   * Opens the first instance.
   * @param {Core} core
   * @param {{ privateWindows: boolean, kept?: Kept }} start
   */
  begin(core, { privateWindows, kept = { checkpoint: null, pieces: [] } }) {
    this.#core = core;
    this.#access = privateWindows;
    this.#kept = { checkpoint: kept.checkpoint, pieces: [...kept.pieces] };
    this.#handedOut = kept.pieces.length;
    this.#awake = Date.now() + WAKING;
    this.#open();
  }

  /**
   * Says whether requests of the browser itself are told from now on.
   * @param {boolean} hears
   */
  hearBrowser(hears) {
    this.#hearsBrowser = hears;
    if (this.open) this.ask((meter) => meter.setHearsBrowser(hears));
  }

  /**
   * Says which sites nobody is to look at from now on, whatever window shows them.
   * @param {string[]} sites
   */
  pauseSites(sites) {
    this.#paused = sites;
    if (this.open) this.ask((meter) => meter.setPaused(sites));
  }

  /**
   * Says what of a person's own requests are judged by from now on, besides what comes with Telltale.
   * @param {Kind} kind
   * @param {Uint8Array[]} parts As they were compiled; none: nothing.
   * @returns {Uint8Array[]} what they were judged by until now
   */
  useOwn(kind, parts) {
    const before = this.#own.get(kind) ?? [];
    if (this.open) this.ask((meter) => meter.openOwn(kind, parts));
    this.#own.set(kind, parts);
    return before;
  }

  /**
   * Whether what it was told to use could be opened.
   * @param {Kind} kind
   */
  usesOwn(kind) {
    return this.#own.has(kind);
  }

  /**
   * Hands one event to the core.
   * @param {Event} event
   * @returns {boolean} whether the badge of the event's tab may have changed.
   */
  apply(event) {
    if (this.#wall === null) return false;
    if (!this.#recent.push(event)) {
      this.#settle();
      this.#recent.push(event);
    }
    return this.#tell(event);
  }

  /**
   * @param {Event} event
   * @param {boolean} [canWait] Whether it may wait for the page that it is of.
   * @returns {boolean} whether the badge of the event's tab may have changed.
   */
  #tell(event, canWait = true) {
    let told;
    try {
      told = this.#wall?.cross(event, canWait && Number(momentOf(event)) < this.#awake);
    } catch (error) {
      this.#leaveOut(event, error);
      return true;
    }
    if (told === STRANGE && isRequestEvent(event)) return this.#tellAll(this.#early.hold(event), false);
    let changed = told === CHANGED;
    if (isRequestEvent(event)) changed = this.#tellAll(this.#early.after(event)) || changed;
    return this.#tellAll(this.#early.ofPage(event)) || changed;
  }

  /** @param {Event[]} events @param {boolean} [canWait] */
  #tellAll(events, canWait) {
    return events.reduce((changed, event) => this.#tell(event, canWait) || changed, false);
  }

  /**
   * Asks the core something.
   * @template Answer
   * @param {(meter: MeterHandle) => Answer} question
   * @returns {Answer}
   * @throws {Error} with a stable `code`.
   */
  ask(question) {
    if (this.#meter === null) throw new CodedError('core_failed', 'the core could not be started');
    try {
      return question(this.#meter);
    } catch (error) {
      if (codeOf(error) !== undefined) throw error;
      this.#reopen();
      throw new CodedError('core_failed', `the core stopped while it answered: ${error}`);
    }
  }

  /**
   * Asks the core to forget something. What waits for its page is told of before, and forgotten with everything else.
   * @param {(meter: MeterHandle) => void} question
   */
  forget(question) {
    this.tellEarly();
    this.ask(question);
  }

  /**
   * Waits no longer for pages: what was told of before its page is told of as it stands.
   * @returns {number[]} the tabs whose badges may have changed
   */
  tellEarly() {
    const early = this.#early.requests();
    this.#tellAll(early, false);
    return early.map(tabOf);
  }

  /**
   * Goes on from what normal windows told before the browser was closed. To be asked before anything is told.
   * @param {Uint8Array} history
   * @returns {boolean} whether it could be read
   */
  takeUp(history) {
    try {
      this.ask((meter) => meter.takeUpHistory(history));
      // A fresh instance would not be told it again.
      this.checkpoint();
      return true;
    } catch (error) {
      console.error('Telltale: what normal windows told before could not be taken up:', error);
      return false;
    }
  }

  /**
   * Everything the core holds, as bytes that a later instance can restore.
   * @returns {Uint8Array}
   */
  checkpoint() {
    const checkpoint = this.#fold();
    this.#gap = false;
    return checkpoint;
  }

  #fold() {
    this.tellEarly();
    const checkpoint = this.ask((meter) => meter.checkpoint());
    this.#kept = { checkpoint, pieces: [] };
    this.#handedOut = 0;
    this.#recent.drain();
    // Written when all is quiet, or when something was forgotten: what still waits for its request waits in vain, or must.
    this.#early.clear();
    return checkpoint;
  }

  /**
   * What happened since this was last asked, or since the last checkpoint, piece by piece.
   * @returns {Uint8Array[] | null} null: only a checkpoint can say it
   */
  journal() {
    if (this.#gap || !this.#takeJournal()) return null;
    const { pieces } = this.#kept;
    const fresh = pieces.slice(this.#handedOut);
    this.#handedOut = pieces.length;
    return fresh;
  }

  /** @returns {boolean} whether the journal holds everything now */
  #takeJournal() {
    const piece = this.ask((meter) => meter.journal());
    if (piece === undefined) return false;
    if (piece.length > 0) this.#kept.pieces.push(piece);
    this.#recent.drain();
    return true;
  }

  /** Empties the events into the journal; where that fails, they can no longer be told again. */
  #settle() {
    try {
      if (this.#takeJournal()) return;
      this.#gap = true;
      this.#fold();
    } catch (error) {
      console.error('Telltale: what happened could not be written down:', error);
      this.#recent.drain();
    }
  }

  #open() {
    this.#meter = null;
    this.#wall = null;
    if (this.#core === null) return;
    // What was kept, was kept by a meter over these lists: the browser forgets it with every change of the extension.
    const known = this.#kept.checkpoint !== null || this.#kept.pieces.length > 0;
    const { meter, memory } = this.#core.open(known);
    try {
      if (this.#kept.checkpoint !== null) meter.restore(this.#kept.checkpoint);
      for (const piece of this.#kept.pieces) meter.replay(piece);
    } catch (error) {
      console.error('Telltale: what was kept could not be taken up:', error);
      this.#kept = { checkpoint: null, pieces: [] };
      this.#handedOut = 0;
      this.#gap = true;
      // A trap in here has spoilt the instance; a refusal has not. Neither case is worth telling apart.
      this.#open();
      return;
    }
    meter.setAccess(this.#access);
    meter.setHearsBrowser(this.#hearsBrowser);
    meter.setPaused(this.#paused);
    for (const [kind, parts] of this.#own) {
      if (parts.length === 0) continue;
      try {
        meter.openOwn(kind, parts);
      } catch (error) {
        console.error(`Telltale: own ${kind} could not be opened:`, error);
        this.#own.delete(kind);
        // As above: whether the instance is spoilt is not worth telling.
        this.#open();
        return;
      }
    }
    this.#wall = new Wall({ meter, memory });
    this.#meter = meter;
  }

  /**
   * An event could not be taken: it is counted in its place, and after a trap all others are told anew.
   * @param {Event} event
   * @param {unknown} error
   */
  #leaveOut(event, error) {
    console.error(`Telltale: the event "${event.name}" is left out:`, error);
    if (codeOf(error) !== undefined) {
      this.#count([event]);
      return;
    }
    try {
      this.#reopen(event);
    } catch (failure) {
      console.error('Telltale: the core cannot be started again:', failure);
    }
  }

  /**
   * A fresh instance that knows what the old one knew, but for the events that made it trap.
   * @param {Event} [culprit]
   */
  #reopen(culprit) {
    const events = this.#recent.drain();
    const culprits = new Set(culprit ? [culprit] : []);
    // Bodies that found no room among the recent ones are copies there: they are found again by their details.
    const isCulprit = (/** @type {Event} */ event) => culprits.has(event) || sameRequest(event, culprit);
    for (;;) {
      this.#open();
      const trapped = this.#replay(events.filter((event) => !isCulprit(event)));
      if (trapped === null) break;
      culprits.add(trapped);
      if (culprits.size >= CULPRITS) {
        for (const event of events) culprits.add(event);
      }
    }
    this.#count([...culprits]);
  }

  /**
   * @param {Event[]} events
   * @returns {Event | null} the event that trapped
   */
  #replay(events) {
    this.#recent.drain();
    for (const event of events) {
      this.#recent.push(event);
      if (isRequestEvent(event) && this.#early.holds(event)) continue;
      try {
        this.#wall?.cross(event);
      } catch (error) {
        if (codeOf(error) === undefined) return event;
      }
    }
    return null;
  }

  /** @param {Event[]} events */
  #count(events) {
    const count = events.filter(isRequestEvent).length;
    if (count === 0) return;
    const event = /** @type {Event} */ ({ name: 'dropped', details: { count } });
    this.#recent.push(event);
    this.#wall?.cross(event);
  }
}

/**
 * @param {Event} event
 * @param {Event | undefined} other
 */
function sameRequest(event, other) {
  return (
    other !== undefined &&
    isRequestEvent(event) &&
    isRequestEvent(other) &&
    event.name === other.name &&
    event.details.requestId === other.details.requestId &&
    event.details.timeStamp === other.details.timeStamp
  );
}
