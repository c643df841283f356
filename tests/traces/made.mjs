/**
 * Makes files of every kind that is opened in the search for traces, around a text.
 *
 * Decides what makes each of them hard: compressed text repeats what came before it, records go on in the next block or
 * page, keys leave out what the key before had. Refuses to write more than one entry where one will do.
 */

import { deflateSync, gzipSync } from 'node:zlib';

import lz4 from 'lz4js';
import snappy from 'snappyjs';

const LOG_BLOCK = 32 * 1024;
const PAGE = 512;
const LZ4_TABLE = 1 << 16;

/**
 * A text in which a compressor finds all of a word's parts before the word itself, so that it does not lie in what comes
 * out.
 * @param {Buffer} word
 */
const scattered = (word) => {
  const parts = [0, 1, 2, 3].map((part) =>
    word.subarray(Math.floor((part * word.length) / 4), Math.floor(((part + 1) * word.length) / 4)),
  );
  const gaps = parts.flatMap((part, index) => [part, Buffer.from(`<${index}${'.'.repeat(40)}>`)]);
  return Buffer.concat([...gaps, ...gaps, word, Buffer.alloc(64, 0x20)]);
};

/**
 * @param {Buffer} word
 * @param {string} [magic]
 */
export function mozLz4(word, magic = 'mozLz40\0') {
  const text = scattered(word);
  const target = new Uint8Array(lz4.compressBound(text.length));
  const length = lz4.compressBlock(text, target, 0, text.length, new Uint32Array(LZ4_TABLE));
  return Buffer.concat([Buffer.from(magic), uint32(text.length), target.subarray(0, length)]);
}

/** @param {Buffer} word */
export const gzip = (word) => gzipSync(scattered(word));

/** @param {Buffer} word */
export const zlib = (word) => deflateSync(scattered(word));

/** @param {Buffer} word */
export const tableOfValues = (word) => table([[Buffer.from('key'), 0, scattered(word)]], 1);

/**
 * Two keys that begin alike, of which the second is spelt from where they part.
 * @param {Buffer} word
 */
export function tableOfKeys(word) {
  const half = Math.floor(word.length / 2);
  const first = Buffer.concat([word.subarray(0, half), Buffer.from('-')]);
  return table(
    [
      [first, 0, Buffer.from('one')],
      [word.subarray(half), half, Buffer.from('two')],
    ],
    0,
  );
}

/**
 * @param {[own: Buffer, shared: number, value: Buffer][]} entries
 * @param {0 | 1} compression
 */
function table(entries, compression) {
  const data = tableBlock(entries, compression);
  const meta = tableBlock([], 0);
  const index = tableBlock([[Buffer.from('z'), 0, handle(0, data.length)]], 0);
  const footer = Buffer.alloc(40);
  Buffer.concat([handle(data.length, meta.length), handle(data.length + meta.length, index.length)]).copy(
    footer,
  );
  return Buffer.concat([data, meta, index, footer, Buffer.from('57fb808b247547db', 'hex')]);
}

/**
 * @param {[own: Buffer, shared: number, value: Buffer][]} entries
 * @param {0 | 1} compression
 */
function tableBlock(entries, compression) {
  const parts = entries.flatMap(([own, shared, value]) => [
    ...[shared, own.length, value.length].map(varint),
    own,
    value,
  ]);
  const bytes = Buffer.concat([...parts, uint32(0), uint32(1)]);
  const stored = compression === 1 ? snappy.compress(bytes) : bytes;
  return Buffer.concat([stored, Buffer.from([compression]), Buffer.alloc(4)]);
}

/**
 * @param {number} offset
 * @param {number} length with its trailer
 */
const handle = (offset, length) => Buffer.concat([varint(offset), varint(length - 5)]);

/**
 * A log whose second record begins at the end of a block and goes on in the next.
 * @param {Buffer} word
 */
