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

/** The notification's name: there is never more than one. */
export const NOTICE = 'private';
/** That it was said, in memory: a background that wakes up does not say it again. */
const SAID = 'noticed';

/** Watches over private tabs. */
export class Notice {
  #area;
  #notifications;
  #face;
  /** @type {Set<number>} */ #open = new Set();
  #said = false;

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

  /** Whether it was said: a background that wakes up asks before anything else. */
  async kept() {
    return (await this.#area.get(SAID))[SAID] === true;
  }

  /**
   * The background has woken up.
   * @param {{ tabs: Tab[], said: boolean }} start
   */
  begin({ tabs, said }) {
    this.#said = said;
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
    if (due === this.#said) return;
    const notifications = this.#notifications();
    // What cannot be said is not kept as said: whoever allows it while a private window is open sees how it looks.
    if (due && notifications?.create === undefined) return;
    this.#said = due;
    const done = due
      ? [
          this.#area.set({ [SAID]: true }),
          notifications?.create?.(NOTICE, { type: 'basic', title: 'Telltale', ...this.#face() }),
        ]
      : [this.#area.remove(SAID), notifications?.clear?.(NOTICE)];
    Promise.all(done).catch((error) => console.error('Telltale could not notify:', error));
  }
}
