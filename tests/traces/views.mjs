/**
 * What a file holds besides its bytes as they lie there: the same, decompressed or put together again.
 *
 * Decides which kinds of file are opened, by their first bytes, or by their name where LevelDB gives them none. Refuses
 * to look for anything.
 *
 * @typedef {'as it lies' | 'mozLz4' | 'gzip' | 'zlib' | 'LevelDB table' | 'LevelDB log' | 'SQLite'} Container
 * @typedef {{ container: Container, bytes: Buffer }} View
 */

import { basename } from 'node:path';
import { constants, gunzipSync, inflateSync } from 'node:zlib';

import lz4 from 'lz4js';

import { logRecords, tableBlocks } from './leveldb.mjs';
import { hiddenIn, isDatabase, isLog } from './sqlite.mjs';

/** Firefox writes JSON so, and what it keeps of extensions for its next start. */
const MOZ_LZ4 = ['mozLz40\0', 'mozJSSCLz40v001\0'].map((magic) => Buffer.from(magic));
const GZIP = Buffer.from([0x1f, 0x8b, 8]);
const ZLIB_DEFLATE = 0x78;
const TABLE = /\.(ldb|sst)$/;
const LOG = /^(\d{6}\.log|MANIFEST-\d{6})$/;
/** No file of a profile says so much; one that would is refused, which is an error and not a clean file. */
const MOST = 256 * 1024 * 1024;
/** Of a file that was cut off, what is there. */
const LENIENT = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST };

/**
 * Everything that a file holds. A file that is of a kind and cannot be read as one throws: it was not searched.
 * @param {string} path
 * @param {Buffer} file
 * @returns {Generator<View>}
 */
export function* viewsOf(path, file) {
  yield { container: 'as it lies', bytes: file };
  const name = basename(path);
  const mozilla = MOZ_LZ4.find((magic) => startsWith(file, magic));
  if (mozilla) yield { container: 'mozLz4', bytes: lz4Block(file, mozilla.length) };
  else if (startsWith(file, GZIP)) yield { container: 'gzip', bytes: gunzipSync(file, LENIENT) };
  else if (isZlib(file)) yield* zlib(file);
  else if (isDatabase(file) || isLog(file)) {
    for (const bytes of hiddenIn(file)) yield { container: 'SQLite', bytes };
  } else if (TABLE.test(name) && file.length > 0) {
    for (const bytes of tableBlocks(file)) yield { container: 'LevelDB table', bytes };
  } else if (LOG.test(name)) {
    for (const bytes of logRecords(file)) yield { container: 'LevelDB log', bytes };
  }
}

/**
 * @param {Buffer} file
 * @param {Buffer} magic
 */
const startsWith = (file, magic) => file.subarray(0, magic.length).equals(magic);

/**
 * A block of LZ4 behind the length of what is in it.
 * @param {Buffer} file
 * @param {number} at
 */
function lz4Block(file, at) {
  const start = at + 4;
  const size = file.readUInt32LE(at);
  if (size > MOST) throw new Error(`it would be ${size} bytes long`);
  const bytes = Buffer.alloc(size);
  const written = lz4.decompressBlock(file, bytes, start, file.length - start, 0);
  if (written !== size) throw new Error(`${written} of ${size} bytes could be decompressed`);
  return bytes;
}

/**
 * Two bytes are no proof: a file that begins as if it were compressed and is not has been searched as it lies.
 * @param {Buffer} file
 */
const isZlib = (file) => file.length > 2 && file[0] === ZLIB_DEFLATE && file.readUInt16BE(0) % 31 === 0;

/**
 * @param {Buffer} file
 * @returns {Generator<View>}
 */
function* zlib(file) {
  try {
    yield { container: 'zlib', bytes: inflateSync(file, LENIENT) };
  } catch {
    // It only looked like it.
  }
}
