/**
 * The built core in Node, spoken to as the extension's background speaks to it.
 *
 * Decides how a request is told as the browser's events. The module, its glue, the lists and the way over the wall are
 * those that are shipped; only the files come from the disk instead of the extension. Refuses to know what is told.
 */

import { readFileSync } from 'node:fs';

import { Wall } from '../../extension/background/wall.js';
import { streamReader } from '../../extension/shared/streams.js';
import { __wbg_reset_state, bringStreams, initSync, Meter } from '../../extension/wasm/telltale.js';

/** @typedef {import('../../extension/background/core.js').MeterHandle} MeterHandle */
/** @typedef {import('../../extension/background/events.js').Event} Event */
/** @typedef {import('../../extension/background/events.js').RequestBody} RequestBody */
/** @typedef {import('../../extension/background/events.js').RequestDetails} RequestDetails */
/** @typedef {import('./cases.mjs').Asked} Asked */
/** @typedef {import('./cases.mjs').Content} Content */
/** @typedef {{ meter: MeterHandle, memory: WebAssembly.Memory, wall: Wall }} Core */

const own = (/** @type {string} */ path) => readFileSync(new URL(`../../extension/${path}`, import.meta.url));

/** Reports are compared by value here, never by hash. */
export const KEY = new Uint8Array(32);

/** @type {WebAssembly.Module | undefined} */
let module;

/**
 * A fresh instance over the lists that are shipped.
 * @returns {Core}
 */
export function openCore() {
  if (module === undefined) module = new WebAssembly.Module(own('wasm/telltale_bg.wasm'));
  else __wbg_reset_state();
  const { memory } = initSync({ module });
  bringStreams(streamReader(own('wasm/streams_bg.wasm')));
  const lists = ['trackers', 'suffixes', 'companies'].map((name) => own(`data/${name}.bin`));
  const [trackers, suffixes, companies] = /** @type {[Buffer, Buffer, Buffer]} */ (lists);
  const meter = new Meter(trackers, suffixes, companies);
  return { meter, memory, wall: new Wall({ meter, memory }) };
}

/** @param {Uint8Array} bytes */
const buffer = (bytes) => new Uint8Array(bytes).buffer;

/**
 * A body as webRequest shows it.
 * @param {Content | undefined} body
 * @returns {RequestBody | null}
 */
export function requestBody(body) {
  if (body === undefined) return null;
  // Chromium's word for a Blob in a beacon.
  if (typeof body === 'string') return { error: 'Unknown error.' };
  if ('text' in body) return { raw: [{ bytes: buffer(Buffer.from(body.text)) }] };
  if ('base64' in body) return { raw: [{ bytes: buffer(Buffer.from(body.base64, 'base64')) }] };
  if ('parts' in body)
    return { raw: body.parts.map((part) => ({ bytes: buffer(Buffer.from(part, 'base64')) })) };
  // Of a body that is longer, browsers leave out whole parts: the files.
  if ('cut' in body) return { raw: [{ bytes: buffer(Buffer.from(body.cut[0])) }, { file: '/rest' }] };
  /** @type {Record<string, string[]>} */
  const formData = {};
  for (const [name, value] of body.form) (formData[name] ??= []).push(value);
  return { formData };
}

/**
 * What the background hears when a page makes a request.
 * @param {string} id
 * @param {number} tab
 * @param {Asked} request
 * @returns {Event[]}
 */
export function events(id, tab, { url, method = 'GET', type = 'xmlhttprequest', headers, ...told }) {
  const pages = [...(told.earlier ?? []), ...(told.page === undefined ? [] : [told.page])];
  const onPage = told.page !== undefined;
  /** @type {RequestDetails} */
  const details = { requestId: id, url, method, type, tabId: onPage ? tab : -1, timeStamp: 1000 };
  if (told.initiator !== undefined && told.initiator !== 'browser') details.initiator = told.initiator;
  const sent = headers && { requestHeaders: headers.map(([name, value]) => ({ name, value })) };
  return [
    { name: 'tab', details: { tab, isPrivate: false } },
    ...pages.map(
      (page) =>
        /** @type {Event} */ ({
          name: 'committed',
          details: { tab, frame: 0, url: page },
        }),
    ),
    { name: 'seen', details: { ...details, requestBody: requestBody(told.body) } },
    { name: 'sent', details: { ...details, ...sent } },
    { name: 'completed', details: { ...details, statusCode: 204 } },
  ];
}
