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

const RESAMPLED = 2_000;

/** @typedef {{ ratio: number, from: number, to: number }} Ratio The ratio, and where it lies in 95 of 100 resamplings. */

/**
 * The ratio of medians.
 * @param {number[]} over
 * @param {number[]} under
 * @returns {Ratio}
 */
export function ratioOf(over, under) {
  const drawn = (/** @type {number[]} */ from) =>
    from.map(() => from[Math.floor(Math.random() * from.length)] ?? NaN);
  return within(median(over) / median(under), () => median(drawn(over)) / median(drawn(under)));
}

/**
 * The median of the ratios of pairs.
 * @param {number[]} over
 * @param {number[]} under Each measured beside the one in the same place.
 * @returns {Ratio}
 */
export function ratioOfPairs(over, under) {
  const ratios = over.map((value, place) => value / (under[place] ?? NaN));
  return within(median(ratios), () =>
    median(ratios.map(() => ratios[Math.floor(Math.random() * ratios.length)] ?? NaN)),
  );
}

/**
 * @param {number} ratio
 * @param {() => number} resampled
 * @returns {Ratio}
 */
function within(ratio, resampled) {
  const all = Array.from({ length: RESAMPLED }, resampled);
  return { ratio, from: quantile(all, 0.025), to: quantile(all, 0.975) };
}

/** @param {Ratio} ratio */
export const inWords = ({ ratio, from, to }) =>
  `${ratio.toFixed(2)} (${from.toFixed(2)} to ${to.toFixed(2)})`;
