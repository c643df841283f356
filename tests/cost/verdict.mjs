/**
 * Whether counts, or sizes, are as they were.
 *
 * Decides what is too many and what is too few. With another compiler, or for another kind of processor, every count is
 * another one: then only how they stand to each other can be compared, and less closely.
 */

/** Who says more. */
const WHERE = { instructions: '; callgrind_annotate says where', bytes: '' };

/** Kept counts and new ones. @typedef {Record<string, number>} Counts */

/** A rise that is none of chance: counts of the same program differ by less than a hundredth. */
const RISE = 0.05;
/** So much less has a reason that is worth keeping. */
const FALL = 0.2;
/** How much further than the others one part may have moved under another compiler. */
const APART = 0.25;

/**
 * What is wrong with each part that is not as it was; nothing if all are.
 * @param {Counts} before
 * @param {Counts} now
 * @param {boolean} comparable whether the same compiler made both
 * @param {'instructions' | 'bytes'} [unit]
 * @returns {string[]}
 */
export function wrong(before, now, comparable, unit = 'instructions') {
  const parts = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const whole = parts.filter((part) => (before[part] ?? 0) > 0 && (now[part] ?? 0) > 0);
  const missing = parts
    .filter((part) => !whole.includes(part))
    .map((part) => `${part}: is not in both, renew what is kept`);
  const ratio = (/** @type {string} */ part) => (now[part] ?? 0) / (before[part] ?? 1);
  const usual = comparable ? 1 : middle(whole.map(ratio));
  const [most, least] = comparable ? [1 + RISE, 1 - FALL] : [1 + APART, 1 - APART];
  const moved = whole.flatMap((part) => {
    const against = ratio(part) / usual;
    const beside = comparable ? '' : ' beside the other parts';
    const said = `${part}: ${now[part]} ${unit}, ${before[part]} before (${percent(against)}${beside})`;
    if (against > most) return [`${said}: more than ${percent(most)}${WHERE[unit]}`];
    if (against < least) return [`${said}: renew what is kept, so that what was won is kept`];
    return [];
  });
  return [...missing, ...moved];
}

/**
 * What else is other than when the counts were kept: it may be why they are, and no code at all.
 * @typedef {{ list: string, things: Record<string, number> }} Beside
 * @param {Beside} before
 * @param {Beside} now
 */
export function others(before, now) {
  const list = before.list === now.list ? [] : ['The built-in list is another one than was counted with.'];
  const parts = Object.entries(now.things).filter(([part, things]) => before.things[part] !== things);
  const moved = parts.map(
    ([part, things]) => `${part}: ${things} things, ${before.things[part] ?? 'none'} before.`,
  );
  return [...list, ...moved].map((text) => `${text} `).join('');
}

/** @param {number} ratio */
export const percent = (ratio) =>
  Number.isNaN(ratio) ? 'new' : `${ratio < 1 ? '−' : '+'}${Math.abs((ratio - 1) * 100).toFixed(1)} %`;

/** @param {number[]} ratios */
function middle(ratios) {
  const sorted = ratios.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 1;
}
