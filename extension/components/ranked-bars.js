/**
 * `<telltale-ranked>`: figures as bars, one below the other.
 *
 * Decides how it looks, and that only the first few have a bar. Refuses to order: they come as the core gave them.
 */

import { number, words } from '../shared/localize.js';
import { textElement } from './facts.js';
import { bar, barRow, fillPicture } from './picture.js';

/** @typedef {{ name: string, value: number }} Figure */

/** So many have a bar; for the rest there is the table of the section. */
const MOST = 12;

export class RankedBars extends HTMLElement {
  /**
   * Shows figures.
   * @param {Figure[]} figures in the order in which they are shown
   * @param {{ title: string, caption: string, names: string, values: string }} keys of messages: the picture's name, what
   *   it shows, and what stands above the two columns of its table
   */
  show(figures, { title, caption, names, values }) {
    const rows = figures.slice(0, MOST);
    const drawn = words('picture_drawn', number(rows.length), number(figures.length));
    const most = rows.reduce((largest, { value }) => Math.max(largest, value), 0);
    const bars = document.createElement('div');
    bars.className = 'bars';
    for (const { name, value } of rows) bars.append(barRow(name, [bar(value, most)]));
    fillPicture(this, {
      title: words(title),
      caption: rows.length < figures.length ? [words(caption), drawn] : [words(caption)],
      picture: [bars],
      columns: [
        { title: names, head: true, cell: ({ name }) => textElement('bdi', name) },
        { title: values, number: true, cell: ({ value }) => number(value) },
      ],
      rows,
    });
  }
}

customElements.define('telltale-ranked', RankedBars);
