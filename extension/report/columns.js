/**
 * What each table of the report shows of its rows.
 *
 * Decides columns and words. Refuses to sort, count or judge.
 */

import { modeMark, seal, textElement, toldList } from '../components/facts.js';
import { country, counted, date, isolated, list, named, number, words } from '../shared/localize.js';

/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('../shared/messages.js').CountrySummary} CountrySummary */
/** @typedef {import('../shared/messages.js').ModeSummary} ModeSummary */
/** @typedef {import('../shared/messages.js').Recipient} Recipient */
/** @typedef {import('../shared/messages.js').SiteSummary} SiteSummary */
/** @typedef {import('../shared/messages.js').Summary} Summary */
/** @typedef {import('../shared/messages.js').BlindSpot} BlindSpot */
/** @typedef {import('../shared/messages.js').List} List */

/**
 * @template Row
 * @typedef {import('../components/table.js').Column<Row>} Column
 */

/** So many hosts are written out; the rest is a number. */
const HOSTS = 6;
/** So many signs of a digest tell lists apart for an eye; reports have the whole. */
const DIGEST = 12;

/**
 * Two lines in one cell.
 * @param {string} first
 * @param {string} second
 */
function lines(first, second) {
  const both = document.createDocumentFragment();
  both.append(textElement('bdi', first));
  if (second) both.append(textElement('span', second, 'sub'));
  return both;
}

/** @param {string[]} items */
function few(items) {
  const rest = items.length - HOSTS;
  return list([...items.slice(0, HOSTS), ...(rest > 0 ? [counted('more_categories', rest)] : [])]);
}

/**
 * Which maker of browsers runs what was asked, and what for.
 * @param {Recipient} recipient
 */
function endpoints({ vendor, purposes = [] }) {
  if (vendor === null) return '';
  return words('endpoints_of', vendor, list(purposes.map((purpose) => named('purpose', purpose))));
}

/**
 * Where the address that answered is registered. That is no place at which a machine stands.
 * @param {Recipient} recipient
 */
function registered({ country: code }) {
  return code === null ? '' : words('registered_in', country(code));
}

/**
 * The cell that names a recipient.
 * @param {Recipient} recipient
 * @param {string} [relation] who it is to the page
 */
function recipientCell(recipient, relation = '') {
  const { company, registrable_domain: domain, hosts } = recipient;
  const names = company === null ? hosts.filter((host) => host !== domain) : [domain];
  const facts = [few(names), relation, endpoints(recipient), registered(recipient)];
  return lines(company ?? domain, facts.filter((text) => text !== '').join(' · '));
}

/** @type {Column<Recipient>[]} */
export const RECIPIENTS = [
  {
    title: 'column_recipient',
    head: true,
    cell: (recipient) =>
      recipientCell(recipient, recipient.party === 'third' ? '' : named('party', recipient.party)),
  },
  { title: 'column_told', wide: true, cell: ({ told }) => toldList(told, 20) },
  { title: 'column_on_sites', cell: ({ sites }) => few(sites) },
  { title: 'column_requests', number: true, cell: ({ requests }) => number(requests) },
  { title: 'column_unseen', number: true, cell: ({ unseen }) => number(unseen) },
  { title: 'column_stopped', number: true, cell: ({ stopped }) => number(stopped) },
  { title: 'column_grade', corner: true, cell: ({ grade }) => seal(grade) },
];

/**
 * How what an endpoint was told reads beside what it is for, and what of it goes beyond that.
 * @param {Recipient} recipient
 */
function readingCell({ reading, beyond_purpose: beyond = [] }) {
  const cell = document.createDocumentFragment();
  if (reading === undefined) return cell;
  cell.append(textElement('span', named('reading', reading), reading));
  if (beyond.length > 0) cell.append(toldList(beyond, 20));
  return cell;
}

/** @type {Column<Recipient>[]} */
export const BROWSER = [
  { title: 'column_recipient', head: true, cell: (recipient) => recipientCell(recipient) },
  { title: 'column_told', wide: true, cell: ({ told }) => toldList(told, 20) },
  { title: 'column_reading', wide: true, cell: readingCell },
  { title: 'column_requests', number: true, cell: ({ requests }) => number(requests) },
  { title: 'column_unseen', number: true, cell: ({ unseen }) => number(unseen) },
  { title: 'column_grade', corner: true, cell: ({ grade }) => seal(grade) },
];

