/**
 * Forgets the private side some time after the last private window was closed.
 *
 *              last private tab closes            the alarm rings
 *   watching ───────────────────────────▶ ending ─────────────────▶ watching (forgotten)
 *      ▲                                     │
 *      └── a private tab opens: forgotten ───┘
 *
 * A private window that opens after the last one was closed is a session of its own: the browser gave it nothing of the
 * old one, and neither does Telltale. So what was of the old one is forgotten before anything of the new one is counted,
 * whether somebody has read it or not.
 *
 * Decides when. Refuses to know what there is to forget. One alarm is all that it leaves running, and only while there is
 * something to forget. It counts tabs, because Firefox for Android knows no windows.
 *
 * @typedef {import('../shared/settings.js').PrivateRetention} PrivateRetention
 * @typedef {Pick<import('webextension-polyfill').Alarms.Static, 'create' | 'clear' | 'get'>} Alarms
 * @typedef {{ id?: number, incognito: boolean }} Tab
 *
 * @typedef {object} PrivateSide
 * @property {() => boolean} holds Whether there is anything to forget.
 * @property {() => void} forget
 */

export const ALARM = 'retention';
/** Minutes. What a page sends while it is closed comes after its tab is gone: even "at once" looks back once. */
const AFTER = { at_once: 0.5, ten_minutes: 10 };

/** Watches over private tabs. */
export class Retention {
  #alarms;
  #side;
  /** @type {PrivateRetention} */ #setting = 'ten_minutes';
  /** @type {Set<number>} */ #open = new Set();
  #ending = false;

  /**
   * @param {Alarms} alarms
   * @param {PrivateSide} side
   */
  constructor(alarms, side) {
    this.#alarms = alarms;
    this.#side = side;
  }

  /** Whether the alarm is set: a background that wakes up asks before anything else. */
  async pending() {
    return (await this.#alarms.get(ALARM)) !== undefined;
  }

  /**
   * The background has woken up.
   * @param {{ setting: PrivateRetention, tabs: Tab[], ending: boolean }} start
   */
  begin({ setting, tabs, ending }) {
    this.#setting = setting;
    this.#ending = ending;
    for (const { id, incognito } of tabs) if (incognito && id !== undefined) this.opened(id);
    // The last tab may have been closed while nobody was awake.
    if (!this.#ending) this.#look();
  }

  /** Whether any private tab is open. */
  get anyOpen() {
    return this.#open.size > 0;
  }

  /** @param {number} tab a private one */
  opened(tab) {
    this.#open.add(tab);
    if (!this.#ending) return;
    this.#end();
    this.#side.forget();
  }

  /** @param {number} tab of any kind */
  closed(tab) {
    if (this.#open.delete(tab)) this.#look();
  }

  /** @param {PrivateRetention} setting */
  choose(setting) {
    if (setting === this.#setting) return;
    this.#setting = setting;
    this.#end();
    this.#look();
  }

  /** @param {string} name of an alarm */
  rang(name) {
    // A background that the alarm woke up finds it gone, and has set another.
    if (name !== ALARM || this.anyOpen) return;
    this.#end();
    this.#side.forget();
  }

  #look() {
    if (this.anyOpen || this.#setting === 'browser_close' || !this.#side.holds()) return;
    this.#ending = true;
    void this.#alarms.create(ALARM, { delayInMinutes: AFTER[this.#setting] });
    if (this.#setting === 'at_once') this.#side.forget();
  }

  #end() {
    this.#ending = false;
    void this.#alarms.clear(ALARM);
  }
}
