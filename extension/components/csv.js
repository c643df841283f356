/**
 * Tables as CSV, for programs that calculate.
 *
 * Decides how a cell is written so that no program runs it and none breaks off (RFC 4180). Refuses to know what is in it.
 */

/** How a formula begins in programs that calculate; what a page sent may begin so, too. */
const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/** @typedef {string | number | boolean | null | undefined} Cell */

/**
 * One cell. Numbers are ours and stay as they are; a text that would be a formula gets an apostrophe.
 * @param {Cell} value
 */
export function csvCell(value) {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Rows below their titles.
 * @template Row
 * @param {[title: string, cell: (row: Row) => Cell][]} columns
 * @param {Row[]} rows
 */
export function csv(columns, rows) {
  const lines = [
    columns.map(([title]) => csvCell(title)),
    ...rows.map((row) => columns.map(([, cell]) => csvCell(cell(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
