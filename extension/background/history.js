/**
 * Keeps on the disk what normal windows told, where its person switched that on, and takes it up when a browser starts.
 *
 *   something happens ──20 s of quiet, or a minute──▶ written, if what normal windows told is another than it was
 *   a browser starts  ──▶ read, before anything is counted
 *   switched off, or forgotten ──▶ deleted, and what is being written with it
 *
 * Decides when it is written and read. Refuses to know what is in it: that nothing of private windows is, is the core's.
 * Nothing is written for what happens in private windows, so that the time of a file tells nothing of them either.
 *
 * @typedef {Pick<import('webextension-polyfill').Storage.StorageArea, 'set'>} SessionArea
 *
 * @typedef {object} Disk
 * @property {(keys: string[]) => Promise<Record<string, unknown>>} get
 * @property {(items: Record<string, unknown>) => Promise<void>} set
 * @property {(keys: string[]) => Promise<void>} remove
 *
 * @typedef {object} Source Whose memory it is.
 * @property {() => boolean} changed Whether what was made last would be another now.
 * @property {() => Uint8Array | undefined} make What normal windows told; nothing where they told nothing.
 * @property {(bytes: Uint8Array) => boolean} takeUp Goes on from such bytes, where they can be read.
 */

import { fromText, toText } from '../shared/base64.js';

/** On the disk: what is kept, … */
const KEPT = 'historyKept';
/** … and when it turned out that what had been kept could not be read. */
const LOST = 'historyLost';
/** In memory: the disk had no room. */
const REFUSED = 'historyRefused';
/** Before browsers stop an idle background: nothing could be written afterwards. */
const IDLE = 20_000;
/** However much happens, it is not written more often than this while it goes on, nor more rarely. */
const BUSY = 60_000;

/** What normal windows told, beyond the browser's end. */
export class History {
  #disk;
  #area;
  #source;
  #on = false;
  /** Whatever has changed since: what should be on the disk is not. */
  #stale = false;
  #refused = false;
  /** @type {ReturnType<typeof setTimeout> | null} */ #idle = null;
  /** @type {ReturnType<typeof setTimeout> | null} */ #due = null;
  /** @type {Promise<void>} */ #turn = Promise.resolve();

  /**
   * @param {Disk} disk
   * @param {SessionArea} area
   * @param {Source} source
   */
  constructor(disk, area, source) {
    this.#disk = disk;
    this.#area = area;
    this.#source = source;
  }

  /**
   * What was kept when the browser was closed last. To be asked when a browser starts, and by no background that wakes up.
   * @returns {Promise<Uint8Array | null>}
   */
  async read() {
    try {
      const { [KEPT]: text } = await this.#disk.get([KEPT]);
      return text === undefined ? null : bytesOf(text);
    } catch (error) {
      console.error('Telltale: what normal windows told before could not be read:', error);
      return null;
    }
  }

  /**
   * The background has started, and nothing is counted yet that was not before.
   * @param {object} start
   * @param {boolean} start.on Whether it is switched on.
   * @param {boolean} start.fresh Whether the browser has started as well.
   * @param {Uint8Array | null} start.past What was read then.
   * @param {Record<string, unknown>} start.held What the session's area held.
   * @returns {boolean} whether anything was taken up
   */
  begin({ on, fresh, past, held }) {
    this.#on = on;
    this.#refused = held[REFUSED] === true;
    this.#stale = this.#refused;
    // Nobody may have been awake when it was switched off.
    if (fresh && !on) this.#later(() => this.#delete());
    if (past === null) return false;
    if (this.#source.takeUp(past)) return true;
    this.#later(async () => {
      await this.#disk.remove([KEPT]);
      await this.#disk.set({ [LOST]: Date.now() });
    });
    return false;
  }

  /**
   * Switches it on, with everything so far, or off.
   * @param {boolean} on
   */
  choose(on) {
    const fresh = on && !this.#on;
    this.#on = on;
    this.#stale ||= fresh;
    if (fresh) this.#later(() => this.#write());
    // Whoever was woken up by the choice knows of nothing that was on.
    if (!on) this.#later(() => this.#delete());
  }

  /** Something happened. */
  touch() {
    if (!this.#on) return;
    const write = () => this.#later(() => this.#write());
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(write, IDLE);
    this.#due ??= setTimeout(write, BUSY);
  }

  /** Deletes what is kept: it was forgotten, or is no longer to be kept. */
  forget() {
    return this.#inTurn(() => this.#delete());
  }

  /**
   * What a person should know of it.
   * @returns {Promise<{ refused: boolean, lost: number | null }>}
   */
  async state() {
    await this.#turn;
    const { [LOST]: lost } = await this.#disk.get([LOST]);
    return { refused: this.#refused, lost: typeof lost === 'number' ? lost : null };
  }

  async #write() {
    for (const timer of [this.#idle, this.#due]) if (timer !== null) clearTimeout(timer);
    this.#idle = null;
    this.#due = null;
    if (!this.#on || !(this.#stale || this.#source.changed())) return;
    this.#stale = true;
    const bytes = this.#source.make();
    try {
      if (bytes !== undefined) await this.#disk.set({ [KEPT]: toText(bytes) });
      this.#stale = false;
    } catch (error) {
      console.error('Telltale: what normal windows told could not be kept on the disk:', error);
    }
    await this.#setRefused(this.#stale);
  }

  async #delete() {
    await this.#disk.remove([KEPT, LOST]);
    await this.#setRefused(false);
  }

  /** @param {boolean} refused */
  async #setRefused(refused) {
    if (refused === this.#refused) return;
    this.#refused = refused;
    await this.#area.set({ [REFUSED]: refused });
  }

  /**
   * One thing after the other: what is deleted is not written behind its back.
   * @param {() => Promise<void>} work
   * @returns {Promise<void>} how that went
   */
  #inTurn(work) {
    const done = this.#turn.then(work);
    this.#turn = done.catch((error) => {
      console.error('Telltale: what is on the disk may not be what normal windows told:', error);
    });
    return done;
  }

  /**
   * The same where nobody waits for it: that it failed is said already.
   * @param {() => Promise<void>} work
   */
  #later(work) {
    this.#inTurn(work).catch(() => undefined);
  }
}

/**
 * Whatever lies there. What is no base64 is nothing that could be taken up.
 * @param {unknown} text
 */
function bytesOf(text) {
  try {
    return typeof text === 'string' ? fromText(text) : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}
