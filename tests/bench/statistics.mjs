/**
 * What many measurements of one thing come to.
 *
 * Decides nothing about what is measured.
 */

/**
 * The value below which so large a share of the values lies; not a number where there are none.
 * @param {number[]} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const ordered = values.toSorted((one, other) => one - other);
  return ordered[Math.min(Math.floor(ordered.length * share), ordered.length - 1)] ?? NaN;
}

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);
