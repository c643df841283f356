/**
 * What every picture has: a caption in words, the picture, and a table of the same figures.
 *
 * Decides how the three stand together. Refuses to know what is shown.
 */

import { number, words } from '../shared/localize.js';
import { textElement } from './facts.js';
import { fillTable } from './table.js';

/**
 * Puts a picture together.
 * @template Row
 * @param {HTMLElement} place
 * @param {object} parts
 * @param {string} parts.title names the table
 * @param {(string | Node)[]} parts.caption
 * @param {Element[]} parts.picture only for who sees it: the table says the same
 * @param {import('./table.js').Column<Row>[]} parts.columns
 * @param {Row[]} parts.rows
 */
export function fillPicture(place, { title, caption, picture, columns, rows }) {
  // What the person has opened stays open while the figures change.
  const open = place.querySelector('details')?.open === true;
  const figure = document.createElement('figure');
  figure.className = 'picture';
  const said = document.createElement('figcaption');
  for (const part of caption) said.append(typeof part === 'string' ? textElement('p', part) : part);
  for (const element of picture) element.setAttribute('aria-hidden', 'true');
  const details = document.createElement('details');
  details.open = open;
  const table = document.createElement('table');
  table.setAttribute('aria-label', title);
  fillTable(table, columns, rows);
  details.append(textElement('summary', words('picture_same_figures')), table);
  figure.append(said, ...picture, details);
  place.replaceChildren(figure);
}

/**
 * A bar with its figure at the end.
 * @param {number} value
 * @param {number} most the figure that takes the whole line
 * @param {string} [kind] a class of the bar
 */
export function bar(value, most, kind = '') {
  const line = document.createElement('span');
  line.className = 'bar-line';
  const length = textElement('span', '', `bar-length ${kind}`.trim());
  length.style.inlineSize = `${(100 * value) / Math.max(1, most)}%`;
  const track = textElement('span', '', 'track');
  track.append(length);
  line.append(track, textElement('span', number(value), 'figure'));
  return line;
}

/**
 * A name and its bars, one below the other.
 * @param {string} name
 * @param {Element[]} bars
 */
export function barRow(name, bars) {
  const row = document.createElement('div');
  row.className = 'bar-row';
  const what = textElement('span', '', 'what');
  what.append(textElement('bdi', name));
  row.append(what, ...bars);
  return row;
}
