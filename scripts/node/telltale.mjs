/**
 * The matcher as a module for Node: ready when it is imported, synchronous, several lists at once.
 *
 * Decides how strings reach the wasm: through one buffer that is written in place, the document only when it is another one
 * than before. For what is longer, the buffer is made to fit and written again, which is slower and just as exact. Knows
 * nothing of rules.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { compile_list, initSync as initTexts } from './texts.js';
import { Matcher, PublicSuffixes, initSync } from './telltale.js';

const beside = (/** @type {string} */ name) => readFileSync(new URL(name, import.meta.url));
const { memory } = initSync({ module: beside('telltale_bg.wasm') });
initTexts({ module: beside('texts_bg.wasm') });
/** Parties are told apart by registrable domain, which takes the public suffixes. */
const suffixes = new PublicSuffixes(beside('suffixes.bin'));
const encoder = new TextEncoder();

/** The buffer starts with eight lengths of four bytes, which the matcher gets as arguments instead. */
const LENGTHS = 32;
const DEFAULT_ROOM = 64 * 1024;

const kinds = new Map(Matcher.kinds().map((name, index) => [name, index]));
kinds.set('beacon', kinds.get('ping') ?? 0);
/** What an engine calls a kind that it does not know. */
const other = kinds.get('other') ?? 0;

/**
 * Compiles filter lists into the blob that `openMatcher` takes.
 * @param {string[]} texts
 * @returns {Uint8Array}
 */
export function compileList(texts) {
  const bytes = texts.map((text) => encoder.encode(text));
  return compile_list(
    bytes,
    bytes.map((text) => createHash('sha256').update(text).digest('hex')),
  );
}

/**
 * @typedef {object} OpenMatcher
 * @property {(url: string, documentUrl: string, type: string) => boolean} match Whether a blocking rule hits and no
 *   exception frees the request. Types are those of webRequest.
 * @property {(url: string, documentUrl: string, type: string) => string} explain Which rule decided, in its own words.
 * @property {() => number} memory Bytes of wasm memory, of all matchers together.
 */

/**
 * Opens a compiled list.
 * @param {Uint8Array} bytes
 * @returns {OpenMatcher}
 */
export function openMatcher(bytes) {
  const matcher = new Matcher(bytes, suffixes);
  let room = DEFAULT_ROOM;
  let address = matcher.buffer() + LENGTHS;
  let view = new Uint8Array(memory.buffer, address, room);
  let document = '';

  /** @param {string} text */
  const write = (text) => {
    // Memory that grew, for whomever, has left the old view without a byte.
    if (view.length === 0) view = new Uint8Array(memory.buffer, address, room);
    const told = encoder.encodeInto(text, view);
    if (told.read === text.length) return told.written;
    // Three bytes are the most that one UTF-16 unit takes.
    room = 3 * text.length;
    address = matcher.reserve(room) + LENGTHS;
    view = new Uint8Array(memory.buffer, address, room);
    return encoder.encodeInto(text, view).written;
  };

  return {
    match(url, documentUrl, type) {
      if (documentUrl !== document) {
        matcher.document(write(documentUrl));
        document = documentUrl;
      }
      return matcher.check(write(url), kinds.get(type) ?? other);
    },
    explain: (url, documentUrl, type) => matcher.explain(url, documentUrl, kinds.get(type) ?? other),
    memory: () => memory.buffer.byteLength,
  };
}
