/**
 * The files that somebody chose: which waits, which is being read, which is open.
 *
 * Decides that they are read one after the other, in the order in which they were chosen, and again when the reader was
 * lost, but for the file that it was lost over. Refuses to know how they are shown, and keeps nothing beyond the page.
 *
 * @typedef {import('./calls.js').Mode} Mode
 * @typedef {import('./calls.js').Opened} Opened
 * @typedef {import('./calls.js').Problem} Problem
 *
 * @typedef {object} Entry
 * @property {number} number
 * @property {File} file
 * @property {Mode} mode
 * @property {'waiting' | 'reading' | 'opened' | 'failed' | 'cancelled'} state
 * @property {number} read Bytes of the file.
 * @property {number} requests
 * @property {Opened | null} opened
 * @property {Problem | null} problem
 */

import { Unanswered } from '../../shared/messages.js';
import { askReader, watchProgress, watchReader } from './calls.js';

/** @type {Entry[]} */
const entries = [];
let last = 0;
let busy = false;
/** @type {(entry: Entry | null) => void} */
let changed = () => undefined;

/** @returns {readonly Entry[]} */
export const queue = () => entries;

/**
 * Says who wants to know of changes; no entry means that one is gone.
 * @param {(entry: Entry | null) => void} listener
 */
export function watchQueue(listener) {
  changed = listener;
}

/**
 * Puts files behind those that wait.
 * @param {Iterable<File>} files
 * @param {Mode} mode
 */
export function add(files, mode) {
  for (const file of files) {
    last += 1;
    /** @type {Entry} */
    const entry = {
      number: last,
      file,
      mode,
      state: 'waiting',
      read: 0,
      requests: 0,
      opened: null,
      problem: null,
    };
    entries.push(entry);
    changed(entry);
  }
  void readOn();
}

/**
 * Takes a file out of the queue, stops reading it, or closes it.
 * @param {Entry} entry
 */
export async function letGo(entry) {
  if (entry.state === 'waiting') return settle(entry, { state: 'cancelled' });
  // Who reads the file is told how that ends.
  if (entry.state === 'reading') return void askReader('cancel').catch(() => undefined);
  entries.splice(entries.indexOf(entry), 1);
  if (entry.opened !== null) await askReader('close', entry.opened.id);
  changed(null);
}

watchReader(() => {
  for (const entry of entries) {
    if (entry.opened !== null) Object.assign(entry, { state: 'waiting', opened: null, read: 0, requests: 0 });
  }
  changed(null);
  for (const entry of entries) changed(entry);
  void readOn();
});

/** Reads what waits, one file at a time. */
async function readOn() {
  if (busy) return;
  busy = true;
  for (let entry = next(); entry !== undefined; entry = next()) await readOne(entry);
  busy = false;
}

const next = () => entries.find(({ state }) => state === 'waiting');

/** @param {Entry} entry */
async function readOne(entry) {
  settle(entry, { state: 'reading' });
  watchProgress((progress) => settle(entry, progress));
  try {
    const outcome = await askReader('open', entry.file, entry.mode);
    if ('opened' in outcome) {
      const { opened } = outcome;
      settle(entry, { state: 'opened', opened, problem: opened.problem, requests: opened.capture.requests });
    } else if ('problem' in outcome) settle(entry, { state: 'failed', problem: outcome.problem });
    else settle(entry, { state: 'cancelled' });
  } catch (error) {
    const { code, message } =
      error instanceof Unanswered ? error : { code: 'page_failed', message: String(error) };
    settle(entry, { state: 'failed', problem: { code, at: null, what: message, remedy: '' } });
  }
}

/**
 * @param {Entry} entry
 * @param {Partial<Entry>} facts
 */
function settle(entry, facts) {
  Object.assign(entry, facts);
  changed(entry);
}
