/**
 * Combinations of which a few are as good as all: every value of each factor meets every value of each other one.
 *
 * Decides which combinations, and always the same ones. Refuses to know what the factors are.
 *
 * @typedef {Record<string, readonly string[]>} Factors
 */

/** What stands between the parts of a pair's name; no value holds it. */
const JOINT = '\n';
/** So often no pair is met that it would outweigh a new one. */
const SELDOM = 1e6;

/**
 * Combinations in which each pair of values occurs at least once.
 * @template {string} Name
 * @param {Record<Name, readonly string[]>} factors
 * @returns {Record<Name, string>[]}
 */
export function pairwise(factors) {
  const names = /** @type {Name[]} */ (Object.keys(factors));
  /** @type {Map<string, [Name, string, Name, string]>} */
  const open = new Map();
  for (const [at, one] of names.entries())
    for (const other of names.slice(at + 1))
      for (const first of factors[one])
        for (const second of factors[other])
          open.set(nameOf(one, first, other, second), [one, first, other, second]);
  /** How often each pair was met. @type {Map<string, number>} */
  const met = new Map();
  /** @type {Record<Name, string>[]} */
  const rows = [];
  // The first pair that is left begins a combination, so that each takes at least one away.
  for (let [left] = open.values(); left !== undefined; [left] = open.values()) {
    const [one, first, other, second] = left;
    const row = /** @type {Record<Name, string>} */ ({ [one]: first, [other]: second });
    for (const name of names.filter((one) => !(one in row))) {
      const worth = (/** @type {string} */ value) =>
        pairsOf({ ...row, [name]: value }, names)
          // What was met often before is worth less: so no two values keep each other company all the time.
          .map((pair) => (open.has(pair) ? 1 : 0) - (met.get(pair) ?? 0) / SELDOM)
          .reduce((all, one) => all + one, 0);
      row[name] = factors[name].reduce((best, value) => (worth(value) > worth(best) ? value : best));
    }
    for (const pair of pairsOf(row, names)) {
      open.delete(pair);
      met.set(pair, (met.get(pair) ?? 0) + 1);
    }
    rows.push(row);
  }
  return rows;
}

/**
 * The pairs that stand in a combination, or in what there is of it.
 * @template {string} Name
 * @param {Partial<Record<Name, string>>} row
 * @param {Name[]} names in their order
 */
function pairsOf(row, names) {
  const there = names.flatMap((name) => {
    const value = row[name];
    return value === undefined ? [] : [{ name, value }];
  });
  return there.flatMap((one, at) =>
    there.slice(at + 1).map((other) => nameOf(one.name, one.value, other.name, other.value)),
  );
}

/** @param {string[]} parts */
function nameOf(...parts) {
  return parts.join(JOINT);
}
