/**
 * Keeps the session alive beyond the background's death: in the browser's session storage, which is memory.
 *
 *   burst ──350 ms──▶ piece 0, piece 1, … of this generation ──too many, or a quiet moment──▶ checkpoint of the next
 *
 * A checkpoint holds everything, a piece only what happened since. A checkpoint and its number are written at once; the
 * pieces of the generation before are taken away afterwards. Whenever the background dies, one checkpoint and the pieces
 * of its own number are what happened, each once.
 *
 * Decides when what is written and how bytes are spelt there. Refuses to know what is in them, and any storage that
 * reaches the disk.
 *
 * @typedef {Pick<import('webextension-polyfill').Storage.StorageArea, 'get' | 'set' | 'remove'>} SessionArea
 * @typedef {{ checkpoint: Uint8Array | null, pieces: Uint8Array[] }} Kept
 *
 * @typedef {object} Source Whose memory it is.
 * @property {() => Uint8Array} checkpoint Everything.
 * @property {() => Uint8Array[] | null} journal What happened since it was last asked; null: only a checkpoint can say.
 * @property {() => void} tighten The next checkpoint is to be smaller.
 * @property {(kept: boolean) => void} setStored Whether what happened last is kept.
 */

import { fromText, toText } from '../shared/base64.js';

const CHECKPOINT = 'checkpoint';
const PIECE = 'journal';
/** A burst's first event is safe within half a second, what the writing itself takes included. */
const DELAY = 350;
/** So many bytes of pieces become a checkpoint. */
export const MOST_JOURNAL = 256 * 1024;
/** So many do as soon as a burst is over. */
const QUIET_JOURNAL = 8 * 1024;
const QUIET = 2000;
/**
 * After so many milliseconds any do: browsers stop a background that has been idle for thirty seconds, and one that was
 * stopped so wakes up without having to take steps again. A page that tells something every few seconds does not get there.
 */
const IDLE = 20_000;

/** Writes down what happens while it happens. */
export class Keeper {
  #area;
  #source;
  #generation = 0;
  #pieces = 0;
  #bytes = 0;
  /** What is in the store does not lead up to now. */
  #gap = false;
  #kept = true;
  /** @type {ReturnType<typeof setTimeout> | null} */ #due = null;
  /** @type {ReturnType<typeof setTimeout> | null} */ #quiet = null;
  /** @type {Promise<void>} */ #writing = Promise.resolve();

  /**
   * @param {SessionArea} area
   * @param {Source} source
   */
  constructor(area, source) {
    this.#area = area;
    this.#source = source;
  }

  /**
   * What was kept when the background died last, and all that the store held: others kept something there, too, and need
   * not ask again.
   * @returns {Promise<Kept & { held: Record<string, unknown> }>}
   */
  async load() {
    const held = await this.#area.get(null);
    const { generation, text } = checkpointOf(held[CHECKPOINT]);
    this.#generation = generation;
    try {
      const checkpoint = text === null ? null : fromText(text);
      /** @type {Uint8Array[]} */
      const pieces = [];
      for (;;) {
        /** @type {unknown} */
        const piece = held[this.#key(pieces.length)];
        if (typeof piece !== 'string') break;
        pieces.push(fromText(piece));
        this.#bytes += piece.length;
      }
      this.#pieces = pieces.length;
      const ours = new Set(pieces.map((_, number) => this.#key(number)));
      this.#takeAway(Object.keys(held).filter((key) => key.startsWith(`${PIECE}.`) && !ours.has(key)));
      return { checkpoint, pieces, held };
    } catch {
      this.#gap = true;
      return { checkpoint: null, pieces: [], held };
    }
  }

  /** Something happened: it is written down soon, unless that is due already. */
  touch() {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = null;
    this.#due ??= setTimeout(() => void this.flush(), DELAY);
  }

  /** Writes down what happened. */
  flush() {
    if (this.#due !== null) clearTimeout(this.#due);
    this.#due = null;
    return this.#inTurn(() => this.#append());
  }

  /** Writes everything down anew, and takes away what was written before, whether there is room for the new or not. */
  renew() {
    return this.#inTurn(async () => {
      if (await this.#fold().catch(() => false)) return;
      await this.#area.remove([CHECKPOINT, ...this.#keys()]);
      this.#pieces = 0;
    });
  }

  async #append() {
    const pieces = this.#gap ? null : this.#source.journal();
    const texts = pieces?.filter(({ length }) => length > 0).map(toText) ?? [];
    const more = texts.reduce((sum, { length }) => sum + length, 0);
    if (pieces === null || this.#bytes + more > MOST_JOURNAL) {
      await this.#fold();
      return;
    }
    const items = Object.fromEntries(texts.map((text, index) => [this.#key(this.#pieces + index), text]));
    try {
      if (texts.length > 0) await this.#area.set(items);
    } catch {
      await this.#fold();
      return;
    }
    this.#pieces += texts.length;
    this.#bytes += more;
    if (this.#pieces === 0) return;
    const quiet = this.#bytes > QUIET_JOURNAL ? QUIET : IDLE;
    this.#quiet ??= setTimeout(() => void this.#inTurn(async () => void (await this.#fold())), quiet);
  }

  /** @returns {Promise<boolean>} whether everything is kept now */
  async #fold() {
    this.#gap = true;
    let kept = await this.#writeCheckpoint();
    if (!kept) {
      this.#source.tighten();
      kept = await this.#writeCheckpoint();
    }
    if (kept !== this.#kept) this.#source.setStored(kept);
    this.#kept = kept;
    return kept;
  }

  async #writeCheckpoint() {
    const old = this.#keys();
    try {
      const text = toText(this.#source.checkpoint());
      await this.#area.set({ [CHECKPOINT]: { generation: this.#generation + 1, text } });
    } catch (error) {
      console.error('Telltale: no checkpoint could be kept:', error);
      return false;
    }
    this.#generation += 1;
    this.#pieces = 0;
    this.#bytes = 0;
    this.#gap = false;
    await this.#area.remove(old).catch(() => undefined);
    return true;
  }

  /** @param {string[]} keys of pieces that a death left behind */
  #takeAway(keys) {
    if (keys.length > 0) void this.#inTurn(() => this.#area.remove(keys));
  }

  /** @param {number} piece */
  #key(piece) {
    return `${PIECE}.${this.#generation}.${piece}`;
  }

  #keys() {
    return Array.from({ length: this.#pieces }, (_, piece) => this.#key(piece));
  }

  /** @param {() => Promise<void>} work */
  #inTurn(work) {
    this.#writing = this.#writing.then(work).catch((error) => {
      console.error('Telltale: what happened last will not outlive the background:', error);
    });
    return this.#writing;
  }
}

/**
 * @param {unknown} held
 * @returns {{ generation: number, text: string | null }}
 */
function checkpointOf(held) {
  if (typeof held === 'object' && held !== null && 'generation' in held && 'text' in held) {
    const { generation, text } = held;
    if (typeof generation === 'number' && typeof text === 'string') return { generation, text };
  }
  return { generation: 0, text: null };
}
