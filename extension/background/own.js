/**
 * What a person adds of their own: how it gets to the core, and what is kept of it.
 *
 * Decides that a change holds once it is compiled, and is kept beside what was compiled, so that a wake-up only opens it;
 * and that there is a bound on how much there may be. Refuses to know what a rule is: whether a text is a list, and at which
 * line that shows, the core says.
 *
 * @typedef {import('../shared/own.js').Kind} Kind
 * @typedef {import('../shared/own.js').Facts} Facts
 * @typedef {import('../shared/own.js').OwnItem} OwnItem
 * @typedef {import('../shared/own.js').OwnText} OwnText
 * @typedef {import('../shared/messages.js').OwnRefusal} OwnRefusal
 * @typedef {import('./meter.js').LiveMeter} LiveMeter
 * @typedef {{ item: OwnItem, text: string }} Whole
 *
 * @typedef {object} Made What the core made of some texts.
 * @property {Uint8Array[]} parts What it opens.
 * @property {(Facts & { refusal: Omit<OwnRefusal, 'name'> | null })[]} items Text by text.
 */

import { keepOwn, KINDS, LONGEST_NAME, MOST, ownItems, ownParts, ownTexts } from '../shared/own.js';
import { CodedError, codeOf } from './meter.js';

const UNPLACED = { name: null, line: null, reason: null, column: null, place: null, allowed: null };
/** What of the core's own errors is said of the texts. @type {Record<string, string>} */
const TOO_MUCH = { lists_too_large: 'too_complex', beacons_too_many: 'beacons_enough' };

/** A text that is not taken: why, and at which line that shows. */
class Refused extends Error {
  /** @param {Partial<OwnRefusal> & { code: string }} refusal */
  constructor(refusal) {
    super(refusal.code);
    /** @type {OwnRefusal} */
    this.refusal = { ...UNPLACED, ...refusal };
  }
}

const encoder = new TextEncoder();

/** Everything of all kinds. */
export class Own {
  #meter;
  /** What has to be compiled before it can be opened. @type {Set<Kind>} */ #stale = new Set();
  /** @type {Map<Kind, Uint8Array[]>} */ #used = new Map();
  /** @type {Promise<unknown>} */ #turn = Promise.resolve();

  /** @param {LiveMeter} meter */
  constructor(meter) {
    this.#meter = meter;
  }

  /** Hands the meter, before it begins, what was compiled. */
  async load() {
    await Promise.all(
      KINDS.map(async (kind) => {
        const parts = await ownParts(kind).catch(() => null);
        if (parts === null) this.#stale.add(kind);
        else this.#use(kind, parts);
      }),
    );
  }

  /** Compiles, once the meter has begun, what another version of Telltale compiled, or what it could not open. */
  async begin() {
    const stale = KINDS.filter((kind) => this.#stale.has(kind) || !this.#meter.usesOwn(kind));
    for (const kind of stale) await this.#inTurn(() => this.#renew(kind));
  }

  /**
   * What there is of a kind, and how much there may be.
   * @param {Kind} kind
   */
  async shown(kind) {
    known(kind);
    return { items: await ownItems(kind), ...MOST[kind] };
  }

  /**
   * Adds one, under its person's name for it, its own title, or what it falls back to.
   * @param {Kind} kind
   * @param {{ name: string, fallback: string, text: string }} given
   */
  add(kind, { name, fallback, text }) {
    return this.#change(kind, async (before) => {
      const title = cleaned(name) || cleaned(this.#title(kind, text, fallback));
      const item = await itemOf({ name: title, on: true, text });
      const same = before.find(({ item: { id } }) => id === item.id);
      if (same) throw new Refused({ code: 'same', name: same.item.name });
      if (before.some((other) => other.item.name === title))
        throw new Refused({ code: 'name_taken', name: title });
      return [...before, { item, text }];
    });
  }

