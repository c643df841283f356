/**
 * Requests as a list of any length, of which only the rows stand on the page that are seen and some around them.
 *
 * Decides which row has the focus, and that no redraw takes it away. Refuses to know which requests there are and in which
 * order: it says which rows it needs, and draws those that are here.
 *
 * @typedef {import('./asked.js').Asked} Asked
 * @typedef {import('../../shared/messages.js').RequestRow} RequestRow
 */

import { make, say } from '../../components/make.js';
import { COLUMNS, fillRow, makeRow, opener } from './row.js';
import { inView, ledTo, listed, scrolledTo, standing } from './windowing.js';

/** So many rows stand ready before and after those that are seen. */
const AROUND = 10;
/** The row with the titles is counted as one. */
const TITLES = 1;

/** A list of requests. */
export class Grid {
  #asked;
  #failed;
  #opened;
  #rows = make('div', { class: 'rows' });
  #scroller = make('div', { role: 'rowgroup', class: 'scroller' }, this.#rows);
  /** As high as a row. */
  #ruler = make('div', { class: 'ruler', 'aria-hidden': 'true' });
  /** @type {Map<number, { element: HTMLElement, drawn: string, request: RequestRow }>} */
  #drawn = new Map();
  /** The row that the tabulator leads to. */
  #current = 0;
  /** The focus goes to that row once it is here. */
  #isAwaited = false;
  /** The height of a row when it was last drawn. */
  #row = 0;
  element;

  /**
   * @param {object} given
   * @param {string} given.title The id of its title.
   * @param {Asked} given.asked
   * @param {(error: unknown) => void} given.failed called where the core did not answer
   * @param {(request: RequestRow) => void} given.opened called when somebody opens a row
   */
  constructor({ title, asked, failed, opened }) {
    this.#asked = asked;
    this.#failed = failed;
    this.#opened = opened;
    const titles = COLUMNS.map(([key = '', name = '']) =>
      say('div', key, { role: 'columnheader', class: name }),
    );
    this.element = make(
      'div',
      { role: 'grid', class: 'grid', 'aria-labelledby': title },
      make(
        'div',
        { role: 'rowgroup', class: 'titles' },
        make('div', { role: 'row', class: 'row', 'aria-rowindex': '1' }, ...titles),
      ),
      this.#ruler,
      this.#scroller,
    );
    this.#scroller.addEventListener('scroll', () => this.draw());
    this.#scroller.addEventListener('keydown', (event) => this.#follow(event));
    this.#rows.addEventListener('focusin', ({ target }) => this.#arrive(target));
    this.#rows.addEventListener('click', ({ target }) => this.#open(target));
    new ResizeObserver(() => this.#resize()).observe(this.#scroller);
  }

  /** Goes to the first row. */
  begin() {
    this.#current = 0;
    this.#scroller.scrollTop = 0;
  }

  /** Where the focus was goes to the row that was last current. */
  focus() {
    this.#go(this.#current);
  }

  /**
   * Draws what is seen.
   * @returns {number} How many requests can be listed.
   */
  draw() {
    this.#row = this.#ruler.clientHeight;
    const total = this.#size();
    this.element.setAttribute('aria-rowcount', String((this.#asked.total ?? 0) + TITLES));
    // Written only when it is another one: what is read of the layout afterwards would have to be made anew.
    if (this.element.style.getPropertyValue('--total') !== String(total))
      this.element.style.setProperty('--total', String(total));
    this.#current = Math.min(this.#current, Math.max(0, total - 1));
    const range = inView(this.#window(), total, AROUND);
    const wanted = standing(range, [this.#current, this.#withFocus()], total);
    for (const [index, { element }] of this.#drawn) {
      if (wanted.includes(index)) continue;
      element.remove();
      this.#drawn.delete(index);
    }
    /** @type {Element | null} */
    let before = null;
    for (const index of wanted) {
      const element = this.#drawRow(index);
      if (element === null) continue;
      /** @type {Element | null} */
      const next = before === null ? this.#rows.firstElementChild : before.nextElementSibling;
      // What stands in its place stays there: moving it would take the focus away.
      if (next !== element) this.#rows.insertBefore(element, next);
      before = element;
    }
    if (this.#isAwaited && this.#drawn.has(this.#current)) this.#take();
    this.#asked.need(range).catch(this.#failed);
    return total;
  }

  #size() {
    return listed(this.#asked.total ?? 0, this.#row);
  }

  /** @param {number} index */
  #drawRow(index) {
    const known = this.#drawn.get(index);
    const request = this.#asked.row(index);
    if (request === undefined) return known?.element ?? null;
    const element = known?.element ?? makeRow();
    if (known?.request !== request) {
      const drawn = JSON.stringify(request);
      if (known?.drawn !== drawn) fillRow(element, request);
      this.#drawn.set(index, { element, drawn, request });
    }
    element.setAttribute('aria-rowindex', String(index + 1 + TITLES));
    element.style.setProperty('--at', String(index));
    opener(element).tabIndex = index === this.#current ? 0 : -1;
    return element;
  }

  #window() {
    const { scrollTop, clientHeight } = this.#scroller;
    return { top: scrollTop, height: clientHeight, row: this.#row };
  }

  /** The row in which the focus is; the current one where it is elsewhere. */
  #withFocus() {
    return this.#found(document.activeElement)?.[0] ?? this.#current;
  }

  /** @param {KeyboardEvent} event */
  #follow(event) {
    const { key, ctrlKey, altKey, metaKey } = event;
    const { height, row } = this.#window();
    const index = ledTo(key, this.#current, Math.floor(height / row), this.#size());
    if (index === null || ctrlKey || altKey || metaKey) return;
    event.preventDefault();
    this.#go(index);
  }

  /** @param {number} index */
  #go(index) {
    this.#current = index;
    this.#isAwaited = true;
    this.#scroller.scrollTop = scrolledTo(index, this.#window());
    this.draw();
  }

  #take() {
    this.#isAwaited = false;
    const [row, now] = [this.#drawn.get(this.#current)?.element, document.activeElement];
    // Whoever went elsewhere meanwhile stays there.
    const isFree = now === null || now === document.body || this.element.contains(now);
    if (row && isFree) opener(row).focus({ preventScroll: true });
  }

  /** @param {EventTarget | null} target */
  #arrive(target) {
    const found = this.#found(target);
    if (found === undefined || found[0] === this.#current) return;
    this.#isAwaited = false;
    this.#current = found[0];
    for (const [index, { element }] of this.#drawn) opener(element).tabIndex = index === found[0] ? 0 : -1;
  }

  /** @param {EventTarget | null} target */
  #open(target) {
    const found = this.#found(target);
    if (found !== undefined) this.#opened(found[1].request);
  }

  /** @param {EventTarget | null} target */
  #found(target) {
    const row = target instanceof Element ? target.closest('.row') : null;
    return [...this.#drawn].find(([, { element }]) => element === row);
  }

  /** Where rows become higher or lower, the first that was seen stays the first. */
  #resize() {
    const { scrollTop: top } = this.#scroller;
    const row = this.#ruler.clientHeight;
    if (this.#row > 0 && row > 0 && row !== this.#row) this.#scroller.scrollTop = (top / this.#row) * row;
    if (this.#asked.total !== null) this.draw();
  }
}