export function log(word) {
  const half = Math.floor(word.length / 2);
  const filling = Buffer.alloc(LOG_BLOCK - 7 - 7 - half, 0x2e);
  return Buffer.concat([
    logRecord(1, filling),
    logRecord(2, word.subarray(0, half)),
    logRecord(4, word.subarray(half)),
    Buffer.alloc(1000),
  ]);
}

/**
 * @param {number} type
 * @param {Buffer} bytes
 */
function logRecord(type, bytes) {
  const header = Buffer.alloc(7);
  header.writeUInt16LE(bytes.length, 4);
  header.writeUInt8(type, 6);
  return Buffer.concat([header, bytes]);
}

/**
 * A database with a value that Snappy compressed.
 * @param {Buffer} word
 */
export function sqliteWithSnappy(word) {
  return sqlite([leafPage(Buffer.from(snappy.compress(scattered(word))))]);
}

/**
 * A database with a row that goes on in another page in the middle of the word.
 * @param {Buffer} word
 */
export const sqliteOverflowing = (word) => sqlite(overflowing(word));

/**
 * The same in a write-ahead log.
 * @param {Buffer} word
 */
export function sqliteLog(word) {
  const header = Buffer.alloc(32);
  header.writeUInt32BE(0x377f0682, 0);
  header.writeUInt32BE(PAGE, 8);
  const frames = overflowing(word).map((page, index) => {
    const frame = Buffer.alloc(24);
    frame.writeUInt32BE(index + 2, 0);
    return Buffer.concat([frame, page]);
  });
  return Buffer.concat([header, ...frames]);
}

/** @param {Buffer[]} pages from the second on */
function sqlite(pages) {
  const first = Buffer.alloc(PAGE);
  first.write('SQLite format 3\0');
  first.writeUInt16BE(PAGE, 16);
  first.writeUInt8(0x0d, 100);
  return Buffer.concat([first, ...pages]);
}

/** @param {Buffer} blob */
function leafPage(blob) {
  return leaf(row(blob), Buffer.alloc(0));
}

/** @param {Buffer} word */
function overflowing(word) {
  // Of a payload of this length, this much lies in the page of its cell: the format's own arithmetic for 512 bytes.
  const length = 600;
  const local = 39 + ((length - 39) % (PAGE - 4));
  const header = 3;
  const blob = Buffer.alloc(length - header, 0x2e);
  word.copy(blob, local - header - Math.floor(word.length / 2));
  const payload = row(blob);
  const rest = Buffer.alloc(PAGE);
  payload.copy(rest, 4, local);
  return [leaf(payload.subarray(0, local), uint32BE(3), payload.length), rest];
}

/**
 * A row with one blob.
 * @param {Buffer} blob
 */
function row(blob) {
  const type = varintBE(12 + 2 * blob.length);
  const header = Buffer.concat([Buffer.from([type.length + 1]), type]);
  return Buffer.concat([header, blob]);
}

/**
 * @param {Buffer} local
 * @param {Buffer} next
 * @param {number} [length]
 */
function leaf(local, next, length = local.length) {
  const page = Buffer.alloc(PAGE);
  const cell = Buffer.concat([varintBE(length), Buffer.from([1]), local, next]);
  const at = PAGE - cell.length;
  page.writeUInt8(0x0d, 0);
  page.writeUInt16BE(1, 3);
  page.writeUInt16BE(at, 8);
  cell.copy(page, at);
  return page;
}

/** @param {number} value */
function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** @param {number} value */
const uint32BE = (value) => uint32(value).reverse();

/**
 * LevelDB's spelling, the lowest bits first.
 * @param {number} value
 */
function varint(value) {
  const bytes = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.from([...bytes, left]);
}

/**
 * SQLite's spelling, the highest bits first.
 * @param {number} value below 2^14
 */
const varintBE = (value) =>
  value < 128 ? Buffer.from([value]) : Buffer.from([128 + Math.floor(value / 128), value % 128]);
