/**
 * Reads what SQLite's files hold in pieces or compressed: a row that goes on in other pages, a value that the browser
 * compressed before it stored it, as Firefox does with what pages and extensions store.
 *
 * Decides how rows are put together, from every page there is: freed ones, and every version in a write-ahead log, which
 * a library that opens the database would not show. Refuses to read what lies in one piece: that is found as it lies.
 *
 * @typedef {{ usable: number, all: Page[], numbered: Map<number, Buffer> }} Pages `numbered` holds the last version.
 * @typedef {{ bytes: Buffer, header: number }} Page `header`: where in it the b-tree's begins.
 */

import snappy from 'snappyjs';

const DATABASE = Buffer.from('SQLite format 3\0');
const DATABASE_HEADER = 100;
const LARGEST_PAGE = 65_536;
/** The last bit says how checksums are spelt. */
const LOG = 0x377f0682;
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

const TABLE_LEAF = 0x0d;
const INDEX_LEAF = 0x0a;
const INDEX_INTERIOR = 0x02;
/** How long a value of a small serial type is. */
const WIDTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
const FIRST_BLOB = 12;
/** Snappy copies 64 bytes at most for two or three: what claims to be longer was never compressed by it. */
const EXPANSION = 32;

/** @param {Buffer} file */
export const isDatabase = (file) => file.subarray(0, DATABASE.length).equals(DATABASE);

/** @param {Buffer} file */
export const isLog = (file) => file.length >= LOG_HEADER && (file.readUInt32BE(0) & ~1) === LOG;

/**
 * Everything in a database, or in its write-ahead log, that does not lie in the file as it is.
 * @param {Buffer} file
 * @returns {Generator<Buffer>}
 */
export function* hiddenIn(file) {
  const pages = isLog(file) ? pagesOfLog(file) : pagesOfDatabase(file);
  for (const page of pages.all) {
    for (const { payload, divided } of payloadsOf(page, pages)) {
      if (divided) yield payload;
      for (const value of valuesOf(payload)) {
        const opened = uncompressed(value);
        if (opened !== null) yield opened;
      }
    }
  }
}

/**
 * @param {Buffer} file
 * @returns {Pages}
 */
function pagesOfDatabase(file) {
  const said = file.readUInt16BE(16);
  const size = said === 1 ? LARGEST_PAGE : said;
  /** @type {Pages} */
  const pages = { usable: size - file.readUInt8(20), all: [], numbered: new Map() };
  for (let start = 0; start + size <= file.length; start += size) {
    const bytes = file.subarray(start, start + size);
    pages.all.push({ bytes, header: start === 0 ? DATABASE_HEADER : 0 });
    pages.numbered.set(start / size + 1, bytes);
  }
  return pages;
}

/**
 * @param {Buffer} file
 * @returns {Pages}
 */
function pagesOfLog(file) {
  const size = file.readUInt32BE(8);
  /** @type {Pages} */
  const pages = { usable: size, all: [], numbered: new Map() };
  for (let start = LOG_HEADER; start + FRAME_HEADER + size <= file.length; start += FRAME_HEADER + size) {
    const number = file.readUInt32BE(start);
    const bytes = file.subarray(start + FRAME_HEADER, start + FRAME_HEADER + size);
    pages.all.push({ bytes, header: number === 1 ? DATABASE_HEADER : 0 });
    pages.numbered.set(number, bytes);
  }
  return pages;
}

/**
 * The rows of a page. Where a page turns out to hold none, it was of another kind; it has been searched as it lies.
 * @param {Page} page
 * @param {Pages} pages
 * @returns {Generator<{ payload: Buffer, divided: boolean }>}
 */
function* payloadsOf({ bytes, header }, pages) {
  const kind = bytes.readUInt8(header);
  if (kind !== TABLE_LEAF && kind !== INDEX_LEAF && kind !== INDEX_INTERIOR) return;
  const cells = bytes.readUInt16BE(header + 3);
  const pointers = header + (kind === INDEX_INTERIOR ? 12 : 8);
  for (let cell = 0; cell < cells; cell += 1) {
    try {
      let at = bytes.readUInt16BE(pointers + 2 * cell);
      if (kind === INDEX_INTERIOR) at += 4;
      const [length, afterLength] = varint(bytes, at);
      const start = kind === TABLE_LEAF ? varint(bytes, afterLength)[1] : afterLength;
      const local = localOf(length, pages.usable, kind === TABLE_LEAF);
      if (start + local > bytes.length) return;
      const here = bytes.subarray(start, start + local);
      if (local === length) yield { payload: here, divided: false };
      else {
        const rest = chain(bytes.readUInt32BE(start + local), length - local, pages);
        yield { payload: Buffer.concat([here, rest]), divided: true };
      }
    } catch (error) {
      if (error instanceof RangeError) return;
      throw error;
    }
  }
}

/**
 * How much of a payload lies in the page of its cell.
 * @param {number} length
 * @param {number} usable
 * @param {boolean} table
 */
function localOf(length, usable, table) {
  const most = table ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return length;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const even = least + ((length - least) % (usable - 4));
  return even <= most ? even : least;
}

/**
 * What lies in a chain of pages, as far as it is there: a log holds only what was written lately.
 * @param {number} first
 * @param {number} length
 * @param {Pages} pages
 */
function chain(first, length, { usable, numbered }) {
  /** @type {Buffer[]} */
  const parts = [];
  let next = first;
  for (let left = length; left > 0; left -= usable - 4) {
    const page = numbered.get(next);
    if (page === undefined) break;
    parts.push(page.subarray(4, 4 + Math.min(left, usable - 4)));
    next = page.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/**
 * The texts and blobs of a row.
 * @param {Buffer} payload
 * @returns {Generator<Buffer>}
 */
function* valuesOf(payload) {
  const [headerLength, first] = varint(payload, 0);
  let value = headerLength;
  for (let at = first; at < headerLength;) {
    const [type, next] = varint(payload, at);
    at = next;
    const long = type >= FIRST_BLOB;
    const width = long ? Math.floor((type - FIRST_BLOB) / 2) : (WIDTHS[type] ?? 0);
    if (long) yield payload.subarray(value, value + width);
    value += width;
  }
}

/**
 * A value as it was before Snappy, or null where it was never in there.
 * @param {Buffer} value
 */
function uncompressed(value) {
  try {
    return Buffer.from(snappy.uncompress(value, value.length * EXPANSION));
  } catch {
    return null;
  }
}

/**
 * A number of seven bits a byte, the highest first; the ninth byte counts whole.
 * @param {Buffer} bytes
 * @param {number} start
 * @returns {[number: number, end: number]}
 */
function varint(bytes, start) {
  let value = 0;
  for (let at = start; at < start + 8; at += 1) {
    const byte = bytes.readUInt8(at);
    value = value * 128 + (byte % 128);
    if (byte < 128) return [value, at + 1];
  }
  return [value * 256 + bytes.readUInt8(start + 8), start + 9];
}
