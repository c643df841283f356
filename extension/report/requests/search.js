/**
 * The form above a list of requests: which of them are listed, and in which order.
 *
 * Decides what can be chosen. Refuses to search and to sort: the core does.
 *
 * @typedef {import('../../shared/messages.js').Filter} Filter
 * @typedef {import('../../shared/messages.js').Sort} Sort
 * @typedef {Pick<Filter, 'recipient' | 'site'>} Only
 */

import { make, options, say } from '../../components/make.js';
import { named, words } from '../../shared/localize.js';

/** @type {[string, string][]} */
const PARTIES = [
  ['', 'requests_of_all'],
  ['first', 'requests_of_first'],
  ['third', 'requests_of_third'],
  ['browser', 'requests_of_browser'],
  ['unknown', 'requests_of_unknown'],
];
/** @type {Record<Sort, string>} */
const SORTS = { newest: 'sort_newest', oldest: 'sort_oldest', score: 'sort_score' };

/** A form that says what is searched for. */
export class Search {
  #text;
  #category;
  #party;
  #order;
  #narrowed = make('div', { class: 'narrowed', hidden: '' });
  #changed;
  #usual;
  /** @type {Only} */
  #only = {};
  element;

  /**
   * @param {string} id what the ids of its fields begin with
   * @param {Sort} usual
   * @param {() => void} changed called after each change
   */
  constructor(id, usual, changed) {
    this.#changed = changed;
    this.#usual = usual;
    const select = (/** @type {string} */ name, /** @type {HTMLElement[]} */ choices) =>
      /** @type {HTMLSelectElement} */ (make('select', { id: `${id}-${name}` }, ...choices));
    this.#text = /** @type {HTMLInputElement} */ (
      make('input', { id: `${id}-text`, type: 'search', maxlength: '200', spellcheck: 'false' })
    );
    this.#category = select('category', options([['', 'requests_of_all']]));
    this.#party = select('party', options(PARTIES));
    this.#order = select('sort', options(Object.entries(SORTS)));
    this.#order.value = usual;
    const labelled = (/** @type {string} */ key, /** @type {HTMLElement} */ field, wide = false) =>
      make('label', wide ? { class: 'wide' } : {}, say('span', key), field);
    this.element = make(
      'form',
      { class: 'search', role: 'search', 'aria-label': words('requests_search'), autocomplete: 'off' },
      labelled('requests_search', this.#text, true),
      labelled('column_told', this.#category),
      labelled('requests_of', this.#party),
      labelled('requests_sort', this.#order),
      this.#narrowed,
    );
    this.element.addEventListener('submit', (event) => event.preventDefault());
    this.element.addEventListener('input', () => changed());
  }

  /** What was chosen. @returns {{ filter: Filter, sort: Sort }} */
  get chosen() {
    const text = this.#text.value.trim();
    const [category, party] = [this.#category.value, this.#party.value];
    return {
      filter: {
        ...this.#only,
        ...(text === '' ? {} : { text }),
        ...(category === '' ? {} : { category }),
        ...(party === '' ? {} : { party }),
      },
      sort: /** @type {Sort} */ (this.#order.value),
    };
  }

  /**
   * Offers what can be told of, in the order in which it comes.
   * @param {string[]} categories
   */
  offer(categories) {
    const chosen = this.#category.value;
    const offered = chosen === '' || categories.includes(chosen) ? categories : [...categories, chosen];
    this.#category.replaceChildren(
      ...options([['', 'requests_of_all']]),
      ...offered.map((category) => make('option', { value: category }, named('category', category))),
    );
    this.#category.value = chosen;
  }

  /** Chooses nothing. */
  clear() {
    this.#order.value = this.#usual;
    this.only({});
  }

  /**
   * Chooses one recipient, or one site, and nothing else.
   * @param {Only} only
   */
  only(only) {
    for (const field of [this.#text, this.#category, this.#party]) field.value = '';
    this.#narrow(only);
  }

  /** @param {Only} only */
  #narrow(only) {
    this.#only = only;
    const conditions = Object.entries(only);
    this.#narrowed.hidden = conditions.length === 0;
    this.#narrowed.replaceChildren(
      ...conditions.map(([condition, name]) => {
        const pressed = { type: 'button', class: 'button', 'aria-pressed': 'true' };
        const button = make('button', pressed, words('requests_only', name));
        button.addEventListener('click', () => {
          this.#narrow(Object.fromEntries(conditions.filter(([other]) => other !== condition)));
          this.#text.focus();
          this.#changed();
        });
        return button;
      }),
    );
  }
}
