/**
 * The experiment in one click: the same page afresh in a private and in a normal window, recorded side by side.
 *
 *   idle ──start──→ private ──quiet──→ normal ──quiet──→ done
 *                      └───────cancel, a window closed, a refusal───────→ failed
 *
 * Decides the order, when a page is quiet, and what is closed again: what it opened, and nothing else. Refuses to know
 * what was recorded and what it proves; and to compare two normal windows as if one were private.
 *
 * The private window comes first: where a browser only pretends to open one (Kiwi opens a normal one), nothing has been
 * loaded yet. One comes after the other, so that what both sides say of the time of day cannot look like a link.
 *
 * It waits for events alone. A background that died in between takes it up again from session storage, which is memory.
 */

import { CodedError, codeOf } from './meter.js';

/** @typedef {import('./events.js').Event} Event */
/** @typedef {import('../shared/messages.js').ExperimentState} State */
/** @typedef {import('../shared/messages.js').ExperimentPlan} Plan */
/** @typedef {import('webextension-polyfill').Tabs.Tab} Tab */

/**
 * @typedef {object} Around What the experiment acts on.
 * @property {Pick<import('webextension-polyfill').Tabs.Static, 'get' | 'query' | 'update' | 'remove'>} tabs
 * @property {Pick<import('webextension-polyfill').Windows.Static, 'create' | 'remove'> | undefined} windows Firefox for
 *   Android has none.
 * @property {() => Promise<import('../shared/messages.js').Access>} access
 * @property {Pick<import('webextension-polyfill').Storage.StorageArea, 'set'>} area
 * @property {Pick<import('./recorder.js').Recorder, 'start' | 'stop' | 'remove'>} recorder
 * @property {() => Promise<unknown>} show Opens the report where it shows the experiment.
 * @property {(key: string, ...substitutions: string[]) => string} words
 * @property {() => number} now
 *
 * @typedef {'private' | 'normal'} Side
 *
 * @typedef {object} Run What has to outlive the background's death.
 * @property {State['phase']} phase
 * @property {string} [code]
 * @property {string} url
 * @property {{ tab: number, window: number } | null} opened
 * @property {boolean} shown The page has begun to answer.
 * @property {number} until
 * @property {Partial<Record<Side, number>>} recordings
 */

const KEY = 'experiment';
/** A page is quiet when so long nothing was asked for from its tab. */
export const QUIET = 2000;
/** So long one side takes at most: below the half minute after which browsers stop an idle background. */
export const LIMIT = 25_000;
const BLANK = 'about:blank';

/**
 * @param {State['phase']} phase
 * @returns {Run}
 */
const nothingIn = (phase) => ({ phase, url: '', opened: null, shown: false, until: 0, recordings: {} });

/** One experiment at a time. */
export class Experiment {
  #around;
  /** @type {Run} */ #run = nothingIn('idle');
  #revision = 0;
  /** @type {(() => void)[]} */ #watching = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #quiet;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #limit;

  /** @param {Around} around */
  constructor(around) {
    this.#around = around;
  }

