/**
 * Reads LevelDB's files, in which Chromium keeps what pages and extensions store.
 *
 * Decides how a table's blocks are opened and how the records of a log are put together again. Refuses to know what the
 * entries mean, and which of them a later one has replaced: what was deleted lies there all the same.
 */

import snappy from 'snappyjs';

/** @typedef {{ offset: number, size: number }} Handle Where a block lies. */

const FOOTER = 48;
const MAGIC = Buffer.from('57fb808b247547db', 'hex');
const TRAILER = 5;
const STORED = 0;
const SNAPPY = 1;

const LOG_BLOCK = 32 * 1024;
const LOG_HEADER = 7;
const FULL = 1;
const FIRST = 2;
const LAST = 4;

/**
 * The entries of a table, block by block. Keys are spelt out: in the file one repeats only where it differs from the one
 * before.
 * @param {Buffer} file
 * @returns {Generator<Buffer>}
 */
export function* tableBlocks(file) {
  if (!file.subarray(-MAGIC.length).equals(MAGIC)) throw new Error('the table has no end');
  const footer = new Cursor(file.subarray(-FOOTER));
  footer.handle();
  for (const { value } of entriesOf(blockAt(file, footer.handle()))) {
    const entries = entriesOf(blockAt(file, new Cursor(value).handle()));
    yield Buffer.concat(entries.flatMap(({ key, value: said }) => [key, said]));
  }
}

/**
 * The records of a log, each in one piece. What was being written when the file was read is the last of them.
 * @param {Buffer} file
 * @returns {Generator<Buffer>}
 */
export function* logRecords(file) {
  /** @type {Buffer[]} */
  let parts = [];
  for (let start = 0; start < file.length; start += LOG_BLOCK) {
    const block = file.subarray(start, start + LOG_BLOCK);
    let at = 0;
    while (at + LOG_HEADER <= block.length) {
      const length = block.readUInt16LE(at + 4);
      const type = block.readUInt8(at + 6);
      // A block is filled up with zeros, and Chromium makes room before it writes.
      if (type === 0) break;
      if (type === FULL || type === FIRST) parts = [];
      parts.push(block.subarray(at + LOG_HEADER, at + LOG_HEADER + length));
      at += LOG_HEADER + length;
      if (type !== FULL && type !== LAST) continue;
      yield Buffer.concat(parts);
      parts = [];
    }
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/**
 * @param {Buffer} file
 * @param {Handle} handle
 */
function blockAt(file, { offset, size }) {
  if (offset + size + TRAILER > file.length) throw new Error('a block lies beyond the end of the table');
  const bytes = file.subarray(offset, offset + size);
  const compression = file.readUInt8(offset + size);
  if (compression === STORED) return bytes;
  if (compression !== SNAPPY) throw new Error(`nobody knows compression ${compression}`);
  return Buffer.from(snappy.uncompress(bytes));
}

/** @param {Buffer} block */
function entriesOf(block) {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 * (restarts + 1);
  const cursor = new Cursor(block);
  /** @type {{ key: Buffer, value: Buffer }[]} */
  const entries = [];
  let key = Buffer.alloc(0);
  while (cursor.at < end) {
    const [shared, own, length] = [cursor.number(), cursor.number(), cursor.number()];
    key = Buffer.concat([key.subarray(0, shared), cursor.take(own)]);
    entries.push({ key, value: cursor.take(length) });
  }
  return entries;
}

/** Reads a buffer from its beginning. */
class Cursor {
  #bytes;
  at = 0;

  /** @param {Buffer} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  /** A number of seven bits a byte, the lowest first. */
  number() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes.readUInt8(this.at);
      this.at += 1;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  }

  /** @returns {Handle} */
  handle() {
    return { offset: this.number(), size: this.number() };
  }

  /** @param {number} length */
  take(length) {
    if (this.at + length > this.#bytes.length) throw new Error('an entry is longer than its block');
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}
