/**
 * What the extension keeps in session storage, and of normal windows on the disk, read as nobody but it does.
 *
 * Decides how a checkpoint, the pieces of a journal and a history are unpacked. Refuses to know what may be in them.
 */

import { inflateRawSync } from 'node:zlib';

const MARK = 4;
const CHECKSUM = 8;
const LENGTH = 4;
/** Stands before a part that is short and stays as it is. */
const AS_IT_IS = 0;
/** So many characters of what is kept are a word that nobody else writes. */
const WORD = 24;

/**
 * The texts that are kept, by their keys.
 * @param {Record<string, unknown>} store
 * @returns {[key: string, text: string][]}
 */
function textsOf(store) {
  return Object.entries(store).flatMap(([key, value]) => {
    if (typeof value === 'string') return [/** @type {[string, string]} */ ([key, value])];
    if (typeof value !== 'object' || value === null || !('text' in value)) return [];
    return [/** @type {[string, string]} */ ([key, String(value.text)])];
  });
}

/**
 * Everything that is kept, unpacked.
 * @param {Record<string, unknown>} store
 * @returns {Buffer}
 */
export function unpacked(store) {
  const parts = textsOf(store).flatMap(([key, text]) => {
    const bytes = Buffer.from(text, 'base64');
    if (key.startsWith('journal.')) return [inflateRawSync(bytes.subarray(MARK))];
    if (key !== 'checkpoint' && key !== 'historyKept') return [];
    const sections = [];
    for (let place = MARK + CHECKSUM; place < bytes.length;) {
      const start = place + LENGTH;
      const end = start + bytes.readUInt32LE(place);
      const part = bytes.subarray(start + 1, end);
      sections.push(bytes[start] === AS_IT_IS ? part : inflateRawSync(part));
      place = end;
    }
    return sections;
  });
  return Buffer.concat(parts);
}

/**
 * What it is spelt like: packed, no word of a session can be seen in it, so a search has to look for this as well.
 * @param {Record<string, unknown>} store
 * @returns {Record<string, string>} by name
 */
export function spelt(store) {
  const words = textsOf(store).map(([key, text]) => {
    const middle = Math.floor((text.length - WORD) / 2);
    return [`kept ${key}`, text.slice(middle, middle + WORD)];
  });
  return Object.fromEntries(words.filter(([, word]) => word?.length === WORD));
}
