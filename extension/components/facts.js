/**
 * The small pieces that every page shows: a grade, a kind of window, what was told.
 *
 * Decides how each is said. Refuses to score, to sort, and to take page data for anything but text.
 */

import { counted, named, words } from '../shared/localize.js';

/** @typedef {import('../shared/messages.js').Grade} Grade */
/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('../shared/messages.js').Told} Told */

/** So many categories are named of one recipient in a list; the rest is a number. */
const NAMED = 5;

/**
 * An element with text in it.
 * @param {string} name
 * @param {string} text
 * @param {string} [className]
 */
export function textElement(name, text, className) {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

/**
 * A grade as a letter on its colour; a dash where nothing has been seen yet.
 * @param {Grade | null} grade
 */
export function seal(grade) {
  const element = textElement('span', grade ?? '–', 'seal');
  dressSeal(element, grade);
  return element;
}

/**
 * Makes an element that stands in a page show a grade.
 * @param {HTMLElement} element
 * @param {Grade | null} grade
 */
export function dressSeal(element, grade) {
  element.textContent = grade ?? '–';
  if (grade) element.dataset['grade'] = grade;
  else delete element.dataset['grade'];
  element.setAttribute('role', 'img');
  element.setAttribute('aria-label', grade ? words('grade', grade) : words('grade_none'));
}

/**
 * The kind of window.
 * @param {Mode} mode
 */
export function modeMark(mode) {
  const element = textElement('span', named('mode', mode), 'mode');
  element.dataset['mode'] = mode;
  return element;
}

/**
 * What was told, in words.
 * @param {Told[]} told weightiest first
 * @param {number} [most] how many are named
 */
export function toldList(told, most = NAMED) {
  const list = document.createElement('ul');
  list.className = 'told';
  // "1 more" would take the room of the one.
  const shown = told.length === most + 1 ? told : told.slice(0, most);
  for (const { category } of shown) list.append(textElement('li', named('category', category)));
  const rest = told.length - shown.length;
  if (rest > 0) list.append(textElement('li', counted('more_categories', rest), 'more'));
  if (told.length === 0) list.append(textElement('li', words('told_nothing'), 'none'));
  return list;
}

/**
 * Figures with what each of them counts.
 * @param {HTMLElement} list
 * @param {[key: string, value: string][]} figures
 */
export function fillFigures(list, figures) {
  list.replaceChildren(
    ...figures.map(([key, value]) => {
      const pair = document.createElement('div');
      const figure = textElement('dd', value);
      figure.dataset['figure'] = key;
      pair.append(textElement('dt', words(key)), figure);
      return pair;
    }),
  );
}
