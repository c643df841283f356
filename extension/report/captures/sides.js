/**
 * Opened captures as sides of a comparison: each kind of window in a capture is one.
 *
 * Decides how such a side is named in the page. Refuses to compare: the core does.
 *
 * @typedef {import('./calls.js').Side} Side
 */

import { named, words } from '../../shared/localize.js';
import { Unanswered } from '../../shared/messages.js';
import { askReader } from './calls.js';
import { queue } from './queue.js';

/**
 * Every side: its value in the page, and what it is called.
 * @returns {[value: string, text: string][]}
 */
export const capturedSides = () =>
  queue().flatMap(({ number, opened }) =>
    (opened?.modes ?? []).map(
      (mode) =>
        /** @type {[string, string]} */ ([
          `captured-${number}-${mode}`,
          words('side_capture', opened?.capture.file ?? '', named('mode', mode)),
        ]),
    ),
  );

/** @param {string} value */
export const isCaptured = (value) => value.startsWith('captured-');

/**
 * Compares two sides.
 * @param {{ first: string, second: string }} sides
 * @param {boolean} reveal
 */
export const compareCaptured = ({ first, second }, reveal) =>
  askReader('compare', { normal: sideOf(first), private: sideOf(second), reveal });

/**
 * The captures of which evidence can be made: one of normal windows and one of private ones, as their person says. None for
 * other sides.
 * @param {{ first: string, second: string }} sides
 * @returns {number[] | null}
 */
export function evidenceOf({ first, second }) {
  const captures = [...new Set([first, second].flatMap((value) => openedAs(value) ?? []))];
  const made = new Set(captures.map(({ mode }) => mode));
  return made.has('normal') && made.has('private') ? captures.map(({ id }) => id) : null;
}

/**
 * The side that a value stands for. Its file may have been closed, or be read again, since the value was written down.
 * @param {string} value
 * @returns {Side}
 */
function sideOf(value) {
  const opened = openedAs(value);
  if (opened === null) throw new Unanswered('capture_unknown', value);
  const mode = value.split('-')[2];
  return { capture: opened.id, mode: mode === 'normal' || mode === 'private' ? mode : 'unknown' };
}

/** @param {string} value */
function openedAs(value) {
  if (!isCaptured(value)) return null;
  const number = Number(value.split('-')[1]);
  return queue().find((entry) => entry.number === number)?.opened ?? null;
}
