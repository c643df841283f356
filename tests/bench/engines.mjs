/**
 * Everything whose speed is compared: Telltale, its rivals, and the least that a matcher in wasm has to do.
 *
 * Decides what that least is: the strings are written into a fixed buffer, the document only when it is another one than
 * before, and one call hashes the address once (FNV-1a, the cheapest that reads every byte).
 */

import { pathToFileURL } from 'node:url';

import { at } from '../../scripts/base/place.mjs';
import { rivals } from './rivals.mjs';

/** @typedef {import('./rivals.mjs').Rival} Rival */
/** @typedef {import('./rivals.mjs').Loaded} Loaded */

export const OURS = 'telltale';
export const FLOOR = 'floor';

const ROOM = 64 * 1024;
/** Exports its memory and `pass(length, document's length, type)`. */
const FLOOR_TEXT = `(module
  (memory (export "memory") 2)
  (func (export "pass") (param $length i32) (param $document i32) (param $type i32) (result i32)
    (local $at i32)
    (local $hash i32)
    (local.set $hash (i32.xor (i32.const 0x811c9dc5) (i32.add (local.get $document) (local.get $type))))
    (block $end
      (br_if $end (i32.eqz (local.get $length)))
      (loop $next
        (local.set $hash
          (i32.mul
            (i32.xor (local.get $hash) (i32.load8_u (local.get $at)))
            (i32.const 16777619)))
        (br_if $next
          (i32.lt_u
            (local.tee $at (i32.add (local.get $at) (i32.const 1)))
            (local.get $length)))))
    (local.get $hash)))`;

/** @returns {Promise<Loaded>} */
async function telltale() {
  // Built, so that whoever only checks types need not have it; its own text says what is in it.
  const built = pathToFileURL(at('dist', 'node', 'telltale.mjs')).href;
  /** @type {typeof import('../../scripts/node/telltale.mjs')} */
  const { compileList, openMatcher } = await import(built);
  /** @param {Uint8Array} bytes */
  const open = (bytes) => openMatcher(bytes).match;
  return {
    parse(lists) {
      const bytes = compileList(lists);
      return { match: open(bytes), store: () => bytes };
    },
    open,
  };
}

/** @returns {Promise<Loaded>} */
async function floor() {
  const { default: binaryen } = await import('binaryen');
  const module = binaryen.parseText(FLOOR_TEXT);
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (module.emitBinary())),
  );
  const { memory, pass } = /** @type {{ memory: WebAssembly.Memory, pass: (...of: number[]) => number }} */ (
    /** @type {unknown} */ (exports)
  );
  const address = new Uint8Array(memory.buffer, 0, ROOM);
  const page = new Uint8Array(memory.buffer, ROOM, ROOM);
  const encoder = new TextEncoder();
  let last = '';
  let length = 0;
  /** @type {Map<string, number>} */
  const kinds = new Map();
  /** @type {import('./rivals.mjs').Matcher} */
  const match = (url, document, type) => {
    if (document !== last) {
      length = encoder.encodeInto(document, page).written;
      last = document;
    }
    let kind = kinds.get(type);
    if (kind === undefined) kinds.set(type, (kind = kinds.size));
    return pass(encoder.encodeInto(url, address).written, length, kind) === 0;
  };
  return { parse: () => ({ match, store: () => null }), open: () => match };
}

/** @type {Rival[]} */
export const engines = [
  { name: OURS, title: 'Telltale', load: telltale },
  ...rivals,
  { name: FLOOR, title: 'the floor', load: floor },
];
