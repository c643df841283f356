/**
 * How large the parts of a compiled list are: what a match needs, and what only explains.
 */

import { readFileSync } from 'node:fs';

import { at } from '../../scripts/base/place.mjs';

/** `docs/adr/blob-format.md`: magic, content, version, number of sections, checksum; then the rows. */
const SECTIONS_AT = 12;
const HEADER = 24;
const ROW = 8;

/**
 * @param {Uint8Array} blob
 * @returns {{ match: number, text: number }} bytes
 */
export function partsOf(blob) {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  // The reader's own number: everything before it is what a match needs.
  const layout = readFileSync(at('crate', 'core', 'src', 'catalogue', 'layout.rs'), 'utf8');
  const [, first] = /TEXT_STARTS: usize = (\d+);/.exec(layout) ?? [];
  if (first === undefined) throw new Error('layout.rs does not say which section is the first one of texts');
  const parts = { match: HEADER, text: 0 };
  for (let section = 0; section < view.getUint32(SECTIONS_AT, true); section += 1) {
    const row = HEADER + section * ROW;
    parts[section < Number(first) ? 'match' : 'text'] += view.getUint32(row + 4, true);
    parts.match += ROW;
  }
  return parts;
}
