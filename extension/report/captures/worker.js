/**
 * Reads captures in a thread of its own, so that the page answers meanwhile.
 *
 * Decides how a file's bytes reach the core: in pieces, with a pause in between in which somebody may cancel. Refuses to
 * hold a file, or more of it than a piece. What can be asked stands in `calls.js`.
 *
 * @typedef {import('./calls.js').Calls} Calls
 * @typedef {import('./calls.js').Question} Question
 * @typedef {import('./calls.js').Reply} Reply
 * @typedef {import('./calls.js').Outcome} Outcome
 */

import { streamReader } from '../../shared/streams.js';
import { bringStreams, Captures, initSync, RawHar } from '../../wasm/captures.js';
import { PIECE } from './calls.js';

/** After so many milliseconds of work others get a turn. */
const TURN = 40;

/** @type {Captures | undefined} */
let captures;
let cancelled = false;

/** @returns {Captures} */
function shelf() {
  if (captures === undefined) throw new Error('the reader was asked before it began');
  return captures;
}

/** @type {{ [Name in keyof Calls]: (...args: Calls[Name]['args']) => Promise<Calls[Name]['answer']> | Calls[Name]['answer'] }} */
const CALLS = {
  begin(module, streams, lists, own, key) {
    initSync({ module });
    bringStreams(streamReader(streams));
    captures = new Captures(...lists, key);
    captures.openOwnLists(own.lists);
    captures.openOwnBeacons(own.beacons);
    return null;
  },
  open: (file, mode) => read(file, mode),
  cancel() {
    cancelled = true;
    return null;
  },
  close(id) {
    shelf().close(id);
    return null;
  },
  digest: (id) => shelf().digest(id),
  requests: (id, wanted) => shelf().requests(id, wanted),
  request: (id, which) => shelf().request(id, which),
  report: (id) => shelf().report(id),
  page: (id) => shelf().page(id),
  sessionPage: (snapshot, mode) => shelf().sessionPage(snapshot, mode),
  compare: (sides) => shelf().compare(sides),
  copy: (files) => copy(files),
  evidence: (ids, making) => shelf().evidence(new Uint32Array(ids), making),
  sessionEvidence: (snapshot, sides, making) => shelf().sessionEvidence(snapshot, sides, making),
};

/**
 * Whatever takes a file's bytes.
 * @typedef {Pick<Captures, 'give' | 'end'> & { advance(): { more: boolean, requests: number } }} Taker
 */

/**
 * Gives a file's bytes to the core, piece by piece.
 * @param {File} file
 * @param {Taker} core
 * @param {(taken: number, requests: number) => boolean} turn Whether to go on, asked where others had theirs.
 * @returns {Promise<{ stopped: boolean } | { unreadable: { at: number, what: string } }>}
 */
async function give(file, core, turn) {
  const bytes = file.stream().getReader();
  let taken = 0;
  let began = performance.now();

  /** Works until the core wants more bytes; false when somebody stopped it. */
  async function work() {
    for (;;) {
      const { more, requests } = core.advance();
      if (performance.now() - began > TURN) {
        await new Promise((resume) => setTimeout(resume));
        began = performance.now();
        if (!turn(taken, requests)) return false;
      }
      if (!more) return true;
    }
  }

  try {
    for (;;) {
      const { done, value } = await bytes.read();
      if (done) break;
      for (let at = 0; at < value.length; at += PIECE) {
        const piece = value.subarray(at, at + PIECE);
        taken += piece.length;
        core.give(piece);
        if (!(await work())) return { stopped: true };
      }
    }
    core.end();
    return { stopped: !(await work()) };
  } catch (error) {
    // The browser's own errors say that the file moved, changed or may not be read.
    if (!(error instanceof DOMException)) throw error;
    return { unreadable: { at: taken, what: error.message } };
  } finally {
    await bytes.cancel().catch(() => undefined);
  }
}

/**
 * Reads a file to its end, or until somebody cancels.
 * @param {File} file
 * @param {import('../../shared/messages.js').Mode} mode
 * @returns {Promise<Outcome>}
 */
async function read(file, mode) {
  cancelled = false;
  const core = shelf();
  core.open(file.name, mode);
  try {
    const given = await give(file, core, (taken, requests) => {
      say({ progress: { read: taken, requests } });
      return !cancelled;
    });
    if ('unreadable' in given) return { problem: { code: 'unreadable', ...given.unreadable, remedy: '' } };
    return given.stopped || cancelled ? { cancelled: true } : core.finish();
  } finally {
    core.cancel();
  }
}

/**
 * The requests of files as a HAR. Its text is handed to the browser piece by piece, which keeps it outside of this thread.
 * @param {{ file: File, mode: import('../../shared/messages.js').Mode }[]} files
 * @returns {Promise<import('./calls.js').Copied>}
 */
async function copy(files) {
  const har = new RawHar();
  /** @type {Blob[]} */
  const parts = [];
  /** @type {Taker} */
  const taker = {
    give: (bytes) => har.give(bytes),
    end: () => har.end(),
    advance() {
      const progress = har.advance();
      const text = har.text();
      if (text !== '') parts.push(new Blob([text]));
      return progress;
    },
  };
  for (const { file, mode } of files) {
    har.open(mode);
    const given = await give(file, taker, () => true);
    if ('unreadable' in given) {
      har.free();
      return { blob: new Blob(), unreadable: file.name };
    }
    // What is wrong with it was said when it was opened.
    har.close();
  }
  return { blob: new Blob([...parts, har.finish()], { type: 'application/json' }), unreadable: null };
}

/** @param {Reply} reply */
const say = (reply) => self.postMessage(reply);

addEventListener('message', async (/** @type {MessageEvent<Question>} */ { data: { id, call, args } }) => {
  try {
    const answer = /** @type {(...args: unknown[]) => unknown} */ (CALLS[call]);
    say({ id, value: await answer(...args) });
  } catch (error) {
    const { code = 'page_failed', message = '' } = /** @type {{ code?: string, message?: string }} */ (error);
    say({ id, error: { code, message } });
  }
});
