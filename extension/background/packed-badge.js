/**
 * Reads what the core says of a tab's badge in one number, which it is asked for after nearly every request.
 *
 * Decides nothing: which digits say what, `crate/src/badge.rs` decides. Refuses to know how a badge looks.
 */

/** @typedef {import('./badge.js').Badge} Badge */

/** @type {readonly Badge['mode'][]} */
const MODES = ['normal', 'private', 'unknown'];
/** @type {readonly Badge['grade'][]} */
const GRADES = [null, 'A', 'B', 'C', 'D', 'E', 'F'];
/** The number has more digits than JavaScript shifts: whether paused, mode and grade are below this, */
const COUNTS = 1 << 6;
/** … and how many were told something is below this. */
const RECIPIENTS = 1 << 20;

/**
 * What a badge says.
 * @param {number} packed
 * @returns {Badge}
 */
export function badgeIn(packed) {
  const counts = Math.floor(packed / COUNTS);
  const rest = packed - counts * COUNTS;
  const recipients = Math.floor(counts / RECIPIENTS);
  return {
    recipients,
    told: counts - recipients * RECIPIENTS,
    grade: GRADES[rest >> 3] ?? null,
    mode: MODES[(rest >> 1) & 3] ?? 'unknown',
    paused: (rest & 1) === 1,
  };
}