  /** @returns {State} */
  get state() {
    const { phase, code, recordings } = this.#run;
    return { revision: this.#revision, phase, code: code ?? null, recordings };
  }

  /**
   * The state, once it is another than the one that was seen.
   * @param {number} [seen]
   */
  async changed(seen) {
    if (seen === this.#revision) await new Promise((done) => this.#watching.push(() => done(null)));
    return this.state;
  }

  /**
   * What would happen, and what has to be confirmed before.
   * @param {number} tab
   * @returns {Promise<Plan>}
   */
  async plan(tab) {
    const { tabs } = this.#around;
    const [page, all] = await Promise.all([tabs.get(tab).catch(() => undefined), tabs.query({})]);
    const others = all.filter(({ incognito, id, url }) => incognito && id !== tab && isWeb(url));
    return {
      obstacle: await this.#obstacle(page),
      fromPrivate: page?.incognito === true,
      privateTabs: others.map(({ title }) => title ?? ''),
    };
  }

  /**
   * Begins. Whoever asks has shown the plan and, from a private tab, got the person's word.
   * @param {{ tab: number, confirmed: boolean, show?: boolean }} asked
   * @returns {Promise<State>}
   */
  async start({ tab, confirmed, show = false }) {
    if (this.#running) throw new CodedError('experiment_busy', 'an experiment is already running');
    const page = await this.#around.tabs.get(tab).catch(() => undefined);
    const obstacle = await this.#obstacle(page);
    if (obstacle !== null)
      throw new CodedError(`experiment_${obstacle}`, 'the experiment cannot be made here');
    if (page?.incognito === true && !confirmed) {
      throw new CodedError(
        'experiment_unconfirmed',
        'the normal window would keep the address in its history',
      );
    }
    await this.#become({ ...nothingIn('private'), url: page?.url ?? '' });
    // Before the windows: a browser shows a new page in the window that was used last.
    if (show) await this.#around.show().catch(() => undefined);
    void this.#open('private');
    return this.state;
  }

  /** Ends it early: what it opened is closed, what it recorded is removed. */
  async cancel() {
    if (this.#running) await this.#fail('cancelled');
    return this.state;
  }

  /**
   * An event of the browser, after the core took it.
   * @param {Event} event
   */
  hear(event) {
    const tab = this.#run.opened?.tab;
    if (!this.#running || tab === undefined) return;
    if (event.name === 'tabClosed') {
      if (event.details.tab === tab) void this.#fail('window_closed');
    } else if (isOf(event, tab)) {
      if (answers(event)) this.#run.shown = true;
      if (this.#run.shown) this.#wait();
    }
  }

  /**
   * Takes up what was going on when the background died, if anything was.
   * @param {Record<string, unknown>} held What session storage held then.
   * @returns {Promise<void>}
   */
  async restore(held) {
    const { [KEY]: kept } = held;
    if (kept === undefined) return;
    this.#run = /** @type {Run} */ (kept);
    if (!this.#running) return;
    const { opened, recordings, phase } = this.#run;
    const isThere = opened !== null && (await this.#around.tabs.get(opened.tab).catch(() => null)) !== null;
    if (!isThere || recordings[/** @type {Side} */ (phase)] === undefined) return this.#fail('interrupted');
    // What happened while nobody was there is not known: the page gets its quiet time again.
    this.#run.shown = true;
    this.#arm();
    this.#wait();
  }

  get #running() {
    return this.#run.phase === 'private' || this.#run.phase === 'normal';
  }

  /**
   * Why it cannot be made.
   * @param {Tab | undefined} page
   * @returns {Promise<Plan['obstacle']>}
   */
  async #obstacle(page) {
    if (!isWeb(page?.url)) return 'not_web';
    if (this.#around.windows === undefined) return 'no_windows';
    const { privateWindows, hosts } = await this.#around.access();
    if (!hosts) return 'no_hosts';
    return privateWindows ? null : 'no_private_access';
  }

  /** @param {Side} side */
  async #open(side) {
    const run = this.#run;
    try {
      const opened = await this.#blank(side === 'private');
      if (this.#run !== run) return await this.#close(opened);
      run.opened = opened;
      await this.#become(run);
      const label = this.#around.words(`experiment_label_${side}`, new URL(run.url).host);
      const recording = await this.#around.recorder.start({ label, scope: { tabs: [opened.tab] } });
      if (this.#run !== run) return await this.#around.recorder.remove(recording);
      run.recordings[side] = recording;
      run.until = this.#around.now() + LIMIT;
      await this.#become(run);
      this.#arm();
      await this.#around.tabs.update(opened.tab, { url: run.url });
    } catch (error) {
      if (this.#run === run) await this.#fail(reasonOf(error));
    }
  }

  /**
   * A fresh window of the kind that was asked for, with nothing in it yet.
   * @param {boolean} incognito
   */
  async #blank(incognito) {
    const { tabs, windows } = this.#around;
    const before = new Set((await tabs.query({})).map(({ id }) => id));
    const made = await windows?.create({ url: BLANK, incognito, focused: false }).catch(() => undefined);
    // Where windows are not what they seem, the new tab is found by comparing.
    const tab = made?.tabs?.[0] ?? (await tabs.query({})).find(({ id }) => !before.has(id));
    const opened = tab?.id === undefined ? null : { tab: tab.id, window: tab.windowId ?? made?.id ?? -1 };
    if (opened !== null && tab?.incognito === incognito) return opened;
    await this.#close(opened);
    throw new CodedError(incognito ? 'no_private_window' : 'no_normal_window', 'no such window was opened');
  }

  /** Closes a tab of its own; the window goes with it unless somebody else has a tab there. */
  async #close(/** @type {Run['opened']} */ opened) {
    if (opened === null) return;
    const { tabs, windows } = this.#around;
    const beside = await tabs.query({ windowId: opened.window }).catch(() => []);
    const alone = beside.length === 1 && beside[0]?.id === opened.tab;
    await (alone ? windows?.remove(opened.window) : tabs.remove(opened.tab))?.catch(() => undefined);
  }

  #arm() {
    clearTimeout(this.#limit);
    this.#limit = setTimeout(() => void this.#freeze(), Math.max(0, this.#run.until - this.#around.now()));
  }

  #wait() {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => void this.#freeze(), QUIET);
  }

  #disarm() {
    clearTimeout(this.#limit);
    clearTimeout(this.#quiet);
  }

  /** One side is whole: its recording ends before its window closes, which may make the page send something. */
  async #freeze() {
    this.#disarm();
    const run = this.#run;
    const { phase, opened, recordings } = run;
    if (phase !== 'private' && phase !== 'normal') return;
    // From here on nothing that happens in the window is a part of this.
    run.opened = null;
    const next = /** @type {Run} */ (
      phase === 'private' ? { ...run, phase: 'normal', shown: false } : { ...nothingIn('done'), recordings }
    );
    try {
      await this.#around.recorder.stop(recordings[phase] ?? 0);
      if (this.#run === run) await this.#become(next);
    } catch (error) {
      if (this.#run === run) await this.#fail(reasonOf(error));
    }
    await this.#close(opened);
    if (this.#run === next && phase === 'private') await this.#open('normal');
  }

  /** @param {string} code */
  async #fail(code) {
    this.#disarm();
    const { opened, recordings } = this.#run;
    await this.#become({ ...nothingIn('failed'), code });
    await this.#close(opened);
    for (const id of Object.values(recordings)) await this.#around.recorder.remove(id).catch(() => undefined);
  }

  /** @param {Run} run */
  async #become(run) {
    this.#run = run;
    this.#revision += 1;
    await this.#around.area.set({ [KEY]: run });
    for (const done of this.#watching.splice(0)) done();
  }
}

/**
 * @param {Event} event
 * @param {number} tab
 */
function isOf(event, tab) {
  return 'tabId' in event.details
    ? event.details.tabId === tab
    : event.name === 'committed' && event.details.tab === tab;
}

/**
 * Whether the page itself is there, or will not come.
 * @param {Event} event
 */
function answers(event) {
  if (event.name === 'committed') return event.details.frame === 0 && event.details.url !== BLANK;
  return (event.name === 'answered' || event.name === 'failed') && event.details.type === 'main_frame';
}

/** @param {string | undefined} url */
const isWeb = (url) => /^https?:/.test(url ?? '');

/** @param {unknown} error */
const reasonOf = (error) => codeOf(error) ?? 'interrupted';
