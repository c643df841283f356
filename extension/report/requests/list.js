/**
 * The list of requests wherever there is one, of a session or of a capture: a form, the rows, and one request in full.
 *
 * Decides when values are hidden again, and says how many requests there are. Refuses to know who answers.
 *
 * @typedef {import('../../shared/messages.js').Filter} Filter
 * @typedef {import('../../shared/messages.js').OpenedRequest} OpenedRequest
 * @typedef {import('../../shared/messages.js').RequestRow} RequestRow
 * @typedef {import('../../shared/messages.js').Sort} Sort
 * @typedef {import('./asked.js').Answerer} Answerer
 *
 * @typedef {object} Source Who answers.
 * @property {Answerer} requests
 * @property {(which: { id: string, at: number, reveal: boolean }) => Promise<OpenedRequest | null>} request
 */

import { undoneText } from '../../components/failure.js';
import { button, make } from '../../components/make.js';
import { counted, number, words } from '../../shared/localize.js';
import { Asked } from './asked.js';
import { Details } from './details.js';
import { Grid } from './grid.js';
import { Search } from './search.js';

/** A list of requests within a section. */
export class RequestList {
  #source;
  #asked;
  #search;
  #grid;
  #details;
  #reveal;
  #said;
  #empty = make('p', { class: 'empty quiet', hidden: '' });
  /** What they are of, whatever is searched for. @type {Filter} */
  #of = {};
  /** Values are shown: somebody asked for them. */
  #revealed = false;

  /**
   * @param {HTMLElement} section whose title has its id with `-title`
   * @param {Source} source
   * @param {Sort} sort the usual order
   * @param {...Node} actions what else can be done
   */
  constructor(section, source, sort, ...actions) {
    const { id } = section;
    this.#source = source;
    this.#search = new Search(id, sort, () => void this.#begin());
    this.#reveal = button('reveal_values', { id: `${id}-reveal`, 'aria-pressed': 'false' });
    this.#reveal.addEventListener('click', () => void this.#show(!this.#revealed));
    this.#said = make('p', { id: `${id}-said`, class: 'said', role: 'status' });
    this.#asked = new Asked(source.requests, () => this.#draw());
    const failed = (/** @type {unknown} */ error) => this.#fail(error);
    this.#grid = new Grid({
      title: `${id}-title`,
      asked: this.#asked,
      failed,
      opened: (request) => void this.#open(request).catch(failed),
    });
    this.#details = new Details(id, {
      reveal: () => void this.#show(!this.#revealed),
      only: (only) => void this.only(only),
      closed: () => this.#grid.focus(),
    });
    const list = make(
      'div',
      { class: 'request-list' },
      this.#search.element,
      make('div', { class: 'actions' }, this.#reveal, ...actions),
      this.#said,
      this.#grid.element,
      this.#empty,
    );
    section.append(list, this.#details.element);
  }

  /**
   * Lists requests, or the same anew.
   * @param {Filter} of
   * @param {string[]} categories what can be chosen among
   * @param {boolean} severalModes The kind of window is said of each.
   */
  async show(of, categories, severalModes) {
    const others = JSON.stringify(of) !== JSON.stringify(this.#of);
    this.#grid.element.toggleAttribute('data-windows', severalModes);
    this.#search.offer(categories);
    if (others) {
      this.#of = of;
      // What was asked of one kind of window was not asked of the next, and is seen no longer than it is asked for.
      this.#leave();
    }
    await this.#ask();
  }

  /**
   * Lists those of one recipient, or of one site, whatever was searched for before.
   * @param {import('./search.js').Only} only
   */
  only(only) {
    this.#search.only(only);
    return this.#begin();
  }

  /**
   * The same, of requests that are listed next: those that are listed now are not seen on the way.
   * @param {import('./search.js').Only} only
   */
  choose(only) {
    this.#search.only(only);
    this.#leave();
  }

  /** Forgets what was chosen. */
  clear() {
    this.#search.clear();
    this.#of = {};
    this.#leave();
  }

  /** Lets go of what is listed. */
  #leave() {
    this.#details.element.close();
    this.#grid.element.hidden = true;
    this.#grid.begin();
    this.#dress(false);
  }

  #ask() {
    const { filter, sort } = this.#search.chosen;
    return this.#asked.ask({ filter: { ...filter, ...this.#of }, sort, reveal: this.#revealed });
  }

  /** Asks for what was chosen, from the first on. */
  #begin() {
    this.#grid.begin();
    return this.#ask().catch((error) => this.#fail(error));
  }

  #draw() {
    const total = this.#asked.total ?? 0;
    const isNarrowed = Object.keys(this.#search.chosen.filter).length > 0;
    this.#grid.element.hidden = total === 0;
    this.#empty.hidden = total > 0;
    this.#empty.textContent = words(isNarrowed ? 'requests_none' : 'report_empty');
    const listed = this.#grid.draw();
    const said = [counted('captures_requests', total)];
    if (listed < total) said.push(words('requests_beyond', number(listed)));
    this.#say(said.join(' · '));
  }

  /** @param {string} text */
  #say(text) {
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }

  /**
   * @param {RequestRow} request
   * @param {boolean} [again] It is open already.
   */
  async #open({ id, at }, again = false) {
    const [reveal, of] = [this.#revealed, this.#of];
    const opened = await this.#source.request({ id, at, reveal });
    // Values were hidden or shown meanwhile, or others are listed: that is asked for by itself.
    if (reveal !== this.#revealed || of !== this.#of) return;
    // Whoever closed it meanwhile has done with it.
    if (again && this.#details.request?.id !== id) return;
    if (opened === null) this.#say(words('request_gone'));
    else this.#details.show(opened, reveal);
  }

  /** @param {boolean} revealed */
  async #show(revealed) {
    this.#dress(revealed);
    const { request } = this.#details;
    try {
      await Promise.all([this.#ask(), request === null ? null : this.#open(request, true)]);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** @param {boolean} revealed */
  #dress(revealed) {
    this.#revealed = revealed;
    this.#reveal.setAttribute('aria-pressed', String(revealed));
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#say(undoneText(error));
  }
}
