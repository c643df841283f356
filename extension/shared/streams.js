/**
 * Opens streams of brotli and zstd for a module of the core that has neither.
 *
 * Decides that the module for them is compiled and made when the first stream is met, which for most people is never, and that
 * an instance that became large, or that failed, is not used again: wasm gives no memory back. Refuses to know what a stream
 * is of.
 */

import { __wbg_reset_state, initSync, openStream } from '../wasm/streams.js';

/** @typedef {{ bytes: Uint8Array, whole: boolean }} Opened */
/** @typedef {(codec: number, bytes: Uint8Array, most: number) => Opened | null} StreamReader */

/** More memory than this an instance does not keep for the next stream. */
const KEPT = 8 * 1024 * 1024;

/** The glue holds one instance for whoever imports it. */
let used = false;

/**
 * @param {Uint8Array} bytes Those of the module.
 * @returns {StreamReader}
 */
export function streamReader(bytes) {
  /** @type {WebAssembly.Module | undefined} */
  let module;
  /** @type {WebAssembly.Memory | null} */
  let memory = null;
  return (codec, stream, most) => {
    try {
      module ??= new WebAssembly.Module(/** @type {Uint8Array<ArrayBuffer>} */ (bytes));
      if (memory === null || memory.buffer.byteLength > KEPT) {
        if (used) __wbg_reset_state();
        used = true;
        ({ memory } = initSync({ module }));
      }
      return openStream(codec, stream, most);
    } catch {
      memory = null;
      return null;
    }
  };
}
