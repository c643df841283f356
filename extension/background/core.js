/**
 * Brings the core to life: its wasm module and the lists that it reads.
 *
 * Decides how a fresh instance is made. Refuses to know when one is needed and what it is asked.
 *
 * A service worker cannot import a module twice, so a second instance comes from the same glue: its
 * `__wbg_reset_state` makes a new instance of the module that is already compiled, at once.
 */

import init, { __wbg_reset_state, bringStreams, initSync, Meter } from '../wasm/telltale.js';
import { ownCore } from '../shared/own-files.js';
import { streamReader } from '../shared/streams.js';

/** @typedef {import('../wasm/telltale.js').Meter} MeterHandle */
/** @typedef {{ meter: MeterHandle, memory: WebAssembly.Memory }} Instance */
/** @typedef {{ open: (known: boolean) => Instance }} Core An instance, over lists that are known to be whole or not. */

/**
 * Loads module and lists side by side.
 * @returns {Promise<Core>}
 */
export async function loadCore() {
  const { module, streams, lists } = await ownCore('telltale');
  await init({ module_or_path: module });
  const reader = streamReader(streams);
  let used = false;
  return {
    open(known) {
      if (used) __wbg_reset_state();
      used = true;
      const { memory } = initSync({ module });
      bringStreams(reader);
      return { meter: known ? Meter.reopen(...lists) : new Meter(...lists), memory };
    },
  };
}
