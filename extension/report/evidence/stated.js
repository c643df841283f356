/**
 * What a person states beside evidence, out of the form in which they write it.
 *
 * Decides how lines become facts: one setting, step or item a line. What is left empty is absent: nothing is made up.
 * Refuses to know what a fact means.
 */

/** @typedef {import('../captures/calls.js').Stated} Stated */
/** @typedef {(name: string) => string} Read */

/**
 * The lines of a text that say something.
 * @param {string} text
 */
const linesOf = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/**
 * An object of those facts that are there; none when there are none.
 * @template {Record<string, unknown>} Facts
 * @param {Facts} facts
 * @returns {Partial<Facts> | undefined}
 */
function known(facts) {
  const there = Object.entries(facts).filter(
    ([, fact]) => fact !== undefined && fact !== '' && !(Array.isArray(fact) && fact.length === 0),
  );
  return there.length === 0 ? undefined : /** @type {Partial<Facts>} */ (Object.fromEntries(there));
}

/**
 * A setting a line: what stands before the first equals sign or colon is its name.
 * @param {string} text
 */
function settings(text) {
  return linesOf(text).map((line) => {
    const [, name = line, value = ''] = /^(.*?)\s*[=:]\s*(.*)$/.exec(line) ?? [];
    return { name, value };
  });
}

/**
 * The field without which what is said of a statement is only half of one; none where all or nothing of it is said.
 * @param {Read} read
 * @returns {string | null}
 */
export function missing(read) {
  const begun = ['by', 'text', 'source', 'date'].some((name) => read(name) !== '');
  return begun ? (['by', 'text'].find((name) => read(name) === '') ?? null) : null;
}

/** @param {Read} read */
function statements(read) {
  const [by, text] = [read('by'), read('text')];
  // Nobody's statement and a statement of nothing are none.
  if (by === '' || text === '') return [];
  return [{ by, text, ...known({ source: read('source'), date: read('date') }) }];
}

/**
 * What the form says.
 * @param {HTMLFormElement} form
 * @returns {Stated}
 */
export function stated(form) {
  const fields = new FormData(form);
  return statedIn((name) => String(fields.get(name) ?? '').trim());
}

/**
 * What fields say.
 * @param {Read} read The text of a field, or an empty one.
 * @returns {Stated}
 */
export function statedIn(read) {
  const subject = known({
    browser: known({ name: read('browser'), version: read('version'), vendor: read('vendor') }),
    platform: known({ os: read('os'), os_version: read('os-version'), device_model: read('device') }),
    settings: settings(read('settings')),
  });
  const protocol = known({
    id: read('protocol'),
    steps: linesOf(read('steps')).map((action) => ({ action })),
  });
  const incident = known({
    title: read('title'),
    summary: read('summary'),
    rationale: read('rationale'),
    severity: read('severity'),
    harm_types: linesOf(read('harms')),
    affected_stakeholders: linesOf(read('affected')),
    industries: linesOf(read('industries')),
    ai_principles: linesOf(read('principles')),
  });
  const given = known({ subject, protocol, statements: statements(read) });
  return /** @type {Stated} */ (known({ label: read('label'), given, incident }) ?? {});
}
