/**
 * Reads the files that came with the extension: the core's modules, the lists, and the messages of a language.
 *
 * Decides where they lie. Refuses to read anything else: it is the only file that may fetch.
 */

import { browser } from './browser.js';

/** @typedef {[trackers: Uint8Array, suffixes: Uint8Array, companies: Uint8Array]} Lists */

/** @param {string} path */
async function ownFile(path) {
  const answer = await fetch(browser.runtime.getURL(path));
  if (!answer.ok) throw new Error(`${path} is missing from the extension; build it with "npm run build"`);
  return answer;
}

/**
 * The messages of a language.
 * @param {string} path
 * @returns {Promise<Record<string, import('./language.js').Entry>>}
 */
export const ownMessages = async (path) => (await ownFile(path)).json();

/** @param {string} path */
async function bytesOf(path) {
  const file = await ownFile(path);
  return new Uint8Array(await file.arrayBuffer());
}

const list = (/** @type {string} */ name) => bytesOf(`extension/data/${name}.bin`);

/**
 * Compiles a module while its bytes arrive, where the browser names it as what it is.
 * @param {string} name
 */
async function compiled(name) {
  const file = await ownFile(`extension/wasm/${name}_bg.wasm`);
  if (file.headers.get('content-type') === 'application/wasm') return WebAssembly.compileStreaming(file);
  return WebAssembly.compile(await file.arrayBuffer());
}

/** The module that makes something of texts: seldom needed, and of no use to a request. */
export const textsModule = () => compiled('texts');

/** The table of where addresses are registered: long, and of use to reports alone. */
export const ownAddresses = () => list('addresses');

/**
 * One of the core's modules, compiled, the lists that it reads, and the module that opens streams for it, side by side.
 * @param {'telltale' | 'captures'} name
 * @returns {Promise<{ module: WebAssembly.Module, streams: Uint8Array, lists: Lists }>} The second is not compiled: hardly ever
 *   it is needed, and then at once.
 */
export async function ownCore(name) {
  const [module, streams, ...lists] = await Promise.all([
    compiled(name),
    bytesOf('extension/wasm/streams_bg.wasm'),
    list('trackers'),
    list('suffixes'),
    list('companies'),
  ]);
  return { module, streams, lists };
}
