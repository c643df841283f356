/**
 * What the page asks the reader of captures, and what it gets: every call stands here, once.
 *
 * Decides the names and shapes, and that the reader starts when it is first asked. Refuses to know what is shown.
 *
 * @typedef {import('../../shared/messages.js').Mode} Mode
 * @typedef {import('../../shared/messages.js').Told} Told
 *
 * @typedef {object} Problem What is wrong with a file.
 * @property {string} code
 * @property {number | null} at The byte at which it shows, where there is such a place.
 * @property {string} what The same in English.
 * @property {string} remedy
 *
 * @typedef {object} Opened A capture that was read.
 * @property {number} id
 * @property {{ file: string, format: string, creator: string | null, entries: number, requests: number, skipped: Skipped[] }} capture
 * @property {Mode} mode In which kind of window it was made, as its person says.
 * @property {Mode[]} modes The kinds of window of its requests.
 * @property {Problem | null} problem What was wrong where it was read all the same.
 *
 * @typedef {{ place: string, reason: string }} Skipped
 * @typedef {{ opened: Opened } | { problem: Problem } | { cancelled: true }} Outcome
 *
 * @typedef {object} ClaimTable What a vendor says of its collection, and every recipient held against it.
 * @property {string} claim
 * @property {string} says
 * @property {string[]} covers
 * @property {ClaimRow[]} recipients
 *
 * @typedef {object} ClaimRow
 * @property {string} registrable_domain
 * @property {Told[]} covered
 * @property {Told[]} beyond
 * @property {number} opaque How often it was told something that could not be opened.
 *
 * @typedef {import('../../shared/messages.js').Digest & { summary: { claims: ClaimTable[] } }} Digest
 * @typedef {import('../../shared/messages.js').Protocol} Protocol
 * @typedef {{ capture: number, mode: Mode }} Side
 *
 * @typedef {object} Stated What a person states beside evidence. What is not known is absent.
 * @property {string} [label]
 * @property {{ subject?: object, protocol?: object, statements?: object[] }} [given] As docs/evidence.md says.
 * @property {object} [incident]
 *
 * @typedef {Stated & { form: 'json' | 'html', id: string, created: number }} Making What a page brings to a document.
 * @typedef {import('../../shared/messages.js').Side} SessionSide
 * @typedef {{ normal?: SessionSide, private?: SessionSide }} SessionSides
 *
 * @typedef {object} Calls
 * @property {{ args: [module: WebAssembly.Module, streams: Uint8Array, lists: [...import('../../shared/own-files.js').Lists, addresses: Uint8Array], own: Record<import('../../shared/own.js').Kind, Uint8Array[]>, key: Uint8Array], answer: null }} begin
 * @property {{ args: [file: File, mode: Mode], answer: Outcome }} open
 * @property {{ args: [], answer: null }} cancel Lets go of the file that is being read.
 * @property {{ args: [id: number], answer: null }} close
 * @property {{ args: [id: number], answer: Digest }} digest
 * @property {{ args: [id: number, wanted: Protocol['requests']['question']], answer: Protocol['requests']['answer'] }} requests
 * @property {{ args: [id: number, which: Protocol['request']['question']], answer: Protocol['request']['answer'] }} request
 * @property {{ args: [id: number], answer: string }} report The text of a file.
 * @property {{ args: [id: number], answer: string }} page The same as a page of its own.
 * @property {{ args: [snapshot: Uint8Array, mode: Mode | null], answer: string }} sessionPage The same of the running session.
 * @property {{ args: [sides: { normal: Side, private: Side, reveal: boolean }], answer: import('../../shared/messages.js').Comparison }} compare
 * @property {{ args: [ids: number[], making: Making], answer: string }} evidence The text of a file.
 * @property {{ args: [snapshot: Uint8Array, sides: SessionSides, making: Making], answer: string }} sessionEvidence The same of
 *   the running session.
 * @property {{ args: [files: { file: File, mode: Mode }[]], answer: Copied }} copy
 *
 * @typedef {{ blob: Blob, unreadable: string | null }} Copied The requests of files as a HAR, unless one cannot be read any more.
 *
 * @typedef {{ id: number, call: keyof Calls, args: unknown[] }} Question
 * @typedef {{ read: number, requests: number }} Progress Bytes of the file, and requests in them.
 * @typedef {{ id: number, value: unknown } | { id: number, error: { code: string, message: string } } | { progress: Progress }} Reply
 */

