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
 * Each has a name of its own. A browser that takes one away is not done with it at once, and would take another of the same
 * name for it.
 */
const PREFIX = 'private-';
/** Under which name it was said, in memory: a background that wakes up does not say it again. */
const SAID = 'noticed';

/** One notification, for as long as any private tab is open. */
export class Notice {
  #area;
  #notifications;
  #face;
  /** @type {string | null} */ #said = null;

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
    const name = held[SAID];
    this.#said = typeof name === 'string' && name.startsWith(PREFIX) ? name : null;
  }

  /**
   * It is allowed from now on. What was said before that may still be seen, and nobody else takes it back.
   * @param {boolean} open Whether any private tab is.
   */
  allowed(open) {
    this.look(false);
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
    const name = this.#said ?? PREFIX + crypto.randomUUID();
    this.#said = open ? name : null;
    const done = open
      ? [
          this.#area.set({ [SAID]: name }),
          notifications?.create?.(name, { type: 'basic', title: 'Telltale', ...this.#face() }),
        ]
      : [this.#area.remove(SAID), notifications?.clear?.(name)];
    Promise.all(done).catch((error) => console.error('Telltale could not notify:', error));
  }
}
