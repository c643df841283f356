/**
 * Opened captures as sides of a comparison: each kind of window in a capture is one.
 *
 * Decides how such a side is named in the page. Refuses to compare: the core does.
 *
 * @typedef {import('./calls.js').Side} Side
 */

import { named, words } from '../../shared/localize.js';
import { askReader } from './calls.js';
import { openedCaptures } from './queue.js';

/**
 * Every side: its value in the page, and what it is called.
 * @returns {[value: string, text: string][]}
 */
export const capturedSides = () =>
  openedCaptures().flatMap(({ id, capture, modes }) =>
    modes.map(
      (mode) =>
        /** @type {[string, string]} */ ([
          `captured-${id}-${mode}`,
          words('side_capture', capture.file, named('mode', mode)),
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
  const ids = [first, second].map((value) => (isCaptured(value) ? sideOf(value).capture : null));
  const captures = openedCaptures().filter(({ id }) => ids.includes(id));
  const made = new Set(captures.map(({ mode }) => mode));
  return made.has('normal') && made.has('private') ? captures.map(({ id }) => id) : null;
}

/**
 * @param {string} value
 * @returns {Side}
 */
function sideOf(value) {
  const [, id, mode] = value.split('-');
  return { capture: Number(id), mode: mode === 'normal' || mode === 'private' ? mode : 'unknown' };
}
