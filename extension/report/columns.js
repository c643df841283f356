/**
 * What each table of the report shows of its rows.
 *
 * Decides columns and words. Refuses to sort, count or judge.
 */

import { modeMark, seal, textElement, toldList } from '../components/facts.js';
import { findingItem } from '../components/finding.js';
import { country, counted, date, list, named, number, time, words } from '../shared/localize.js';

/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('../shared/messages.js').CountrySummary} CountrySummary */
/** @typedef {import('../shared/messages.js').ModeSummary} ModeSummary */
/** @typedef {import('../shared/messages.js').Recipient} Recipient */
/** @typedef {import('../shared/messages.js').RequestRow} RequestRow */
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

/** @type {Column<Recipient>[]} */
export const BROWSER = [
  { title: 'column_recipient', head: true, cell: (recipient) => recipientCell(recipient) },
  { title: 'column_told', wide: true, cell: ({ told }) => toldList(told, 20) },
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
  { title: 'column_grade', corner: true, cell: ([, { grade }]) => seal(grade) },
];

/**
 * @param {boolean} revealed whether values are shown.
 * @returns {Column<RequestRow>[]}
 */
export const requests = (revealed) => [
  {
    title: 'column_address',
    head: true,
    cell: ({ url, method, component }) => {
      const both = document.createDocumentFragment();
      both.append(textElement('span', `${method} ${url}`, 'address'));
      if (component) both.append(textElement('span', component, 'sub'));
      return both;
    },
  },
  {
    title: 'column_time',
    cell: ({ at }) => {
      // Not every capture says when.
      if (!Number.isFinite(at)) return words('not_known');
      const element = /** @type {HTMLTimeElement} */ (textElement('time', time(at)));
      element.dateTime = new Date(at).toISOString();
      element.title = date(at);
      return element;
    },
  },
  {
    title: 'column_on_sites',
    cell: ({ site, party }) =>
      party === 'browser' ? named('party', party) : (site ?? words('site_unknown')),
  },
  { title: 'column_mode', cell: ({ mode }) => modeMark(mode) },
  { title: 'column_told', wide: true, cell: (request) => told(request, revealed) },
  { title: 'column_state', cell: (request) => stateOf(request) },
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
 * The kind of window is said of each row only where there are several.
 * @template Row
 * @param {import('./routes.js').Choice} choice
 * @param {Column<Row>[]} columns
 */
export function columnsFor(choice, columns) {
  return choice === 'all' ? columns : columns.filter(({ title }) => title !== 'column_mode');
}

/**
 * What a request told, and for whoever wants to repeat it, where each thing stood.
 * @param {RequestRow} request
 * @param {boolean} revealed
 */
function told(request, revealed) {
  const { findings } = request;
  const both = document.createDocumentFragment();
  const categories = new Set(findings.map(({ category }) => category));
  both.append(toldList([...categories].map((category) => ({ category, count: 1 }))));
  if (findings.length === 0) return both;
  const details = document.createElement('details');
  details.open = revealed;
  const list = document.createElement('ul');
  for (const finding of findings) list.append(findingItem(request, finding));
  details.append(textElement('summary', words('findings_where')), list);
  both.append(details);
  return both;
}

/**
 * What is known of how far the request got, and of its body.
 * @param {RequestRow} request
 */
function stateOf({ sent, body }) {
  const state = words(sent === null ? 'sent_unknown' : sent ? 'sent_yes' : 'sent_no');
  return lines(state, body === 'unseen' || body === 'partial' ? words(`body_${body}`) : '');
}
