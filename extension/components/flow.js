/**
 * `<telltale-flow>`: who tells whom, as bands from sites to companies; where there is no room for bands, as bars.
 *
 * Decides how it looks. Refuses to know who heard (`who-heard.js`) and where bands lie (`flow-layout.js`).
 */

import { list, number, words } from '../shared/localize.js';
import { textElement } from './facts.js';
import { layFlow, WIDTH } from './flow-layout.js';
import { bar, barRow, fillPicture } from './picture.js';
import { whoHeard } from './who-heard.js';

/** @typedef {import('./who-heard.js').Company} Company */
/** @typedef {import('./who-heard.js').WhoHeard} WhoHeard */

const SVG = 'http://www.w3.org/2000/svg';

/** @type {import('./table.js').Column<Company>[]} */
const COLUMNS = [
  { title: 'column_recipient', head: true, cell: ({ name }) => textElement('bdi', name) },
  { title: 'flow_column_sites', number: true, cell: ({ sites }) => number(sites.length) },
  { title: 'column_on_sites', wide: true, cell: ({ sites }) => list(sites) },
  { title: 'column_told', cell: ({ told }) => words(told ? 'flow_told' : 'told_nothing') },
];

export class Flow extends HTMLElement {
  /**
   * Shows who heard where.
   * @param {import('./who-heard.js').Heard[]} recipients weightiest first
   * @param {(string | null)[]} sites weightiest first
   * @returns {boolean} whether there is something to show
   */
  show(recipients, sites) {
    const heard = whoHeard(recipients, sites);
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

/** @param {WhoHeard} heard */
function caption({ sites, companies, moreSites, moreCompanies }) {
  const text = words(
    'flow_caption',
    number(companies.length),
    number(companies.length + moreCompanies),
    number(sites.length),
    number(sites.length + moreSites),
  );
  const keys = document.createElement('p');
  keys.className = 'keys';
  keys.append(
    textElement('span', words('flow_told'), 'key'),
    textElement('span', words('told_nothing'), 'key silent'),
  );
  return [text, keys];
}

/** @param {WhoHeard} heard */
function bands({ sites, companies, joins }) {
  const { height, from, to, bands: lines } = layFlow(sites.length, companies.length, joins);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.append(
    ...lines.map(({ path, width, told }) => drawn('path', { d: path, 'stroke-width': width }, told)),
    ...[...from.map((box) => ({ box, told: true })), ...to.map((box, at) => ({ box, told: toldOf(at) }))].map(
      ({ box: { x0, x1, y0, y1 }, told }) =>
        drawn('rect', { x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, told),
    ),
  );
  function toldOf(/** @type {number} */ at) {
    return companies[at]?.told === true;
  }
  const place = document.createElement('div');
  place.className = 'flow';
  place.style.blockSize = `${height}px`;
  place.append(
    names(sites, from, 'from'),
    svg,
    names(
      companies.map(({ name }) => name),
      to,
      'to',
    ),
  );
  return place;
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
 * @param {import('./flow-layout.js').Box[]} boxes
 * @param {'from' | 'to'} side
 */
function names(texts, boxes, side) {
  const list = document.createElement('div');
  list.className = `names ${side}`;
  for (const [at, text] of texts.entries()) {
    const { y0 = 0, y1 = 0 } = boxes[at] ?? {};
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
  for (const { name, told, sites: on } of companies)
    place.append(barRow(name, [bar(on.length, sites.length, told ? '' : 'silent')]));
  return place;
}