import { fromText } from '../../shared/base64.js';
import { ask, Unanswered } from '../../shared/messages.js';
import { ownAddresses, ownCore } from '../../shared/own-files.js';
import { everyOwnItem, ownParts } from '../../shared/own.js';

/** So many bytes of a file cross the wall at a time. */
export const PIECE = 256 * 1024;

/** @type {Promise<Worker> | undefined} */
let reader;
/** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
const waiting = new Map();
let asked = 0;
/** @type {(progress: Progress) => void} */
let progressed = () => undefined;
/** @type {() => void} */
let lost = () => undefined;

/**
 * Asks the reader of captures.
 * @template {keyof Calls} Name
 * @param {Name} call
 * @param {Calls[Name]['args']} args
 * @returns {Promise<Calls[Name]['answer']>}
 * @throws {Unanswered} with the core's own code.
 */
export async function askReader(call, ...args) {
  reader ??= start();
  return send(await reader, call, args);
}

/** The running session as bytes, for what the reader makes of it. */
export async function takeSnapshot() {
  const { text } = await ask('snapshot', {});
  return fromText(text);
}

/**
 * Says who wants to know how far the file is that is being read.
 * @param {(progress: Progress) => void} listener
 */
export function watchProgress(listener) {
  progressed = listener;
}

/**
 * Says who wants to know that the reader was lost, and with it all that it had opened. The next question goes to a new one.
 * @param {() => void} listener
 */
export function watchReader(listener) {
  lost = listener;
}

/** What was compiled of what a person added; nothing where that has yet to be done. */
async function ownCompiled() {
  const items = await everyOwnItem();
  const [lists, beacons] = await Promise.all([
    ownParts('lists', items.lists),
    ownParts('beacons', items.beacons),
  ]);
  return { lists: lists ?? [], beacons: beacons ?? [] };
}

async function start() {
  try {
    const [{ module, streams, lists }, addresses, own] = await Promise.all([
      ownCore('captures'),
      ownAddresses(),
      ownCompiled(),
    ]);
    const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => settle(/** @type {Reply} */ (data), worker));
    worker.addEventListener('error', ({ message }) => lose(worker, message));
    const key = crypto.getRandomValues(new Uint8Array(32));
    await send(worker, 'begin', [module, streams, [...lists, addresses], own, key]);
    return worker;
  } catch (error) {
    // The next question tries again.
    reader = undefined;
    throw error;
  }
}

/**
 * @param {Worker} worker
 * @param {keyof Calls} call
 * @param {unknown[]} args
 */
function send(worker, call, args) {
  asked += 1;
  const id = asked;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, call, args });
  });
}

/**
 * A reader whose core trapped is in no known state: it is never asked again, and nobody waits for it any longer.
 * @param {Worker} worker
 * @param {string} message
 */
function lose(worker, message) {
  worker.terminate();
  reader = undefined;
  const askers = [...waiting.values()];
  waiting.clear();
  lost();
  for (const { reject } of askers) reject(new Unanswered('page_failed', message));
}

/**
 * @param {Reply} reply
 * @param {Worker} worker
 */
function settle(reply, worker) {
  if ('progress' in reply) return progressed(reply.progress);
  // Whatever has no code of the core's own is a trap.
  if ('error' in reply && reply.error.code === 'page_failed') return lose(worker, reply.error.message);
  const asker = waiting.get(reply.id);
  waiting.delete(reply.id);
  if ('error' in reply) asker?.reject(new Unanswered(reply.error.code, reply.error.message));
  else asker?.resolve(reply.value);
}
