/**
 * Streams of brotli and zstd are opened by a module of their own, whatever became of the instance before.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

import { streamReader } from '../../extension/shared/streams.js';

const BROTLI = 0;
const ZSTD = 1;
const MEGABYTE = 1 << 20;
const TEXT = '{"url":"https://example.org/"}';

const reader = () =>
  streamReader(readFileSync(new URL('../../extension/wasm/streams_bg.wasm', import.meta.url)));
const textOf = (/** @type {{ bytes: Uint8Array } | null} */ opened) =>
  opened && new TextDecoder().decode(opened.bytes);

/**
 * Counts the instances that are made from now on.
 * @param {import('node:test').TestContext} context
 */
function countInstances(context) {
  const { Instance } = WebAssembly;
  let made = 0;
  context.after(() => {
    WebAssembly.Instance = Instance;
  });
  WebAssembly.Instance = class extends Instance {
    /** @param {ConstructorParameters<typeof Instance>} args */
    constructor(...args) {
      super(...args);
      made += 1;
    }
  };
  return () => made;
}

test('a stream is opened, whole, cut, and no further than to its bound', () => {
  const open = reader();
  const stream = brotliCompressSync(TEXT);
  assert.deepEqual(
    [textOf(open(BROTLI, stream, MEGABYTE)), open(BROTLI, stream, MEGABYTE)?.whole],
    [TEXT, true],
  );
  assert.equal(open(BROTLI, stream.subarray(0, -1), MEGABYTE)?.whole, false);
  const short = open(BROTLI, stream, 5);
  assert.deepEqual([textOf(short), short?.whole], [TEXT.slice(0, 5), false]);
});

test('what is no stream gives nothing, and what names no codec is refused without harm', () => {
  const open = reader();
  assert.deepEqual(open(ZSTD, Buffer.from(TEXT), MEGABYTE), { bytes: new Uint8Array(), whole: false });
  assert.equal(open(7, Buffer.from(TEXT), MEGABYTE), null);
  assert.equal(textOf(open(BROTLI, brotliCompressSync(TEXT), MEGABYTE)), TEXT);
});

test('an instance that became large, or failed, is left, and the next one opens as well', (context) => {
  const made = countInstances(context);
  const open = reader();
  const small = () => assert.equal(textOf(open(BROTLI, brotliCompressSync(TEXT), MEGABYTE)), TEXT);
  small();
  small();
  assert.equal(made(), 1, 'a small one is kept');
  const opened = open(BROTLI, brotliCompressSync(new Uint8Array(32 * MEGABYTE)), 24 * MEGABYTE);
  assert.deepEqual([opened?.bytes.length, opened?.whole], [24 * MEGABYTE, false]);
  small();
  assert.equal(made(), 2, 'a large one is not');
  open(7, Buffer.from(TEXT), MEGABYTE);
  small();
  assert.equal(made(), 3, 'nor is one that failed');
});

test('without its module nothing is opened, and nothing breaks', () => {
  assert.equal(streamReader(new Uint8Array())(BROTLI, brotliCompressSync(TEXT), MEGABYTE), null);
});
