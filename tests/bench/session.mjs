/**
 * What a long session takes: memory, a checkpoint, and the time until figures are there.
 *
 *   node tests/bench/session.mjs     (after "npm run build"; docs/benchmarks.md has the last table)
 */

import { openCore, figures } from './core.mjs';
import { median } from './statistics.mjs';
import { REQUESTS, session, SITES } from './workload.mjs';

const RUNS = 15;
const EVERY = 1_000;
const KEY = new Uint8Array(32);

const { meter, memory, wall } = openCore();
meter.setAccess(true);
const atRest = memory.buffer.byteLength;
let longestPiece = 0;
let events = 0;
let sinceFold = 0;
const begun = performance.now();
for (const event of session()) {
  wall.cross(event);
  events += 1;
  if (events % EVERY > 0) continue;
  // As the background does: a piece for each burst, and a checkpoint when there are too many.
  const piece = meter.journal();
  longestPiece = Math.max(longestPiece, piece?.length ?? 0);
  sinceFold += piece?.length ?? Infinity;
  if (sinceFold > 192 * 1024) {
    meter.checkpoint();
    sinceFold = 0;
  }
}
const told = performance.now() - begun;
const checkpoint = meter.checkpoint();
const grown = memory.buffer.byteLength - atRest;

/** @param {() => unknown} work */
function usual(work) {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return median(times);
}

const history = meter.history() ?? new Uint8Array();
const forHistory = memory.buffer.byteLength - atRest - grown;

/** @type {import('../../extension/shared/messages.js').Digest} */
const digest = meter.digest({}, KEY);
const { modes, recipients } = digest.summary;
const missing = digest.blind_spots.map(({ code, count }) => `${code} ${count ?? ''}`);
figures([
  ['requests told, on sites', `${REQUESTS}, ${SITES}`],
  ['requests counted', (modes.normal?.requests ?? 0) + (modes.private?.requests ?? 0)],
  ['recipients on sites that are told apart', recipients.reduce((sum, { sites }) => sum + sites.length, 0)],
  ['what reports say is missing', missing.join(', ')],
  ['wasm memory at rest, with lists', `${(atRest / 1024 / 1024).toFixed(1)} MiB`],
  ['wasm memory above that', `${(grown / 1024 / 1024).toFixed(1)} MiB (at most 32)`],
  [
    'checkpoint',
    `${checkpoint.length} bytes, ${Math.ceil(checkpoint.length / 3) * 4} as text (at most 1000000)`,
  ],
  [`longest piece of ${EVERY} events`, `${longestPiece} bytes`],
  ['a request, all its events', `${((told / REQUESTS) * 1000).toFixed(0)} µs`],
  [
    'glance and digest of a tab, as the popup asks',
    `${usual(() => [meter.glance(1), meter.digest({ tab: 1 }, KEY)]).toFixed(2)} ms`,
  ],
  ['digest of everything', `${usual(() => meter.digest({}, KEY)).toFixed(1)} ms`],
  ['report of everything', `${usual(() => meter.report({}, KEY)).toFixed(1)} ms`],
  ['taking a checkpoint', `${usual(() => meter.checkpoint()).toFixed(1)} ms`],
  ['taking it up', `${usual(() => meter.restore(checkpoint)).toFixed(1)} ms`],
  ['history of the normal windows', `${history.length} bytes`],
  ['making it', `${usual(() => meter.history()).toFixed(1)} ms`],
  ['wasm memory that making it added', `${(forHistory / 1024 / 1024).toFixed(1)} MiB`],
]);
