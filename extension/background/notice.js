/**
 * Says that a private window is open and measured, where its person asked for that: on phones no badge does.
 *
 * Decides when: once for as long as private windows are open, and no longer than that. Refuses to say which page it is, how
 * many there are, and what they tell. It counts tabs, because Firefox for Android knows no windows.
 *
 * @typedef {import('webextension-polyfill').Notifications.Static} Notifications
 * @typedef {Pick<import('webextension-polyfill').Storage.StorageArea, 'get' | 'set' | 'remove'>} SessionArea
 * @typedef {{ id?: number, incognito: boolean }} Tab
 */

/**
 * The notification's names, in turns: there is never more than one. A browser that takes one away is not done with it at once,
 * and would take another of the same name for it.
 */
export const NAMES = ['private-1', 'private-2'];
/** Under which name it was said, in memory: a background that wakes up does not say it again. */
const SAID = 'noticed';

/** Watches over private tabs. */
export class Notice {
  #area;
  #notifications;
  #face;
  /** @type {Set<number>} */ #open = new Set();
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

  /** Under which name it was said, if it was: a background that wakes up asks before anything else. */
  async kept() {
    const { [SAID]: said } = await this.#area.get(SAID);
    return NAMES.find((name) => name === said) ?? null;
  }

  /**
   * The background has woken up.
   * @param {{ tabs: Tab[], said: string | null }} start
   */
  begin({ tabs, said }) {
    this.#said = said;
    this.#next = said === NAMES[0] ? 1 : 0;
    for (const { id, incognito } of tabs) if (incognito && id !== undefined) this.#open.add(id);
    this.look();
  }

  /** @param {number} tab a private one */
  opened(tab) {
    this.#open.add(tab);
    this.look();
  }

  /** @param {number} tab of any kind */
  closed(tab) {
    if (this.#open.delete(tab)) this.look();
  }

  /** Says it or takes it back, where that is due. */
  look() {
    const due = this.#open.size > 0;
    if (due === (this.#said !== null)) return;
    const notifications = this.#notifications();
    // What cannot be said is not kept as said: whoever allows it while a private window is open sees how it looks.
    if (due && notifications?.create === undefined) return;
    const name = this.#said ?? NAMES[this.#next] ?? '';
    this.#said = due ? name : null;
    if (due) this.#next = 1 - this.#next;
    const done = due
      ? [
          this.#area.set({ [SAID]: name }),
          notifications?.create?.(name, { type: 'basic', title: 'Telltale', ...this.#face() }),
        ]
      : [this.#area.remove(SAID), notifications?.clear?.(name)];
    Promise.all(done).catch((error) => console.error('Telltale could not notify:', error));
  }
}