  /**
   * @param {Kind} kind
   * @param {string} id
   * @param {boolean} on
   */
  turn(kind, id, on) {
    return this.#change(kind, (before) =>
      before.map((one) => (one.item.id === id ? { ...one, item: { ...one.item, on } } : one)),
    );
  }

  /**
   * @param {Kind} kind
   * @param {string} id
   */
  remove(kind, id) {
    return this.#change(kind, (before) => before.filter(({ item }) => item.id !== id));
  }

  /**
   * Puts some in place of all that there are.
   * @param {Kind} kind
   * @param {OwnText[]} texts
   */
  replace(kind, texts) {
    return this.#change(kind, () =>
      Promise.all(
        texts.map(async (one) => ({
          item: await itemOf({ ...one, name: cleaned(one.name) }),
          text: one.text,
        })),
      ),
    );
  }

  /**
   * Everything of a kind, as a file has it.
   * @param {Kind} kind
   * @returns {Promise<OwnText[]>}
   */
  async texts(kind) {
    known(kind);
    return (await wholes(kind)).map(({ item: { name, on }, text }) => ({ name, on, text }));
  }

  /**
   * One change after the other: what is changed is what the one before left.
   * @param {Kind} kind
   * @param {(before: Whole[]) => Whole[] | Promise<Whole[]>} change
   * @returns {Promise<{ refused: OwnRefusal | null }>}
   */
  #change(kind, change) {
    known(kind);
    return this.#inTurn(async () => {
      try {
        await this.#put(kind, await change(await wholes(kind)));
        return { refused: null };
      } catch (error) {
        if (error instanceof Refused) return { refused: error.refusal };
        throw error;
      }
    });
  }

  /** @param {Kind} kind */
  async #renew(kind) {
    try {
      await this.#put(kind, await wholes(kind));
    } catch (error) {
      console.error(`Telltale: own ${kind} could not be compiled:`, error);
    }
  }

  /**
   * @param {Kind} kind
   * @param {Whole[]} wanted
   */
  async #put(kind, wanted) {
    const { count, bytes } = MOST[kind];
    if (wanted.length > count) throw new Refused({ code: 'enough' });
    if (wanted.reduce((sum, { item }) => sum + item.bytes, 0) > bytes)
      throw new Refused({ code: 'too_large' });
    const all = this.#compiled(kind, wanted);
    const items = wanted.map(({ item, text }, index) => {
      const { refusal, ...facts } = all.items[index] ?? { ...item.facts, refusal: null };
      if (refusal) throw new Refused({ ...refusal, name: item.name });
      return { item: { ...item, facts }, text };
    });
    const on = items.filter(({ item }) => item.on);
    const { parts } = on.length === items.length ? all : this.#compiled(kind, on);
    const before = this.#used.get(kind) ?? [];
    this.#tried(() => this.#use(kind, parts));
    try {
      await keepOwn(kind, items, parts);
    } catch (error) {
      console.error(`Telltale: own ${kind} could not be kept:`, error);
      this.#use(kind, before);
      throw new Refused({ code: 'no_room' });
    }
  }

  /**
   * @param {Kind} kind
   * @param {Uint8Array[]} parts
   */
  #use(kind, parts) {
    this.#meter.useOwn(kind, parts);
    this.#used.set(kind, parts);
  }

  /**
   * @param {Kind} kind
   * @param {Whole[]} wholes
   * @returns {Made}
   */
  #compiled(kind, wholes) {
    if (wholes.length === 0) return { parts: [], items: [] };
    const names = wholes.map(({ item }) => item.name);
    const texts = wholes.map(({ text }) => text);
    return this.#tried(() => this.#meter.ask((core) => core.compileOwn(kind, names, texts)));
  }

  /**
   * What the core cannot take because it is too much is refused.
   * @template Answer
   * @param {() => Answer} question
   */
  #tried(question) {
    try {
      return question();
    } catch (error) {
      const code = TOO_MUCH[codeOf(error) ?? ''];
      if (code !== undefined) throw new Refused({ code });
      throw error;
    }
  }

  /**
   * @param {Kind} kind
   * @param {string} text
   * @param {string} fallback
   */
  #title(kind, text, fallback) {
    return this.#meter.ask((core) => core.titleOfOwn(kind, text, fallback));
  }

  /**
   * @template Answer
   * @param {() => Promise<Answer>} work
   * @returns {Promise<Answer>}
   */
  #inTurn(work) {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

/** @param {Kind} kind */
function known(kind) {
  if (!KINDS.includes(kind)) throw new CodedError('bad_message', `nothing own is called "${String(kind)}"`);
}

/**
 * @param {Kind} kind
 * @returns {Promise<Whole[]>}
 */
async function wholes(kind) {
  const items = await ownItems(kind);
  const texts = await ownTexts(kind, items);
  return items.map((item, index) => ({ item, text: texts[index] ?? '' }));
}

/** @param {OwnText} text */
async function itemOf({ name, on, text }) {
  const bytes = encoder.encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const id = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const facts = { version: '', rules: 0, beside: 0, unknown: 0, first_unknown: null };
  return { id, name, on, bytes: bytes.length, facts };
}

/**
 * A name as one line of bounded length.
 * @param {string} name
 */
const cleaned = (name) =>
  [...name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()].slice(0, LONGEST_NAME).join('');