/** @type {Column<SiteSummary>[]} */
export const SITES = [
  { title: 'column_site', head: true, cell: ({ site }) => site ?? words('site_unknown') },
  { title: 'column_mode', cell: ({ mode }) => modeMark(mode) },
  { title: 'column_requests', number: true, cell: ({ requests }) => number(requests) },
  { title: 'column_recipients', number: true, cell: ({ recipients }) => number(recipients) },
  { title: 'column_were_told', number: true, cell: ({ told }) => number(told) },
  { title: 'column_exposure', number: true, cell: ({ exposure }) => number(exposure) },
  { title: 'column_grade', corner: true, cell: ({ grade }) => seal(grade) },
];

/** @type {Column<CountrySummary>[]} */
export const COUNTRIES = [
  {
    title: 'column_country',
    head: true,
    cell: ({ country: code }) => (code === null ? words('country_unknown') : country(code)),
  },
  { title: 'column_told', wide: true, cell: ({ told }) => toldList(told, 20) },
  { title: 'column_requests', number: true, cell: ({ requests }) => number(requests) },
  { title: 'column_recipients', number: true, cell: ({ recipients }) => number(recipients) },
];

/** @type {Column<Summary['categories'][number]>[]} */
export const CATEGORIES = [
  { title: 'column_category', head: true, cell: ({ category }) => named('category', category) },
  { title: 'column_recipients', number: true, cell: ({ recipients }) => number(recipients) },
  { title: 'column_times', number: true, cell: ({ count }) => number(count) },
];

/** @type {Column<[Mode, ModeSummary]>[]} */
export const MODES = [
  { title: 'column_mode', head: true, cell: ([mode]) => modeMark(mode) },
  { title: 'column_requests', number: true, cell: ([, { requests }]) => number(requests) },
  { title: 'column_recipients', number: true, cell: ([, { recipients }]) => number(recipients) },
  { title: 'column_were_told', number: true, cell: ([, { told }]) => number(told) },
  { title: 'column_unseen', number: true, cell: ([, { unseen }]) => number(unseen) },
  { title: 'column_exposure', number: true, cell: ([, { exposure }]) => number(exposure) },
  { title: 'column_since', cell: ([, { since }]) => (since === null ? '' : date(since)) },
  { title: 'column_grade', corner: true, cell: ([, { grade }]) => seal(grade) },
];

/** @type {Column<BlindSpot>[]} */
export const BLIND_SPOTS = [
  { title: 'column_blind_spot', head: true, cell: ({ code }) => named('blind_spot', code) },
  {
    title: 'column_times',
    number: true,
    cell: ({ count }) => (count === null ? words('not_countable') : number(count)),
  },
  { title: 'column_hosts', cell: ({ hosts }) => few(hosts) },
];

/** @type {Column<List>[]} */
export const LISTS = [
  { title: 'column_list', head: true, cell: ({ name }) => name },
  { title: 'column_version', cell: ({ version }) => version },
  {
    title: 'column_digest',
    cell: ({ sha256 }) => textElement('bdi', sha256?.slice(0, DIGEST) ?? '', 'address'),
  },
];

/**
 * The same columns, in which each number of requests leads to them.
 * @template {{ requests: number }} Row
 * @param {Column<Row>[]} columns
 * @param {(row: Row) => string | null} nameOf whose requests they are; null where they cannot be told from others
 * @param {(row: Row) => void} lead
 * @returns {Column<Row>[]}
 */
export const leadingToRequests = (columns, nameOf, lead) =>
  columns.map((column) => {
    if (column.title !== 'column_requests') return column;
    return {
      ...column,
      cell: (row) => {
        const name = nameOf(row);
        if (name === null || row.requests === 0) return number(row.requests);
        const way = textElement('button', number(row.requests), 'way');
        way.setAttribute('type', 'button');
        // Not as a sentence that counts: some languages write two without a figure, and whoever speaks to the page says it.
        const label = [number(row.requests), words('column_requests'), isolated(name)];
        way.setAttribute('aria-label', label.join(' · '));
        way.addEventListener('click', () => lead(row));
        return way;
      },
    };
  });

/**
 * The kind of window is said of each row only where there are several.
 * @template Row
 * @param {import('./routes.js').Choice} choice
 * @param {Column<Row>[]} columns
 */
export function columnsFor(choice, columns) {
  return choice === 'all' ? columns : columns.filter(({ title }) => title !== 'column_mode');
}
