/**
 * The view of captures: files in, and for each how far it is.
 *
 * Decides which capture is shown when nobody chose one: the first that is open. Refuses to read files (`queue.js`) and to
 * say what is in them (`shown.js`).
 *
 * @typedef {import('./queue.js').Entry} Entry
 * @typedef {import('./calls.js').Mode} Mode
 */

import { button, make } from '../../components/make.js';
import { counted, isolated, named, words } from '../../shared/localize.js';
import { chooseCaptures } from '../compare.js';
import { build } from './face.js';
import { add, letGo, queue, watchQueue } from './queue.js';
import { problemText, show, shownCapture, watchShown } from './shown.js';
import { capturedSides } from './sides.js';

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** What stands in the list for each file. @type {Map<number, HTMLElement>} */
const items = new Map();
let begun = false;

/** Shows the view; from then on it keeps itself true. */
export function showCaptures() {
  if (!begun) {
    begun = true;
    const main = byId('capturing');
    build(main);
    watchShown();
    watchFiles(main);
    watchQueue(changed);
  }
  document.documentElement.dataset['state'] = 'captures';
}

/** @param {HTMLElement} main */
function watchFiles(main) {
  const input = /** @type {HTMLInputElement} */ (byId('captures-file'));
  const mode = () => /** @type {Mode} */ (/** @type {HTMLSelectElement} */ (byId('captures-mode')).value);
  byId('captures-open').addEventListener('click', () => input.click());
  byId('captures-compare').addEventListener('click', () => {
    chooseCaptures();
    location.hash = '#compare';
  });
  input.addEventListener('change', () => {
    add([...(input.files ?? [])], mode());
    input.value = '';
  });
  main.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    main.dataset['dropping'] = '';
  });
  for (const over of ['dragleave', 'drop']) {
    main.addEventListener(over, () => delete main.dataset['dropping']);
  }
  main.addEventListener('drop', (event) => {
    event.preventDefault();
    add([...(event.dataTransfer?.files ?? [])], mode());
  });
}

/** @param {Entry | null} entry */
function changed(entry) {
  if (entry === null) forgetGone();
  else {
    draw(entry);
    if (entry.state === 'opened' && shownCapture() === null) choose(entry);
  }
  byId('captures-compare').hidden = capturedSides().length < 2;
}

/** @param {Entry} entry */
function choose({ opened }) {
  void show(opened);
  for (const entry of queue()) draw(entry);
}

/** Takes out of the list what is gone. */
function forgetGone() {
  const there = new Set(queue().map(({ number }) => number));
  for (const [number, item] of items) {
    if (there.has(number)) continue;
    item.remove();
    items.delete(number);
  }
  const open = queue().filter(({ opened }) => opened !== null);
  if (open.some(({ opened }) => opened?.id === shownCapture())) return;
  const [first] = open;
  if (first === undefined) void show(null);
  else choose(first);
  // Where what had the focus is gone with its item, and only there.
  if (document.activeElement === document.body) byId('captures-open').focus();
}

/** @param {Entry} entry */
function itemOf(entry) {
  const before = items.get(entry.number);
  if (before !== undefined) return before;
  const item = make(
    'li',
    { 'data-number': String(entry.number) },
    make(
      'div',
      { class: 'about' },
      make('h2', {}, isolated(entry.file.name)),
      make('p', { class: 'facts quiet' }),
      make('progress', { 'aria-label': words('captures_progress', entry.file.name) }),
    ),
    make(
      'div',
      { class: 'actions' },
      button('captures_show', { 'data-action': 'show' }),
      button('captures_cancel', { 'data-action': 'cancel' }),
      button('captures_close', { 'data-action': 'close' }),
    ),
  );
  /** @param {string} action */
  const on = (action) => /** @type {HTMLElement} */ (item.querySelector(`[data-action="${action}"]`));
  on('show').addEventListener('click', () => choose(entry));
  on('cancel').addEventListener('click', () => void letGo(entry));
  on('close').addEventListener('click', () => void letGo(entry));
  items.set(entry.number, item);
  byId('captures-list').append(item);
  return item;
}

/** @param {Entry} entry */
function draw(entry) {
  const item = itemOf(entry);
  const { file, state, read, requests, problem, opened } = entry;
  const said = item.dataset['state'] !== state;
  item.dataset['state'] = state;
  const facts = /** @type {HTMLElement} */ (item.querySelector('.facts'));
  facts.textContent =
    problem === null
      ? [named('capture', state), named('mode', entry.mode), counted('captures_requests', requests)].join(
          ' · ',
        )
      : problemText(file.name, problem);
  const progress = /** @type {HTMLProgressElement} */ (item.querySelector('progress'));
  progress.hidden = state !== 'waiting' && state !== 'reading';
  progress.max = Math.max(1, file.size);
  progress.value = read;
  const show = /** @type {HTMLElement} */ (item.querySelector('[data-action="show"]'));
  show.hidden = opened === null;
  show.setAttribute('aria-pressed', String(opened !== null && opened.id === shownCapture()));
  /** @type {HTMLElement} */ (item.querySelector('[data-action="cancel"]')).hidden = progress.hidden;
  /** @type {HTMLElement} */ (item.querySelector('[data-action="close"]')).hidden = !progress.hidden;
  if (said && state !== 'waiting') {
    byId('captures-said').textContent =
      problem === null
        ? state === 'opened'
          ? counted('captures_said_opened', requests, file.name)
          : words(`captures_said_${state}`, file.name)
        : problemText(file.name, problem);
  }
}
