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

import { Captures, initSync } from '../../wasm/captures.js';

/** So many bytes cross the wall at a time. */
const PIECE = 256 * 1024;
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
  begin(module, lists, key) {
    initSync({ module });
    captures = new Captures(...lists, key);
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
  report: (id) => shelf().report(id),
  compare: (sides) => shelf().compare(sides),
  evidence: (ids, form, name, at) => shelf().evidence(new Uint32Array(ids), form, name, at),
};

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
  const bytes = file.stream().getReader();
  let taken = 0;
  let turn = performance.now();

  /** Works until the core wants more bytes; false when somebody cancelled. */
  async function work() {
    for (;;) {
      const { more, requests } = core.advance();
      if (performance.now() - turn > TURN) {
        say({ progress: { read: taken, requests } });
        await new Promise((resume) => setTimeout(resume));
        turn = performance.now();
      }
      if (cancelled || !more) return !cancelled;
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
        if (!(await work())) return { cancelled: true };
      }
    }
    core.end();
    return (await work()) ? core.finish() : { cancelled: true };
  } catch (error) {
    // The browser's own errors say that the file moved, changed or may not be read.
    if (!(error instanceof DOMException)) throw error;
    return { problem: { code: 'unreadable', at: taken, what: error.message, remedy: '' } };
  } finally {
    core.cancel();
    await bytes.cancel().catch(() => undefined);
  }
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
