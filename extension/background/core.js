/**
 * Brings the core to life: its wasm module and the lists that it reads.
 *
 * Decides where the files lie and how a fresh instance is made. Refuses to know when one is needed and what it is asked.
 *
 * A service worker cannot import a module twice, so a second instance comes from the same glue: its
 * `__wbg_reset_state` makes a new instance of the module that is already compiled, at once.
 */

import init, { __wbg_reset_state, initSync, Meter } from '../wasm/telltale.js';
import { browser } from '../shared/browser.js';

/** @typedef {import('../wasm/telltale.js').Meter} MeterHandle */
/** @typedef {{ meter: MeterHandle, memory: WebAssembly.Memory }} Instance */
/** @typedef {{ open: () => Instance }} Core */

/**
 * Reads one file of the extension itself.
 * @param {string} path
 */
async function ownFile(path) {
  const answer = await fetch(browser.runtime.getURL(path));
  if (!answer.ok) throw new Error(`${path} is missing from the extension; build it with "npm run build"`);
  return answer.arrayBuffer();
}

/** @param {string} name */
const list = async (name) => new Uint8Array(await ownFile(`extension/data/${name}.bin`));

/**
 * Loads module and lists side by side.
 * @returns {Promise<Core>}
 */
export async function loadCore() {
  const [module, trackers, suffixes, companies] = await Promise.all([
    ownFile('extension/wasm/telltale_bg.wasm').then((bytes) => WebAssembly.compile(bytes)),
    list('trackers'),
    list('suffixes'),
    list('companies'),
  ]);
  await init({ module_or_path: module });
  let used = false;
  return {
    open() {
      if (used) __wbg_reset_state();
      used = true;
      const { memory } = initSync({ module });
      return { meter: new Meter(trackers, suffixes, companies), memory };
    },
  };
}
