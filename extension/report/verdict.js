/**
 * A comparison in words, tables and bars: the verdict first, then what it rests on.
 *
 * Decides how each figure looks. Refuses to judge, to sort, and to show a value that was not asked for.
 */

import '../components/paired-bars.js';
import { textElement } from '../components/facts.js';
import { fillTable } from '../components/table.js';
import { counted, isolated, list, named, number, said, words } from '../shared/localize.js';

/** @typedef {import('../shared/messages.js').Comparison} Comparison */
/** @typedef {import('../shared/messages.js').Link} Link */
/** @typedef {import('../shared/messages.js').Sync} Sync */
/** @typedef {import('../components/paired-bars.js').PairedBars} PairedBars */

/** So many recipients of each set are written out; the rest is a number. */
const MOST_NAMES = 60;
/** So much of a keyed hash tells two values apart on one page. */
const HASH = 12;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Shows a comparison.
 * @param {Comparison} comparison
 * @param {{ revealed: boolean }} how
 */
export function showComparison(comparison, { revealed }) {
  const { linked, syncs, recipients, categories, pages } = comparison;
  showVerdict(comparison);
  byId('links').hidden = linked.length === 0;
  fillTable(tableIn('links'), links(revealed), linked);
  byId('syncs').hidden = syncs.length === 0;
  fillTable(tableIn('syncs'), SYNCS, syncs);
  const heard = recipients.both.length + recipients.normal_only.length + recipients.private_only.length;
  byId('heard').hidden = heard === 0;
  byId('sets').replaceChildren(
    set('compare_both', recipients.both),
    set('compare_first_only', recipients.normal_only),
    set('compare_second_only', recipients.private_only),
  );
  const pairs = Object.entries(categories);
  byId('pairs').hidden = pairs.length === 0;
  byId('exposures').textContent = words(
    'compare_exposure',
    number(comparison.exposure.normal),
    number(comparison.exposure.private),
  );
  const loads = [pages.normal, pages.private].map((count) =>
    count === null ? words('not_known') : number(count),
  );
  byId('page-loads').textContent = words('compare_pages', ...loads);
  /** @type {PairedBars | null} */ (document.querySelector('telltale-pairs'))?.show(pairs);
}

/** @param {Comparison} comparison */
function showVerdict({ verdict, code, why, rests_on, linked }) {
  const box = byId('verdict-box');
  box.dataset['verdict'] = verdict;
  setText('verdict', words(`verdict_${verdict}`));
  const people = new Set(linked.map(({ recipient }) => recipient)).size;
  const count = verdict === 'linked' ? ` ${counted('compare_linked_by', people)}` : '';
  setText('why', said(`ground_${code}`, why, list(rests_on)) + count);
}

/**
 * A live region speaks when it changes, and only then.
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

/** @param {string} section */
const tableIn = (section) => /** @type {HTMLTableElement} */ (byId(section).querySelector('table'));

/**
 * @param {boolean} revealed
 * @returns {import('../components/table.js').Column<Link>[]}
 */
const links = (revealed) => [
  {
    title: 'column_recipient',
    head: true,
    cell: ({ recipient, category }) => {
      const both = document.createDocumentFragment();
      both.append(textElement('bdi', recipient), textElement('span', named('category', category), 'sub'));
      return both;
    },
  },
  {
    title: 'column_strength',
    cell: ({ strength }) => {
      const mark = textElement('span', named('strength', strength), 'strength');
      mark.dataset['strength'] = strength;
      return mark;
    },
  },
  { title: 'column_reason', wide: true, cell: ({ code, reason }) => said(`rule_${code}`, reason) },
  {
    title: 'column_value',
    wide: true,
    cell: ({ at, value, hmac }) => {
      const both = document.createDocumentFragment();
      both.append(
        revealed && value !== null
          ? textElement('span', value, 'address')
          : textElement('span', words('value_hidden', hmac.slice(0, HASH)), 'quiet'),
        textElement('span', at, 'sub address'),
      );
      return both;
    },
  },
  { title: 'column_first', number: true, cell: ({ normal }) => number(normal) },
  { title: 'column_second', number: true, cell: ({ private: secret }) => number(secret) },
];

/**
 * @param {string} title
 * @param {string[]} domains
 */
function set(title, domains) {
  const section = document.createElement('section');
  const list = document.createElement('ul');
  for (const domain of domains.slice(0, MOST_NAMES)) list.append(textElement('li', isolated(domain)));
  const rest = domains.length - MOST_NAMES;
  if (rest > 0) list.append(textElement('li', counted('more_categories', rest), 'quiet'));
  if (domains.length === 0) list.append(textElement('li', words('compare_nobody'), 'quiet'));
  section.append(textElement('h3', words(title, number(domains.length))), list);
  return section;
}

/** @type {import('../components/table.js').Column<Sync>[]} */
const SYNCS = [
  { title: 'column_from', head: true, cell: ({ from }) => from },
  { title: 'column_to', cell: ({ to }) => to },
  { title: 'column_category', cell: ({ category }) => named('category', category) },
  { title: 'column_first', number: true, cell: ({ normal }) => number(normal) },
  { title: 'column_second', number: true, cell: ({ private: secret }) => number(secret) },
];
