/**
 * Shows a number beside the address bar: how many third parties this tab's page told something.
 *
 * Decides text and colours. Refuses to know how the number comes about.
 */

/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('../shared/messages.js').Grade} Grade */
/** @typedef {{ count: number, grade: Grade | null, mode: Mode }} Badge */
/** @typedef {{ text: string, colour: string, title: string }} Face */
/** @typedef {(key: string, count: number, ...substitutions: string[]) => string} Counted */

/** White text stands on each with a contrast of at least 4.5 : 1. */
const GRADE_COLOURS = { A: '#1a7f37', B: '#4c7a0b', C: '#8a6500', D: '#b04a00', E: '#c4320a', F: '#a3123a' };
const PRIVATE_COLOUR = '#6d28d9';
const UNKNOWN_COLOUR = '#57606a';
/** A badge has room for about four characters. */
const MOST = 999;
/** Stands before the number of a private window. */
export const PRIVATE_MARK = '•';
const UNKNOWN_MARK = '?';
/** Badges are drawn at most so often: a page's burst of requests is one change to a person. */
const PACE = 80;

/**
 * How a badge looks.
 * @param {Badge} badge
 * @param {Counted} counted
 * @returns {Face}
 */
export function faceOf({ count, grade, mode }, counted) {
  const number = count > MOST ? `${MOST}+` : String(count);
  const short = count > 99 ? '99+' : String(count);
  const title = counted(`badge_title_${mode}`, count, grade ?? '–');
  if (mode === 'private') {
    return { text: count === 0 ? PRIVATE_MARK : PRIVATE_MARK + short, colour: PRIVATE_COLOUR, title };
  }
  if (mode === 'unknown')
    return { text: count === 0 ? '' : UNKNOWN_MARK + short, colour: UNKNOWN_COLOUR, title };
  return { text: count === 0 ? '' : number, colour: grade ? GRADE_COLOURS[grade] : UNKNOWN_COLOUR, title };
}

/** Keeps the badges of all tabs. */
export class Badges {
  #actionOf;
  #badgeOf;
  #counted;
  /** @type {Set<number>} */ #changed = new Set();
  /** @type {Map<number, string>} */ #shown = new Map();
  /** @type {ReturnType<typeof setTimeout> | null} */ #timer = null;

  /**
   * @param {() => import('webextension-polyfill').Action.Static} actionOf
   * @param {(tab: number) => Badge} badgeOf
   * @param {Counted} counted
   */
  constructor(actionOf, badgeOf, counted) {
    this.#actionOf = actionOf;
    this.#badgeOf = badgeOf;
    this.#counted = counted;
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
      const { text, colour, title } = faceOf(this.#badgeOf(tabId), this.#counted);
      const face = JSON.stringify([text, colour, title]);
      if (this.#shown.get(tabId) === face) continue;
      this.#shown.set(tabId, face);
      Promise.all([
        action.setBadgeText({ tabId, text }),
        action.setBadgeBackgroundColor({ tabId, color: colour }),
        action.setBadgeTextColor({ tabId, color: '#ffffff' }),
        action.setTitle({ tabId, title }),
      ]).catch(() => {
        // The tab has gone in the meantime, or is not one that a badge can stand on.
        this.#shown.delete(tabId);
      });
    }
  }
}
