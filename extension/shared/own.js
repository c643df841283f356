/**
 * What a person adds of their own, on the disk: tracker lists and beacons.
 *
 * Decides how a text and what was compiled from it are spelt there, packed, since there is room for ten megabytes. Refuses
 * to know what is in them, and when something is compiled anew.
 *
 * @typedef {'lists' | 'beacons'} Kind
 *
 * @typedef {object} Place A line that was not understood.
 * @property {number} line
 * @property {string} reason
 *
 * @typedef {object} OwnRefusal Why a text that a person adds is not taken.
 * @property {string} code
 * @property {string | null} name What the text is called, or another that is in its way.
 * @property {number | null} line Where that shows.
 * @property {string | null} reason Why that line was not understood.
 * @property {number | null} column Where in that line.
 * @property {string | null} place Where in a document that shows.
 * @property {string | null} allowed What could stand there.
 *
 * @typedef {object} Facts What became of a text, as the core says.
 * @property {string} version In its own way of counting; empty where it names none.
 * @property {number} rules Rules, or beacons, that were taken.
 * @property {number} beside Lines about something else than whether a request meets the list.
 * @property {number} unknown Lines that were not understood.
 * @property {Place | null} first_unknown
 * @property {OwnRefusal | null} refusal Why it was turned off: this version of Telltale does not take it, or not beside the
 *   others.
 *
 * @typedef {object} OwnItem One of them, without its text.
 * @property {string} id The SHA-256 of its text.
 * @property {string} name
 * @property {boolean} on
 * @property {number} bytes Of its text.
 * @property {Facts} facts
 *
 * @typedef {{ name: string, on: boolean, text: string }} OwnText One of them as a file has it.
 * @typedef {{ of: string, parts: Uint8Array[] }} Compiled What was made of those that are on, and what those were.
 */

import { fromText, toText } from './base64.js';
import { browser } from './browser.js';
import { disk } from './settings.js';

/** @type {readonly Kind[]} */
export const KINDS = ['lists', 'beacons'];

/** How many a person may have of each kind, and how many bytes of text in all. */
export const MOST = {
  lists: { count: 20, bytes: 5 * 1024 * 1024 },
  beacons: { count: 20, bytes: 256 * 1024 },
};
/** Letters of a name. */
export const LONGEST_NAME = 80;

/** @type {Omit<OwnRefusal, 'code'>} */
const UNPLACED = { name: null, line: null, reason: null, column: null, place: null, allowed: null };

/**
 * A refusal of which no more is known than is given.
 * @param {Partial<OwnRefusal> & { code: string }} known
 * @returns {OwnRefusal}
 */
export const refusalOf = (known) => ({ ...UNPLACED, ...known });

/** @param {Kind} kind */
const itemsKey = (kind) => `own.${kind}`;
/** @param {Kind} kind */
const compiledKey = (kind) => `own.${kind}.compiled`;
/**
 * @param {Kind} kind
 * @param {string} id
 */
const textKey = (kind, id) => `own.${kind}.text.${id}`;

/**
 * What compiled parts are of: another version of Telltale may make something else of the same texts.
 * @param {OwnItem[]} items
 */
const compiledOf = (items) =>
  JSON.stringify([
    browser.runtime.getManifest().version,
    ...items.filter(({ on }) => on).map(({ id, name }) => [id, name]),
  ]);

/**
 * What there is of every kind.
 * @returns {Promise<Record<Kind, OwnItem[]>>}
 */
export async function everyOwnItem() {
  const stored = await disk.get(KINDS.map(itemsKey));
  return { lists: itemsIn(stored, 'lists'), beacons: itemsIn(stored, 'beacons') };
}

/**
 * What there is of a kind.
 * @param {Kind} kind
 */
export const ownItems = async (kind) => itemsIn(await disk.get([itemsKey(kind)]), kind);

/**
 * @param {Record<string, unknown>} stored
 * @param {Kind} kind
 * @returns {OwnItem[]}
 */
function itemsIn(stored, kind) {
  const items = stored[itemsKey(kind)];
  return Array.isArray(items) ? items.filter(isItem).slice(0, MOST[kind].count) : [];
}

/**
 * What was compiled from those that are on; null where that has to be done first.
 * @param {Kind} kind
 * @param {OwnItem[]} items All of the kind.
 * @returns {Promise<Uint8Array[] | null>}
 */
export async function ownParts(kind, items) {
  if (!items.some(({ on }) => on)) return [];
  const { [compiledKey(kind)]: compiled } = await disk.get([compiledKey(kind)]);
  if (!isCompiled(compiled) || compiled.of !== compiledOf(items)) return null;
  return Promise.all(compiled.parts.map(unpacked));
}

/**
 * The texts of some, in their order.
 * @param {Kind} kind
 * @param {OwnItem[]} items
 * @returns {Promise<string[]>}
 */
export async function ownTexts(kind, items) {
  const stored = await disk.get(items.map(({ id }) => textKey(kind, id)));
  const texts = items.map(async ({ id }) => {
    const packed = stored[textKey(kind, id)];
    return typeof packed === 'string' ? new TextDecoder().decode(await unpacked(packed)) : '';
  });
  return Promise.all(texts);
}

/**
 * Puts some in place of those that were there: at once, or not at all.
 * @param {Kind} kind
 * @param {{ item: OwnItem, text: string }[]} wanted Texts that are there already are not written again.
 * @param {Uint8Array[]} parts What was compiled from those that are on.
 */
export async function keepOwn(kind, wanted, parts) {
  const before = await ownItems(kind);
  const items = wanted.map(({ item }) => item);
  /** @type {Record<string, unknown>} */
  const kept = {
    [itemsKey(kind)]: items,
    [compiledKey(kind)]: { of: compiledOf(items), parts: await Promise.all(parts.map(packed)) },
  };
  const there = new Set(before.map(({ id }) => id));
  for (const { item, text } of wanted) {
    if (!there.has(item.id)) kept[textKey(kind, item.id)] = await packed(new TextEncoder().encode(text));
  }
  await disk.set(kept);
  const gone = before.filter(({ id }) => !items.some((item) => item.id === id));
  await disk.remove(gone.map(({ id }) => textKey(kind, id)));
}

/**
 * Tells of every change from now on.
 * @param {Kind} kind
 * @param {() => void} tell
 */
export const onOwn = (kind, tell) => disk.onChange(itemsKey(kind), tell);

/** @param {Uint8Array} bytes */
const packed = async (bytes) => toText(await through(bytes, new CompressionStream('gzip')));

/** @param {string} text */
const unpacked = (text) => through(fromText(text), new DecompressionStream('gzip'));

/**
 * @param {Uint8Array} bytes
 * @param {CompressionStream | DecompressionStream} stream
 */
async function through(bytes, stream) {
  const body = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
}

/**
 * @param {unknown} item
 * @returns {item is OwnItem}
 */
const isItem = (item) =>
  typeof item === 'object' &&
  item !== null &&
  'id' in item &&
  typeof item.id === 'string' &&
  'name' in item &&
  typeof item.name === 'string' &&
  'on' in item &&
  typeof item.on === 'boolean' &&
  'facts' in item;

/**
 * @param {unknown} compiled
 * @returns {compiled is { of: string, parts: string[] }}
 */
const isCompiled = (compiled) =>
  typeof compiled === 'object' &&
  compiled !== null &&
  'of' in compiled &&
  'parts' in compiled &&
  Array.isArray(compiled.parts) &&
  compiled.parts.every((part) => typeof part === 'string');
