/**
 * Which rows of a long list stand on the page.
 *
 * Decides it from heights and counts alone: all rows are equally high, so that where each stands is known without looking at
 * the others. Refuses to know what is in them, and the page itself.
 *
 * @typedef {{ first: number, end: number }} Range From the first to before the end.
 * @typedef {object} Window What of a list is seen.
 * @property {number} top How far it is scrolled.
 * @property {number} height
 * @property {number} row The height of one.
 */

/** No browser lays out much more than this in one element: Firefox ends at some 17 million pixels. */
export const TALLEST = 15_000_000;

/**
 * How many rows can be listed.
 * @param {number} total
 * @param {number} row
 */
export const listed = (total, row) => (row > 0 ? Math.min(total, Math.floor(TALLEST / row)) : total);

/**
 * The rows that are seen, and so many before and after them.
 * @param {Window} window
 * @param {number} total
 * @param {number} around
 * @returns {Range}
 */
export function inView({ top, height, row }, total, around) {
  if (row <= 0) return { first: 0, end: 0 };
  const within = (/** @type {number} */ index) => Math.min(Math.max(0, index), total);
  return {
    first: within(Math.floor(top / row) - around),
    end: within(Math.ceil((top + height) / row) + around),
  };
}

/**
 * The rows that stand on the page, in their order: those of a range, and two that stay wherever they are.
 * @param {Range} range
 * @param {[number, number]} stay
 * @param {number} total
 */
export function standing({ first, end }, [one, other], total) {
  const apart = [...new Set([Math.min(one, other), Math.max(one, other)])].filter((index) => index < total);
  return [
    ...apart.filter((index) => index < first),
    ...Array.from({ length: end - first }, (_, index) => first + index),
    ...apart.filter((index) => index >= end),
  ];
}

/**
 * How far a list has to be scrolled so that a row is seen: as little as possible.
 * @param {number} index
 * @param {Window} window
 */
export function scrolledTo(index, { top, height, row }) {
  const start = index * row;
  if (start < top) return start;
  return Math.max(top, start + row - height);
}

/**
 * Which row a key leads to; null for a key that leads nowhere.
 * @param {string} key
 * @param {number} from
 * @param {number} view How many rows are seen at once.
 * @param {number} total
 */
export function ledTo(key, from, view, total) {
  /** @type {Record<string, number>} */
  const to = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + Math.max(1, view - 1),
    PageUp: from - Math.max(1, view - 1),
    Home: 0,
    End: total - 1,
  };
  const index = Object.hasOwn(to, key) ? to[key] : undefined;
  return index === undefined || total === 0 ? null : Math.min(Math.max(0, index), total - 1);
}

/**
 * The pages of a list on which rows stand.
 * @param {Range} range
 * @param {number} size Rows on a page.
 */
export function pagesOf({ first, end }, size) {
  const from = Math.floor(first / size);
  return Array.from({ length: Math.max(0, Math.ceil(end / size) - from) }, (_, index) => from + index);
}
