/**
 * `<telltale-pairs>`: how often each kind of thing was told on either side, as pairs of bars.
 *
 * Decides how it looks. Refuses to count and to order: pairs come as the core gave them.
 */

import { named, number, words } from '../shared/localize.js';
import { textElement } from './facts.js';
import { bar, barRow, fillPicture } from './picture.js';

/** @typedef {[category: string, counts: import('../shared/messages.js').Counts]} Pair */

/** @type {import('./table.js').Column<Pair>[]} */
const COLUMNS = [
  { title: 'column_category', head: true, cell: ([category]) => named('category', category) },
  { title: 'column_first', number: true, cell: ([, { normal }]) => number(normal) },
  { title: 'column_second', number: true, cell: ([, { private: secret }]) => number(secret) },
  { title: 'column_first_per_page', number: true, cell: ([, { normal_per_page: each }]) => perPage(each) },
  { title: 'column_second_per_page', number: true, cell: ([, { private_per_page: each }]) => perPage(each) },
];

export class PairedBars extends HTMLElement {
  /**
   * Shows pairs.
   * @param {Pair[]} pairs
   */
  show(pairs) {
    const most = Math.max(1, ...pairs.flatMap(([, { normal, private: secret }]) => [normal, secret]));
    const bars = document.createElement('div');
    bars.className = 'bars';
    for (const [category, { normal, private: secret }] of pairs)
      bars.append(
        barRow(named('category', category), [
          bar(normal, most, 'first-side'),
          bar(secret, most, 'second-side'),
        ]),
      );
    const keys = document.createElement('p');
    keys.className = 'keys';
    keys.append(
      textElement('span', words('column_first'), 'key first-side'),
      textElement('span', words('column_second'), 'key second-side'),
    );
    fillPicture(this, {
      title: words('compare_pairs'),
      caption: [words('compare_pairs_caption'), keys],
      picture: [bars],
      columns: COLUMNS,
      rows: pairs,
    });
  }
}

customElements.define('telltale-pairs', PairedBars);

/** @param {number | null} each */
const perPage = (each) => (each === null ? words('not_known') : number(each));
