/**
 * `<telltale-flow>`: who tells whom, as bands from sites to companies and from those to countries; where there is no room for
 * bands, as bars.
 *
 * Decides how it looks. Refuses to know who heard (`who-heard.js`) and where bands lie (`flow-layout.js`).
 */

import { country, list, number, words } from '../shared/localize.js';
import { textElement } from './facts.js';
import { layFlow, NODE, WIDTH } from './flow-layout.js';
import { bar, barRow, fillPicture } from './picture.js';
import { whoHeard } from './who-heard.js';

/** @typedef {import('./who-heard.js').Company} Company */
/** @typedef {import('./who-heard.js').Country} Country */
/** @typedef {import('./who-heard.js').WhoHeard} WhoHeard */
/** @typedef {import('./flow-layout.js').Layout} Layout */

const SVG = 'http://www.w3.org/2000/svg';

/** @type {import('./table.js').Column<Company>[]} */
const COLUMNS = [
  { title: 'column_recipient', head: true, cell: ({ name }) => textElement('bdi', name) },
  { title: 'flow_column_sites', number: true, cell: ({ sites }) => number(sites.length) },
  { title: 'column_on_sites', wide: true, cell: ({ sites }) => list(sites) },
  { title: 'column_country', cell: countriesOf },
  { title: 'column_told', cell: ({ told }) => words(told ? 'flow_told' : 'told_nothing') },
];

export class Flow extends HTMLElement {
  /**
   * Shows who heard where.
   * @param {import('./who-heard.js').Heard[]} recipients weightiest first
   * @param {(string | null)[]} sites weightiest first
   * @param {Country[]} countries weightiest first
   * @returns {boolean} whether there is something to show
   */
  show(recipients, sites, countries) {
    const heard = whoHeard(recipients, sites, countries);
    fillPicture(this, {
      title: words('flow_title'),
      caption: caption(heard),
      picture: [bands(heard), bars(heard)],
      columns: COLUMNS,
      rows: heard.companies,
    });
    return heard.joins.length > 0;
  }
}

customElements.define('telltale-flow', Flow);

/** @param {Country} code */
const nameOf = (code) => (code === null ? words('country_unknown') : country(code));

/** @param {Company} company */
function countriesOf({ countries }) {
  return list(countries.map((answered) => nameOf(answered.country)));
}

/** @param {WhoHeard} heard */
function caption({ sites, companies, countries, moreSites, moreCompanies, moreCountries }) {
  const text = words(
    'flow_caption',
    number(companies.length),
    number(companies.length + moreCompanies),
    number(sites.length),
    number(sites.length + moreSites),
    number(countries.length),
    number(countries.length + moreCountries),
  );
  const keys = document.createElement('p');
  keys.className = 'keys';
  keys.append(
    textElement('span', words('flow_told'), 'key'),
    textElement('span', words('told_nothing'), 'key silent'),
  );
  return [text, words('flow_countries'), keys];
}

/** @param {WhoHeard} heard */
function bands({ sites, companies, countries, joins }) {
  const layout = layFlow([sites.length, companies.length, countries.length], joins);
  const place = document.createElement('div');
  place.className = 'flow';
  place.style.blockSize = `${layout.height}px`;
  const told = (/** @type {number} */ column, /** @type {number} */ at) =>
    column === 0 ||
    (column === 1
      ? companies[at]?.told === true
      : joins.some((join) => join.column === 1 && join.to === at && join.told));
  place.append(
    names(sites, layout, 0, 'from'),
    between(layout, 0, told),
    names(
      companies.map(({ name }) => name),
      layout,
      1,
      'through',
    ),
    between(layout, 1, told),
    names(countries.map(nameOf), layout, 2, 'to'),
  );
  return place;
}

/**
 * The bands from a column to the next, with the boxes at both ends.
 * @param {Layout} layout
 * @param {number} column
 * @param {(column: number, at: number) => boolean} told
 */
function between({ height, boxes, bands: lines }, column, told) {
  const svg = document.createElementNS(SVG, 'svg');
  // Names stand between two such pictures: both have the boxes that they name.
  svg.setAttribute('viewBox', `${column * (WIDTH - NODE / 2)} 0 ${WIDTH + NODE / 2} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.append(
    ...lines
      .filter((line) => line.column === column)
      .map((line) => drawn('path', { d: line.path, 'stroke-width': line.width }, line.told)),
    ...[column, column + 1].flatMap((end) =>
      (boxes[end] ?? []).map(({ x0, x1, y0, y1 }, at) =>
        drawn('rect', { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, told(end, at)),
      ),
    ),
  );
  return svg;
}

/**
 * @param {'path' | 'rect'} kind
 * @param {Record<string, string | number>} attributes
 * @param {boolean} told
 */
function drawn(kind, attributes, told) {
  const element = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (!told) element.classList.add('silent');
  return element;
}

/**
 * Names beside what they name.
 * @param {string[]} texts
 * @param {Layout} layout
 * @param {number} column
 * @param {'from' | 'through' | 'to'} side
 */
function names(texts, { boxes }, column, side) {
  const list = document.createElement('div');
  list.className = `names ${side}`;
  for (const [at, text] of texts.entries()) {
    const { y0 = 0, y1 = 0 } = boxes[column]?.[at] ?? {};
    const name = document.createElement('span');
    name.append(textElement('bdi', text));
    name.title = text;
    name.style.insetBlockStart = `${(y0 + y1) / 2}px`;
    list.append(name);
  }
  return list;
}

/** @param {WhoHeard} heard */
function bars({ sites, companies }) {
  const place = document.createElement('div');
  place.className = 'bars';
  for (const company of companies) {
    const row = barRow(company.name, [bar(company.sites.length, sites.length, company.told ? '' : 'silent')]);
    row.querySelector('.what')?.append(textElement('span', countriesOf(company), 'sub'));
    place.append(row);
  }
  return place;
}
