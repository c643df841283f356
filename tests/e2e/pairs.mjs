/**
 * Combinations of which a few are as good as all: every value of each factor meets every value of each other one.
 *
 * Decides which combinations, and always the same ones. Refuses to know what the factors are.
 *
 * @typedef {Record<string, readonly string[]>} Factors
 */

/** What stands between the parts of a pair's name; no value holds it. */
const JOINT = '\n';
/** So often nothing is used that it would outweigh a new pair. */
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
  /** @type {Map<string, number>} */
  const uses = new Map();
  /** @type {Record<Name, string>[]} */
  const rows = [];
  // The first pair that is left begins a combination, so that each takes at least one away.
  for (let [left] = open.values(); left !== undefined; [left] = open.values()) {
    const [one, first, other, second] = left;
    const row = /** @type {Record<Name, string>} */ ({ [one]: first, [other]: second });
    for (const name of names.filter((one) => !(one in row))) {
      // Of equally good ones the one that was used least: so each comes about as often as the others.
      const worth = (/** @type {string} */ value) =>
        newPairs(row, name, value, names, open).length - (uses.get(nameOf(name, value)) ?? 0) / SELDOM;
      row[name] = factors[name].reduce((best, value) => (worth(value) > worth(best) ? value : best));
    }
    for (const name of names) {
      const value = nameOf(name, row[name]);
      uses.set(value, (uses.get(value) ?? 0) + 1);
    }
    for (const [at, one] of names.entries())
      for (const other of names.slice(at + 1)) open.delete(nameOf(one, row[one], other, row[other]));
    rows.push(row);
  }
  return rows;
}

/**
 * The pairs that a value would be the first to make with what stands in a combination already.
 * @template {string} Name
 * @param {Partial<Record<Name, string>>} row
 * @param {Name} name
 * @param {string} value
 * @param {Name[]} names in their order
 * @param {Map<string, unknown>} open
 */
function newPairs(row, name, value, names, open) {
  return names.filter((other) => {
    const there = row[other];
    if (there === undefined) return false;
    const before = names.indexOf(other) < names.indexOf(name);
    return open.has(before ? nameOf(other, there, name, value) : nameOf(name, value, other, there));
  });
}

/** @param {string[]} parts */
function nameOf(...parts) {
  return parts.join(JOINT);
}
