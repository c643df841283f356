/**
 * What a person adds of their own: how it gets to the core, and what is kept of it.
 *
 * Decides that a change holds once it is compiled, and is kept beside what was compiled, so that a wake-up only opens it;
 * that there is a bound on how much there may be; and that an update takes away no more than what it no longer takes. Refuses
 * to know what a rule is: whether a text is a list, and at which line that shows, the core says.
 *
 * @typedef {import('../shared/own.js').Kind} Kind
 * @typedef {import('../shared/own.js').Facts} Facts
 * @typedef {import('../shared/own.js').OwnItem} OwnItem
 * @typedef {import('../shared/own.js').OwnText} OwnText
 * @typedef {import('../shared/own.js').OwnRefusal} OwnRefusal
 * @typedef {import('./texts.js').Compiler} Compiler
 * @typedef {import('./meter.js').LiveMeter} LiveMeter
 * @typedef {{ item: OwnItem, text: string, isNew: boolean }} Whole New: nothing has been made of it yet.
 *
 * @typedef {object} Made What the core made of some texts.
 * @property {Uint8Array[]} parts What it opens.
 * @property {(Omit<Facts, 'refusal'> & { refusal: Omit<OwnRefusal, 'name'> | null })[]} items Text by text.
 */

import {
  everyOwnItem,
  keepOwn,
  KINDS,
  LONGEST_NAME,
  MOST,
  ownItems,
  ownParts,
  ownTexts,
  refusalOf,
} from '../shared/own.js';
import { CodedError, codeOf } from './meter.js';

/** Letters of a digest, for what has no other name. */
const DIGEST_SHOWN = 12;
/** What of the core's own errors is said of the texts. @type {Record<string, string>} */
const TOO_MUCH = { lists_too_large: 'too_complex', beacons_too_many: 'beacons_enough' };

/** A text that is not taken: why, and at which line that shows. */
class Refused extends Error {
  /**
   * @param {Partial<OwnRefusal> & { code: string }} refusal
   * @param {string} [id] Of the text, where it is that one alone.
   */
  constructor(refusal, id) {
    super(refusal.code);
    this.refusal = refusalOf(refusal);
    this.id = id;
  }
}

const encoder = new TextEncoder();

/** Everything of all kinds. */
export class Own {
  #meter;
  #lists;
  /** What has to be compiled before it can be opened. @type {Set<Kind>} */ #stale = new Set();
  /** @type {Promise<unknown>} */ #turn = Promise.resolve();

  /**
   * @param {LiveMeter} meter
   * @param {Compiler} lists
   */
  constructor(meter, lists) {
    this.#meter = meter;
    this.#lists = lists;
  }

  /** Hands the meter, before it begins, what was compiled. */
  async load() {
    const items = await everyOwnItem().catch(() => null);
    await Promise.all(
      KINDS.map(async (kind) => {
        const parts = items && (await ownParts(kind, items[kind]).catch(() => null));
        if (parts === null) this.#stale.add(kind);
        else this.#meter.useOwn(kind, parts);
      }),
    );
  }

