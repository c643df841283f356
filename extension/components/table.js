/**
 * Fills a table that reads as a table on a wide page and as a list of cards on a narrow one.
 *
 * Decides the marking that both need. Refuses to sort, count or judge: rows come as the core has ordered them.
 */

import { words } from '../shared/localize.js';
import { textElement } from './facts.js';

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} title Key of the message above it.
 * @property {(row: Row) => string | Node} cell
 * @property {boolean} [number] Figures stand at the end of their column.
 * @property {boolean} [corner] On a narrow page the cell stands in the corner of its card and needs no title.
 * @property {boolean} [wide] On a narrow page the cell has a line of its own and needs no title.
 * @property {boolean} [head] The cell that names the row.
 */

/**
 * Fills a table anew.
 * @template Row
 * @param {HTMLTableElement} table
 * @param {Column<Row>[]} columns
 * @param {Row[]} rows
 */
export function fillTable(table, columns, rows) {
  // A narrow page lays rows out as cards; without roles they would cease to be a table to a screen reader.
  table.setAttribute('role', 'table');
  const head = section('thead');
  const titles = row();
  for (const { title, number } of columns) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.setAttribute('role', 'columnheader');
    cell.textContent = words(title);
    if (number) cell.className = 'number';
    titles.append(cell);
  }
  head.append(titles);
  const body = section('tbody');
  for (const item of rows) {
    const line = row();
    for (const column of columns) line.append(cellOf(column, item));
    body.append(line);
  }
  table.replaceChildren(...(table.caption ? [table.caption] : []), head, body);
}

/**
 * Fills the table of a section anew, or says that there is nothing in it.
 * @template Row
 * @param {HTMLElement} section
 * @param {Column<Row>[]} columns
 * @param {Row[]} rows
 */
export function fillSection(section, columns, rows) {
  const table = /** @type {HTMLTableElement} */ (section.querySelector('table'));
  fillTable(table, columns, rows);
  table.hidden = rows.length === 0;
  const empty = /** @type {HTMLElement | null} */ (section.querySelector('.empty'));
  if (empty) empty.hidden = rows.length > 0;
}

/**
 * @template Row
 * @param {Column<Row>} column
 * @param {Row} item
 */
function cellOf({ title, cell, number, wide, corner, head }, item) {
  const element = document.createElement(head ? 'th' : 'td');
  element.setAttribute('role', head ? 'rowheader' : 'cell');
  if (head) element.setAttribute('scope', 'row');
  if (number) element.className = 'number';
  else if (wide) element.className = 'wide';
  else if (corner) element.className = 'corner';
  element.dataset['title'] = words(title);
  const content = cell(item);
  // Most of what stands in a cell came from a page, and may run the other way.
  element.append(typeof content === 'string' ? textElement('bdi', content) : content);
  return element;
}

/** @param {'thead' | 'tbody'} name */
function section(name) {
  const element = document.createElement(name);
  element.setAttribute('role', 'rowgroup');
  return element;
}

function row() {
  const element = document.createElement('tr');
  element.setAttribute('role', 'row');
  return element;
}
