/**
 * Keeps the session alive beyond the background's death: in the browser's session storage, which is memory.
 *
 * Decides when a checkpoint is written and how bytes are spelt there. Refuses to know what is in them, and any storage
 * that reaches the disk.
 */

/** @typedef {Pick<import('webextension-polyfill').Storage.StorageArea, 'get' | 'set'>} SessionArea */

const KEY = 'checkpoint';
/** A burst's first event is safe within half a second, what the writing itself takes included. */
const DELAY = 350;
const CHUNK = 0x8000;

/**
 * Base64, because Chromium before 133 turns typed arrays in storage into objects with a key for every byte.
 * @param {Uint8Array} bytes
 */
export function toText(bytes) {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

/** @param {string} text */
export function fromText(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Writes checkpoints while events arrive. */
export class Checkpoints {
  #area;
  #take;
  /** @type {ReturnType<typeof setTimeout> | null} */ #timer = null;
  /** @type {Promise<void>} */ #writing = Promise.resolve();

  /**
   * @param {SessionArea} area
   * @param {() => Uint8Array} take
   */
  constructor(area, take) {
    this.#area = area;
    this.#take = take;
  }

  /**
   * The last checkpoint, or null where there is none that can be read.
   * @returns {Promise<Uint8Array | null>}
   */
  async load() {
    const { [KEY]: text } = await this.#area.get(KEY);
    if (typeof text !== 'string') return null;
    try {
      return fromText(text);
    } catch {
      return null;
    }
  }

  /** Something happened: a checkpoint is due soon, unless one is due already. */
  touch() {
    this.#timer ??= setTimeout(() => void this.flush(), DELAY);
  }

  /** Writes a checkpoint now. */
  flush() {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(async () => {
      try {
        await this.#area.set({ [KEY]: toText(this.#take()) });
      } catch (error) {
        console.error(
          'Telltale: the session will not outlive the background; no checkpoint was kept:',
          error,
        );
      }
    });
    return this.#writing;
  }
}