  /** Compiles, once the meter has begun, what another version of Telltale compiled, or what it could not open. */
  async begin() {
    const stale = KINDS.filter((kind) => this.#stale.has(kind) || !this.#meter.usesOwn(kind));
    for (const kind of stale) await this.#inTurn(() => this.#renew(kind));
  }

  /**
   * Adds one, under its person's name for it, its own title, or what it falls back to.
   * @param {Kind} kind
   * @param {{ name: string, fallback: string, text: string }} given
   */
  add(kind, { name, fallback, text }) {
    return this.#change(kind, async (before) => {
      return [...before, await this.#named(kind, { name, on: true, text }, fallback)];
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
    return this.#change(kind, async (before) => {
      const wanted = await Promise.all(texts.map((one) => this.#named(kind, one, '')));
      return wanted.map(({ item, text }) => {
        const known = before.find((other) => other.item.id === item.id);
        return { item: { ...item, facts: known?.item.facts ?? item.facts }, text, isNew: !known };
      });
    });
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

  /**
   * What is on, compiled anew and in use, whether there is room to keep that or not. What is no longer taken is turned off, and
   * where it is too much, the last: the rest goes on.
   * @param {Kind} kind
   */
  async #renew(kind) {
    try {
      let rest = await wholes(kind);
      let made = null;
      while (made === null) {
        try {
          made = await this.#made(kind, rest);
          await this.#use(kind, made.parts);
        } catch (error) {
          made = null;
          rest = withoutRefused(rest, error);
        }
      }
      await keepOwn(kind, made.items, made.parts);
    } catch (error) {
      console.error(`Telltale: own ${kind} could not be compiled anew and kept:`, error);
    }
  }

  /**
   * @param {Kind} kind
   * @param {Whole[]} wanted
   */
  async #put(kind, wanted) {
    fits(kind, wanted);
    const { items, parts } = await this.#made(kind, wanted);
    const before = await this.#use(kind, parts);
    try {
      await keepOwn(kind, items, parts);
    } catch (error) {
      console.error(`Telltale: own ${kind} could not be kept:`, error);
      await this.#use(kind, before);
      throw new Refused({ code: 'no_room' });
    }
  }

  /**
   * What is to be used, and what became of each. What is off is not used; where it is new, it has to be something all the same.
   * @param {Kind} kind
   * @param {Whole[]} wanted
   */
  async #made(kind, wanted) {
    const used = await this.#compiled(
      kind,
      wanted.filter(({ item }) => item.on),
    );
    const beside = await this.#compiled(
      kind,
      wanted.filter(({ item, isNew }) => isNew && !item.on),
    );
    const items = wanted.map((whole) => {
      const facts = used.facts.get(whole) ?? beside.facts.get(whole) ?? whole.item.facts;
      return { item: { ...whole.item, facts }, text: whole.text };
    });
    return { items, parts: used.parts };
  }

  /**
   * @param {Kind} kind
   * @param {Uint8Array[]} parts
   */
  #use(kind, parts) {
    return this.#tried(() => this.#meter.useOwn(kind, parts));
  }

  /**
   * @param {Kind} kind
   * @param {Whole[]} wholes
   * @returns {Promise<{ parts: Uint8Array[], facts: Map<Whole, Facts> }>}
   */
  async #compiled(kind, wholes) {
    if (wholes.length === 0) return { parts: [], facts: new Map() };
    const names = wholes.map(({ item }) => item.name);
    const texts = wholes.map(({ text }) => text);
    // What a text is known by is the digest of it.
    const digests = wholes.map(({ item }) => item.id);
    /** @type {Made} */
    const made = await this.#tried(() =>
      kind === 'lists'
        ? this.#lists.compile(names, texts, digests)
        : this.#meter.ask((core) => core.compileOwnBeacons(texts)),
    );
    const facts = wholes.map((whole, index) => {
      const { item } = whole;
      const { refusal, ...known } = made.items[index] ?? item.facts;
      if (refusal) throw new Refused({ ...refusal, name: item.name }, item.id);
      return /** @type {const} */ ([whole, { ...known, refusal: null }]);
    });
    return { parts: made.parts, facts: new Map(facts) };
  }

  /**
   * What the core cannot take because it is too much is refused.
   * @template Answer
   * @param {() => Answer | Promise<Answer>} question
   */
  async #tried(question) {
    try {
      return await question();
    } catch (error) {
      const code = TOO_MUCH[codeOf(error) ?? ''];
      if (code !== undefined) throw new Refused({ code });
      throw error;
    }
  }

  /**
   * A text under its person's name for it, its own title, what it falls back to, or the beginning of its digest.
   * @param {Kind} kind
   * @param {OwnText} given
   * @param {string} fallback
   * @returns {Promise<Whole>}
   */
  async #named(kind, { name, on, text }, fallback) {
    const title = cleaned(name) || cleaned(await this.#title(kind, text, fallback));
    const { id, bytes } = await measured(text);
    const facts = { version: '', rules: 0, beside: 0, unknown: 0, first_unknown: null, refusal: null };
    return { item: { id, name: title || id.slice(0, DIGEST_SHOWN), on, bytes, facts }, text, isNew: true };
  }

  /**
   * @param {Kind} kind
   * @param {string} text
   * @param {string} fallback
   */
  async #title(kind, text, fallback) {
    if (kind === 'lists') return this.#lists.title(text, fallback);
    return this.#meter.ask((core) => core.titleOfBeacons(text, fallback));
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
 * Whether there may be so many and so much, and no two of the same text or name.
 * @param {Kind} kind
 * @param {Whole[]} wanted
 */
function fits(kind, wanted) {
  const { count, bytes } = MOST[kind];
  if (wanted.length > count) throw new Refused({ code: 'enough' });
  for (const [at, { item }] of wanted.entries()) {
    const earlier = wanted.slice(0, at).map((other) => other.item);
    const same = earlier.find(({ id }) => id === item.id);
    if (same) throw new Refused({ code: 'same', name: same.name });
    if (earlier.some(({ name }) => name === item.name))
      throw new Refused({ code: 'name_taken', name: item.name });
  }
  if (wanted.reduce((sum, { item }) => sum + item.bytes, 0) > bytes) throw new Refused({ code: 'too_large' });
}

/**
 * All of them, but the one that was refused is off and says why: the last that is on, where they are too much together.
 * @param {Whole[]} all
 * @param {unknown} error
 * @returns {Whole[]}
 * @throws {unknown} What is no refusal of any of them.
 */
function withoutRefused(all, error) {
  const on = all.filter(({ item }) => item.on);
  const refused =
    error instanceof Refused ? (on.find(({ item }) => item.id === error.id) ?? on.at(-1)) : null;
  if (!(error instanceof Refused) || !refused) throw error;
  const { item } = refused;
  const facts = { ...item.facts, refusal: { ...error.refusal, name: item.name } };
  return all.map((one) => (one === refused ? { ...one, item: { ...item, on: false, facts } } : one));
}

/**
 * @param {Kind} kind
 * @returns {Promise<Whole[]>}
 */
async function wholes(kind) {
  const items = await ownItems(kind);
  const texts = await ownTexts(kind, items);
  return items.map((item, index) => ({ item, text: texts[index] ?? '', isNew: false }));
}

/** @param {string} text */
async function measured(text) {
  const bytes = encoder.encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return { id: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''), bytes: bytes.length };
}

/**
 * A name as one line of bounded length.
 * @param {string} name
 */
const cleaned = (name) =>
  [...name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()].slice(0, LONGEST_NAME).join('');
