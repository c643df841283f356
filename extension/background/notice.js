/**
 * Says that a private window is open and measured, where its person asked for that: on phones no badge does.
 *
 * Decides when: once for as long as private windows are open, and no longer than that. Refuses to say which page it is, how
 * many there are, and what they tell; and to count them, which retention.js does.
 *
 * @typedef {import('webextension-polyfill').Notifications.Static} Notifications
 * @typedef {Pick<import('webextension-polyfill').Storage.StorageArea, 'set' | 'remove'>} SessionArea
 */

/**
 * The notification's names, in turns: there is never more than one. A browser that takes one away is not done with it at once,
 * and would take another of the same name for it.
 */
export const NAMES = ['private-1', 'private-2'];
/** Under which name it was said, in memory: a background that wakes up does not say it again. */
const SAID = 'noticed';

/** One notification, for as long as any private tab is open. */
export class Notice {
  #area;
  #notifications;
  #face;
  /** @type {string | null} */ #said = null;
  /** The name that is next. */ #next = 0;

  /**
   * @param {SessionArea} area
   * @param {() => Partial<Pick<Notifications, 'create' | 'clear'>> | undefined} notifications None without the permission.
   * @param {() => { iconUrl: string, message: string }} face
   */
  constructor(area, notifications, face) {
    this.#area = area;
    this.#notifications = notifications;
    this.#face = face;
  }

  /**
   * The background has woken up: it may have been said before.
   * @param {Record<string, unknown>} held What the area held then.
   */
  begin(held) {
    this.#said = NAMES.find((name) => name === held[SAID]) ?? null;
    this.#next = this.#said === NAMES[0] ? 1 : 0;
  }

  /**
   * It is allowed from now on. A browser takes away what it no longer allows: whatever was said before that is not to be seen.
   * @param {boolean} open Whether any private tab is.
   */
  allowed(open) {
    this.#said = null;
    this.look(open);
  }

  /**
   * Says it or takes it back, where that is due.
   * @param {boolean} open Whether any private tab is.
   */
  look(open) {
    if (open === (this.#said !== null)) return;
    const notifications = this.#notifications();
    // What cannot be said is not kept as said: whoever allows it while a private window is open sees how it looks.
    if (open && notifications?.create === undefined) return;
    const name = this.#said ?? NAMES[this.#next] ?? '';
    this.#said = open ? name : null;
    if (open) this.#next = 1 - this.#next;
    const done = open
      ? [
          this.#area.set({ [SAID]: name }),
          notifications?.create?.(name, { type: 'basic', title: 'Telltale', ...this.#face() }),
        ]
      : [this.#area.remove(SAID), notifications?.clear?.(name)];
    Promise.all(done).catch((error) => console.error('Telltale could not notify:', error));
  }
}
