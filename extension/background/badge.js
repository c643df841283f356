/**
 * Shows something beside the address bar: how many third parties this tab's page told something, how many heard from it,
 * or its grade, as its person chooses.
 *
 * Decides text and colours. Refuses to know how the number comes about.
 */

/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('../shared/messages.js').Grade} Grade */
/** @typedef {import('../shared/settings.js').BadgeMeaning} BadgeMeaning */
/** @typedef {{ recipients: number, told: number, grade: Grade | null, mode: Mode, paused: boolean }} Badge */
/** @typedef {{ text: string, colour: string, title: string }} Face */
/** @typedef {{ counted: (key: string, count: number, ...substitutions: string[]) => string, words: (key: string) => string }} Speech */

/** White text stands on each with a contrast of at least 4.5 : 1. */
const GRADE_COLOURS = { A: '#1a7f37', B: '#4c7a0b', C: '#8a6500', D: '#b04a00', E: '#c4320a', F: '#a3123a' };
const PRIVATE_COLOUR = '#6d28d9';
const UNKNOWN_COLOUR = '#57606a';
/** A badge has room for about four characters. */
const MOST = 999;
/** Stands before the number of a private window. */
export const PRIVATE_MARK = '•';
const UNKNOWN_MARK = '?';
/** In place of a number where nobody looks: not nought. */
export const PAUSED_MARK = '–';
/** Badges are drawn at most so often: a page's burst of requests is one change to a person. */
const PACE = 80;

/**
 * How a badge looks.
 * @param {Badge} badge
 * @param {BadgeMeaning} meaning
 * @param {Speech} speech
 * @returns {Face}
 */
export function faceOf(badge, meaning, { counted, words }) {
  const { told, grade, mode, paused } = badge;
  const title = paused ? words(`badge_paused_${mode}`) : counted(`badge_title_${mode}`, told, grade ?? '–');
  if (mode === 'private') {
    const text = meaning === 'nothing' ? '' : PRIVATE_MARK + textOf(badge, meaning, 99);
    return { text, colour: PRIVATE_COLOUR, title };
  }
  if (mode === 'unknown') {
    const text = textOf(badge, meaning, 99);
    return { text: text && UNKNOWN_MARK + text, colour: UNKNOWN_COLOUR, title };
  }
  return {
    text: textOf(badge, meaning, MOST),
    colour: grade ? GRADE_COLOURS[grade] : UNKNOWN_COLOUR,
    title,
  };
}

/**
 * @param {Badge} badge
 * @param {BadgeMeaning} meaning
 * @param {number} most
 */
function textOf({ recipients, told, grade, paused }, meaning, most) {
  if (meaning === 'nothing') return '';
  if (paused) return PAUSED_MARK;
  if (meaning === 'grade') return grade ?? '';
  const count = meaning === 'told' ? told : recipients;
  if (count === 0) return '';
  return count > most ? `${most}+` : String(count);
}

/** Keeps the badges of all tabs. */
export class Badges {
  #actionOf;
  #badgeOf;
  #speech;
  /** @type {Set<number>} */ #changed = new Set();
  /** @type {Map<number, string>} */ #shown = new Map();
  /** @type {ReturnType<typeof setTimeout> | null} */ #timer = null;
  /** @type {BadgeMeaning} */ #meaning = 'told';

  /**
   * @param {() => import('webextension-polyfill').Action.Static} actionOf
   * @param {(tab: number) => Badge} badgeOf
   * @param {Speech} speech
   */
  constructor(actionOf, badgeOf, speech) {
    this.#actionOf = actionOf;
    this.#badgeOf = badgeOf;
    this.#speech = speech;
  }

  /**
   * What badges show from now on; each is drawn anew when it is touched.
   * @param {BadgeMeaning} meaning
   */
  choose(meaning) {
    this.#meaning = meaning;
  }

  /**
   * The badge of a tab may have changed.
   * @param {number} tab
   */
  touch(tab) {
    if (tab < 0) return;
    this.#changed.add(tab);
    if (this.#timer === null) this.#timer = setTimeout(() => this.#draw(), PACE);
  }

  /**
   * The browser has thrown a tab's badge away, as it does when a navigation commits.
   * @param {number} tab
   */
  lost(tab) {
    this.#shown.delete(tab);
    this.touch(tab);
  }

  /**
   * A tab is gone.
   * @param {number} tab
   */
  closed(tab) {
    this.#changed.delete(tab);
    this.#shown.delete(tab);
  }

  #draw() {
    this.#timer = null;
    const action = this.#actionOf();
    const tabs = [...this.#changed];
    this.#changed.clear();
    for (const tabId of tabs) {
      const { text, colour, title } = faceOf(this.#badgeOf(tabId), this.#meaning, this.#speech);
      const face = JSON.stringify([text, colour, title]);
      if (this.#shown.get(tabId) === face) continue;
      this.#shown.set(tabId, face);
      // The number comes last: whoever sees it sees it in its own colour, and hears its own title.
      Promise.all([
        action.setTitle({ tabId, title }),
        action.setBadgeBackgroundColor({ tabId, color: colour }),
        action.setBadgeTextColor({ tabId, color: '#ffffff' }),
        action.setBadgeText({ tabId, text }),
      ]).catch(() => {
        // The tab has gone in the meantime, or is not one that a badge can stand on.
        this.#shown.delete(tabId);
      });
    }
  }
}
