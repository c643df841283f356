/**
 * What an address of the report leads to: a view, a kind of window, a section.
 *
 * Decides what may stand behind the `#`: `#recipients`, `#recipients/private`, `#countries`; a kind of window alone leads to
 * the first view. Refuses to know what is shown. Nothing of a session ever stands in an address.
 *
 * @typedef {'normal' | 'private' | 'unknown' | 'all'} Choice
 * @typedef {'now' | 'compare' | 'recipients' | 'requests' | 'captures' | 'browser' | 'lists'} ViewName
 * @typedef {object} Route
 * @property {ViewName | null} view None: the address is that of a section, and what is shown stays.
 * @property {Choice | null} choice None: the address says nothing of it.
 */

/** @type {readonly ViewName[]} */
export const VIEWS = ['now', 'compare', 'recipients', 'requests', 'captures', 'browser', 'lists'];
/** @type {readonly Choice[]} */
const CHOICES = ['normal', 'private', 'unknown', 'all'];
/** Views that show one kind of window at a time. */
const BY_MODE = ['now', 'recipients', 'requests', 'browser'];

/**
 * Reads an address.
 * @param {string} hash with its `#`, or nothing
 * @returns {Route}
 */
export function routeOf(hash) {
  const [first = '', second = ''] = hash.replace(/^#/, '').split('/');
  const view = VIEWS.find((name) => name === first);
  if (view !== undefined) {
    if (!byMode(view)) return { view, choice: null };
    return { view, choice: CHOICES.find((name) => name === second) ?? 'normal' };
  }
  const choice = CHOICES.find((name) => name === first);
  if (choice !== undefined || first === '') return { view: 'now', choice: choice ?? 'normal' };
  return { view: null, choice: null };
}

/**
 * Writes the address of a view.
 * @param {ViewName} view
 * @param {Choice} choice
 */
export function addressOf(view, choice) {
  return byMode(view) && choice !== 'normal' ? `#${view}/${choice}` : `#${view}`;
}

/** @param {ViewName} view */
export function byMode(view) {
  return BY_MODE.includes(view);
}

/**
 * The part of a question that names the kind of window.
 * @param {Choice} choice
 * @returns {{ mode?: import('../shared/messages.js').Mode }}
 */
export function questionOf(choice) {
  return choice === 'all' ? {} : { mode: choice };
}
