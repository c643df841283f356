/**
 * A request as a row of a list.
 *
 * Decides what of it stands there: what tells it from others, each thing in one line. All else is said when it is opened.
 * Refuses to know where the row stands.
 *
 * @typedef {import('../../shared/messages.js').RequestRow} RequestRow
 */

import { modeMark, textElement, toldList } from '../../components/facts.js';
import { make } from '../../components/make.js';
import { date, isolated, named, time, words } from '../../shared/localize.js';

/** So many categories are named in a row. */
const NAMED = 2;

/** What each column is called, and by which name its cells are laid out. */
export const COLUMNS = [
  ['column_address', 'what'],
  ['column_time', 'time'],
  ['column_on_sites', 'site'],
  ['column_mode', 'window'],
  ['column_told', 'telling'],
  ['column_state', 'state'],
];

/** An empty row. */
export function makeRow() {
  const [head, ...others] = COLUMNS.map(([, name = '']) =>
    make('div', { role: name === 'what' ? 'rowheader' : 'gridcell', class: name }),
  );
  const open = make('button', { type: 'button', class: 'open', 'aria-haspopup': 'dialog' });
  /** @type {HTMLElement} */ (head).append(open);
  return make('div', { role: 'row', class: 'row' }, /** @type {HTMLElement} */ (head), ...others);
}

/**
 * The button of a row.
 * @param {HTMLElement} row
 */
export const opener = (row) => /** @type {HTMLButtonElement} */ (row.querySelector('.open'));

/**
 * Fills a row. Its button stays, and with it the focus.
 * @param {HTMLElement} row
 * @param {RequestRow} request
 */
export function fillRow(row, request) {
  const { method, url, component, recipient, site, party, mode, findings, body } = request;
  const cell = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(`.${name}`));
  const about = [recipient.company, component].filter((name) => name !== null).map(isolated);
  opener(row).replaceChildren(
    textElement('span', `${method} ${url}`, 'address'),
    ...(about.length > 0 ? [textElement('span', about.join(' · '), 'sub')] : []),
  );
  cell('time').replaceChildren(moment(request.at));
  cell('site').replaceChildren(
    textElement('bdi', party === 'browser' ? named('party', party) : (site ?? words('site_unknown'))),
  );
  cell('window').replaceChildren(modeMark(mode));
  const categories = [...new Set(findings.map(({ category }) => category))];
  cell('telling').replaceChildren(
    toldList(
      categories.map((category) => ({ category, count: 1 })),
      NAMED,
    ),
  );
  cell('state').replaceChildren(
    textElement('span', stateOf(request)),
    ...(body === 'unseen' || body === 'partial' ? [textElement('span', words(`body_${body}`), 'sub')] : []),
  );
}

/**
 * When something was. Not every capture says when.
 * @param {number} at
 */
export function moment(at) {
  if (!Number.isFinite(at)) return textElement('span', words('not_known'));
  const element = /** @type {HTMLTimeElement} */ (textElement('time', time(at)));
  element.dateTime = new Date(at).toISOString();
  element.title = date(at);
  return element;
}

/**
 * What is known of how far a request got.
 * @param {Pick<RequestRow, 'sent'>} request
 */
export const stateOf = ({ sent }) => words(sent === null ? 'sent_unknown' : sent ? 'sent_yes' : 'sent_no');
