/**
 * Where the outlines of a timeline lie.
 *
 * Decides sizes and asks d3-shape for outlines. Refuses to know what they stand for, and when it was.
 */

import { d3 } from './d3.js';

/** A timeline is so high, in units of its own, and as wide as it has stretches: the page gives it its size. */
export const HEIGHT = 100;

/** @typedef {{ name: string, path: string }} Layer */

/**
 * Steps that stand on each other, one for each stretch.
 * @template {string} Name
 * @param {Record<Name, number>[]} stretches
 * @param {Name[]} names from the ground up
 * @param {number} most what is as high as the picture
 * @returns {Layer[]}
 */
export function layAreas(stretches, names, most) {
  const high = heightOf(most);
  const area = d3
    .area()
    .curve(d3.curveStepAfter)
    .x((/** @type {unknown} */ _, /** @type {number} */ at) => at)
    .y0((/** @type {[number, number]} */ [from]) => high(from))
    .y1((/** @type {[number, number]} */ [, to]) => high(to));
  return d3
    .stack()
    .keys(names)(toTheEnd(stretches))
    .map((/** @type {unknown} */ series, /** @type {number} */ at) => ({
      name: names[at],
      path: area(series),
    }));
}

/**
 * A line that steps from each stretch to the next.
 * @param {number[]} values
 * @param {number} most what is as high as the picture
 * @returns {string}
 */
export function layLine(values, most) {
  const high = heightOf(most);
  const line = d3
    .line()
    .curve(d3.curveStepAfter)
    .x((/** @type {unknown} */ _, /** @type {number} */ at) => at)
    .y(high);
  return line(toTheEnd(values)) ?? '';
}

/**
 * Steps go on to where the next stretch would begin, the last one as well.
 * @template Item
 * @param {Item[]} items
 */
function toTheEnd(items) {
  return [...items, ...items.slice(-1)];
}

/** @param {number} most */
function heightOf(most) {
  return (/** @type {number} */ value) => HEIGHT - (HEIGHT * value) / Math.max(1, most);
}
