/**
 * Requests that were made to harm, as a browser would show them.
 *
 * Decides what they look like; `crate/core/tests/payload_hostile.rs` has the same ideas for the core alone. Refuses to know
 * what becomes of them.
 */

import { brotliCompressSync, constants, deflateRawSync, gzipSync } from 'node:zlib';

/** @typedef {import('../../extension/background/events.js').RequestBody} RequestBody */

/**
 * @typedef {object} Hostile
 * @property {string} name
 * @property {string} [url]
 * @property {RequestBody} [body]
 * @property {[string, string][]} [headers]
 * @property {boolean} [cut] Something of the body is missing, and the report has to say so.
 */

const PAGE = 'https://www.example.org/private/path';
const KILO = 1024;
const MEGA = KILO * KILO;

/** @param {Uint8Array | string} bytes */
const raw = (bytes) => {
  const { buffer, byteOffset, byteLength } = Buffer.from(bytes);
  return { raw: [{ bytes: /** @type {ArrayBuffer} */ (buffer.slice(byteOffset, byteOffset + byteLength)) }] };
};

/** @param {Uint8Array | string} bytes */
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/** A gigabyte in a megabyte: blocks that end at a byte and look at nothing before them may be repeated as they are. */
function bomb() {
  const block = deflateRawSync(Buffer.alloc(MEGA, 'a'), { level: 9, finishFlush: constants.Z_FULL_FLUSH });
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
  return Buffer.concat([head, ...Array.from({ length: 1024 }, () => block)]);
}

/** @param {number} most */
function base64OfBase64(most) {
  let text = JSON.stringify({ u: PAGE });
  while (text.length < most) text = base64(text);
  return text;
}

/** Bytes that look random, the same every time. */
function noise(/** @type {number} */ length) {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** JSON in a string in JSON in a string, deep in brackets each time. */
function deepInLayers() {
  let text = '1';
  for (let layer = 0; layer < 8; layer += 1) text = '['.repeat(60) + JSON.stringify(text) + ']'.repeat(60);
  return text;
}

const gzip = gzipSync(JSON.stringify({ u: PAGE, text: 'x'.repeat(4000) }));
const wrong = Buffer.from(gzip);
wrong.fill(0, wrong.length - 8, wrong.length - 4);
const many = Array.from({ length: 100_000 }, (_, at) => `p${at}=v${at}`).join('&');
const packed = base64(gzipSync('x'.repeat(MEGA)));
const contacts = Array.from({ length: 5000 }, (_, at) => `person${at}@example.com`);
const ids = Array.from(
  { length: 50_000 },
  (_, at) => `c${at}=3f2a8e0c1d4b4c6e9a7f0b1c2d${at.toString(16).padStart(6, '0')}`,
);
const query = 'https://tracker.test/t?';

/** @returns {Hostile[]} */
export const hostile = () => [
  { name: 'a megabyte of gzip that opens to a gigabyte', body: raw(bomb()) },
  {
    name: 'bombs within JSON',
    body: raw(JSON.stringify(Array.from({ length: 500 }, () => packed))),
    cut: false,
  },
  { name: 'base64 of base64 of …', url: `${query}a=${encodeURIComponent(base64OfBase64(500_000))}` },
  { name: 'base64 of base64 of …, in a body', body: raw(base64OfBase64(700_000)) },
  { name: 'lists ten thousand deep', body: raw('['.repeat(10_000) + 1 + ']'.repeat(10_000)) },
  { name: 'objects ten thousand deep', body: raw('{"a":'.repeat(10_000) + 1 + '}'.repeat(10_000)) },
  { name: 'depth in each of many layers', body: raw(deepInLayers()) },
  { name: 'a hundred thousand parameters', url: query + many },
  { name: 'a hundred thousand fields of a form', body: raw(many) },
  {
    name: 'a hundred thousand fields that the browser took apart',
    body: { formData: Object.fromEntries(many.split('&').map((pair) => [pair.split('=')[0], ['v']])) },
    cut: false,
  },
  { name: '64 megabytes', body: raw(`{"u":"${PAGE}","rest":"${'a'.repeat(64 * MEGA)}`), cut: true },
  {
    name: '64 megabytes in 64 parts',
    body: { raw: Array.from({ length: 64 }, () => raw('a'.repeat(MEGA)).raw).flat() },
    cut: true,
  },
  { name: 'an address of two megabytes', url: `${query}u=${PAGE}&a=${'%41'.repeat(700_000)}` },
  { name: 'a path of a million segments', url: `https://tracker.test/${'a/'.repeat(MEGA)}` },
  { name: 'a million percent signs', url: query + '%'.repeat(MEGA) },
  { name: 'half a million empty pairs', url: `${query}a=${'=&'.repeat(MEGA / 2)}` },
  { name: 'a list of half a million', url: `${query}a=${'a:b:'.repeat(MEGA / 4)}` },
  { name: 'contacts without end', body: raw(JSON.stringify(contacts)) },
  {
    name: 'cookies without end',
    headers: [
      ['cookie', ids.join(';')],
      ['referer', `https://${'a'.repeat(MEGA)}`],
      ['', '\ufffd'],
    ],
  },
  { name: 'invalid UTF-8', body: raw(Buffer.concat([Buffer.from(`{"u":"${PAGE}","x":"`), noise(500_000)])) },
  { name: 'noise', body: raw(noise(MEGA)) },
  { name: 'noise behind a mark of gzip', body: raw(Buffer.concat([gzip.subarray(0, 10), noise(MEGA / 2)])) },
  {
    name: 'noise behind a mark of zlib',
    body: raw(Buffer.concat([Buffer.from([0x78, 0x9c]), noise(MEGA / 2)])),
  },
  {
    name: 'noise behind a mark of zstd',
    body: raw(Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), noise(MEGA / 2)])),
  },
  { name: 'a window of gigabytes', body: raw(Buffer.from('28b52ffd00f8ffffffffffff', 'hex')) },
  { name: 'a frame of gigabytes', body: raw(Buffer.from('28b52ffde0ffffffffffffff0f000000', 'hex')) },
  {
    name: 'brotli with its largest window',
    body: raw(brotliCompressSync('a'.repeat(200_000), { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } })),
  },
  { name: 'lone surrogates in JSON', body: raw(`{"u":"${PAGE}","x":"${'\\ud83d'.repeat(100_000)}"}`) },
  { name: 'lone surrogates in an address', url: `${query}u=${PAGE}&x=${'\ud83d'.repeat(100_000)}` },
  {
    name: 'lone surrogates in a form',
    body: { formData: { '\ud83d': ['\ude00'.repeat(100_000)], u: [PAGE] } },
  },
  { name: 'a stream that is cut off', body: raw(gzip.subarray(0, gzip.length - 12)) },
  { name: 'a wrong checksum', body: raw(wrong) },
  {
    name: 'a part that is a file, and an error',
    body: { error: 'Unknown error.', raw: [{ file: '/rest' }] },
    cut: true,
  },
];
