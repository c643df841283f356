/**
 * The report's comparison: which two sides, and what came of it.
 *
 * Decides which sides are offered and when they are compared anew. Refuses to judge: verdict, order and counts are the
 * core's. Neither address nor title of the page says what is compared.
 */

import { unansweredText } from '../components/failure.js';
import { make } from '../components/make.js';
import { list, named, number, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';
import { rawRequests } from './captures/raw.js';
import { capturedSides, compareCaptured, evidenceOf, isCaptured } from './captures/sides.js';
import { offerEvidence } from './evidence/dialog.js';
import { watchExperiment } from './experiment.js';
import { showRecordings, watchRecordings } from './recordings.js';
import { showComparison } from './verdict.js';

/** @typedef {import('../shared/messages.js').Side} Side */
/** @typedef {import('../shared/messages.js').Recording} Recording */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const first = /** @type {HTMLSelectElement} */ (byId('first'));
const second = /** @type {HTMLSelectElement} */ (byId('second'));

let chosen = { first: 'running-normal', second: 'running-private' };
let revealed = false;
/** The recordings that there are. @type {Recording[]} */
let heard = [];

/**
 * A side as the value of an option, and back.
 * @param {string} value
 * @returns {Side}
 */
function sideOf(value) {
  const [kind, which = ''] = value.split('-');
  if (kind === 'recording') return { recording: Number(which) };
  return { running: which === 'private' ? 'private' : 'normal' };
}

/**
 * What evidence is of: sides of which one is of normal windows and one of private ones. None for others.
 * @param {{ first: string, second: string }} sides
 * @param {Recording[]} recordings
 * @returns {import('./evidence/dialog.js').Matter | null}
 */
function matterOf(sides, recordings) {
  if (isCaptured(sides.first)) {
    const captures = evidenceOf(sides);
    return captures && { captures };
  }
  const is = (/** @type {string} */ value, /** @type {import('../shared/messages.js').Mode} */ mode) => {
    const side = sideOf(value);
    if ('running' in side) return side.running === mode;
    const made = recordings.find(({ id }) => id === side.recording);
    return made !== undefined && made.modes.every((one) => one === mode);
  };
  const { first: normal, second: secret } = sides;
  if (!is(normal, 'normal') || !is(secret, 'private')) return null;
  return { session: { normal: sideOf(normal), private: sideOf(secret) } };
}

/** @param {Recording[]} recordings */
function offer(recordings) {
  /** @type {[string, string][]} */
  const running = [
    ['running-normal', words('side_running_normal')],
    ['running-private', words('side_running_private')],
    ...recordings.map(
      ({ id, label, modes }) =>
        /** @type {[string, string]} */ ([
          `recording-${id}`,
          words(
            'side_recording',
            label || words('recording_unnamed', number(id)),
            list(modes.map((mode) => named('mode', mode))),
          ),
        ]),
    ),
  ];
  const captured = capturedSides();
  for (const [select, value] of /** @type {const} */ ([
    [first, chosen.first],
    [second, chosen.second],
  ])) {
    select.replaceChildren(
      ...(captured.length < 2
        ? options(running)
        : [group('sides_session', running), group('sides_captures', captured)]),
    );
    select.value = value;
    // A side that is gone leaves its place to the windows themselves.
    if (select.selectedIndex < 0) select.selectedIndex = select === first ? 0 : 1;
  }
  keepTogether(second, first);
  chosen = { first: first.value, second: second.value };
}

/** @param {[string, string][]} sides */
function options(sides) {
  return sides.map(([side, text]) => make('option', { value: side }, text));
}

/**
 * @param {string} key
 * @param {[string, string][]} sides
 */
function group(key, sides) {
  return make('optgroup', { label: words(key) }, ...options(sides));
}

/**
 * Captures are compared with captures, and what the background holds with what it holds: where one side changed over, the
 * other follows.
 * @param {HTMLSelectElement} changed
 * @param {HTMLSelectElement} other
 */
function keepTogether(changed, other) {
  const captured = isCaptured(changed.value);
  if (isCaptured(other.value) === captured) return;
  const follows = [...other.options].find(
    ({ value }) => isCaptured(value) === captured && value !== changed.value,
  );
  if (follows) other.value = follows.value;
}

/**
 * @param {{ first: string, second: string }} sides
 */
function compared(sides) {
  if (isCaptured(sides.first)) return compareCaptured(sides, revealed);
  return ask('compare', { normal: sideOf(sides.first), private: sideOf(sides.second), reveal: revealed });
}

/** Draws everything anew; the page says of itself how it went. */
async function draw() {
  try {
    const recordings = await ask('recordings', {});
    heard = recordings;
    offer(recordings);
    showRecordings(recordings);
    const asked = chosen;
    const comparison = await compared(asked);
    // Other sides were chosen meanwhile: they are drawn after this.
    if (asked !== chosen) return;
    showComparison(comparison, { revealed });
    byId('compare-evidence').hidden = matterOf(chosen, recordings) === null;
    byId('compare-raw').hidden = evidenceOf(chosen) === null;
    byId('compare-failure').hidden = true;
    document.documentElement.dataset['state'] = `compared-${comparison.verdict}`;
  } catch (error) {
    byId('compare-failure').hidden = false;
    byId('compare-failure-text').textContent = unansweredText(error);
    document.documentElement.dataset['state'] = 'failed';
  }
}

/** @param {{ first: string, second: string }} sides */
function choose(sides) {
  chosen = sides;
  hideValues();
  return draw();
}

/**
 * Compares the first two captures that are open.
 */
export function chooseCaptures() {
  const [one, other] = capturedSides();
  if (one === undefined || other === undefined) return;
  chosen = { first: one[0], second: other[0] };
  hideValues();
}

/** What was revealed of one comparison is not revealed of the next. */
function hideValues() {
  revealed = false;
  byId('reveal').setAttribute('aria-pressed', 'false');
}

let begun = false;

/** Shows the view; from then on it keeps itself true. */
export function showCompare() {
  if (!begun) {
    begun = true;
    watchRecordings(draw);
    watchExperiment(async ({ normal, private: secret }) => {
      const made = { first: `recording-${normal}`, second: `recording-${secret}` };
      await choose(made);
      return chosen.first === made.first && chosen.second === made.second;
    });
    for (const select of [first, second]) {
      select.addEventListener('change', () => {
        keepTogether(select, select === first ? second : first);
        void choose({ first: first.value, second: second.value });
      });
    }
    byId('sides').addEventListener('submit', (event) => {
      event.preventDefault();
      void draw();
    });
    offerEvidence(byId('compare-evidence'), () => matterOf(chosen, heard));
    byId('sides').after(rawRequests('compare', () => evidenceOf(chosen) ?? []));
    byId('reveal').addEventListener('click', () => {
      revealed = !revealed;
      byId('reveal').setAttribute('aria-pressed', String(revealed));
      void draw();
    });
  }
  return draw();
}
