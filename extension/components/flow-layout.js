/**
 * Where the bands of a flow lie.
 *
 * Decides sizes and asks d3-sankey for places. Refuses to know what flows, and to order anything: what comes first lies on
 * top.
 */

import { d3 } from './d3.js';

/**
 * @typedef {{ x0: number, x1: number, y0: number, y1: number }} Box
 * @typedef {{ column: number, path: string, width: number, told: boolean }} Band From a column to the next.
 * @typedef {object} Join
 * @property {number} column The one that it leads from, to the next.
 * @property {number} from The place in its column.
 * @property {number} to The place in the next.
 * @property {number} value How broad it is.
 * @property {boolean} told
 * @typedef {{ height: number, boxes: Box[][], bands: Band[] }} Layout `boxes`: of each column.
 */

/** From a column to the next it is so far, in units of its own: the page stretches it to the room that there is. */
export const WIDTH = 100;
/** So broad is a box. */
export const NODE = 2;
/** What a label needs from one line to the next, and what one band may have. */
const LINE = 22;
const THINNEST = 4;
const THICKEST = 14;
/** All bands together are about so high. */
const AIM = 320;

/**
 * Lays out joins between columns.
 * @param {number[]} columns how many stand in each; each of the first has a join to the right, each other one to the left
 * @param {Join[]} joins
 * @returns {Layout}
 */
export function layFlow(columns, joins) {
  if (joins.length === 0) return { height: 0, boxes: columns.map(() => []), bands: [] };
  const place = (/** @type {number} */ column, /** @type {number} */ at) =>
    sum(columns.slice(0, column)) + at;
  const broad = columns.map((some, column) =>
    sum(Array.from({ length: some }, (_, at) => breadthOf(joins, column, at))),
  );
  const band = Math.min(THICKEST, Math.max(THINNEST, Math.floor(AIM / Math.max(...broad))));
  const padding = LINE - Math.min(band, THINNEST);
  const height = Math.max(...columns.map((some, at) => (broad[at] ?? 0) * band + (some - 1) * padding));
  const { nodes, links } = d3
    .sankey()
    .nodeWidth(NODE)
    .nodePadding(padding)
    // Who has nothing to the right of it stays in its own column.
    .nodeAlign(d3.sankeyLeft)
    .nodeSort(null)
    .extent([
      [0, 0],
      [WIDTH * (columns.length - 1), height],
    ])({
    nodes: Array.from({ length: sum(columns) }, () => ({})),
    links: joins.map(({ column, from, to, value, told }) => ({
      source: place(column, from),
      target: place(column + 1, to),
      value,
      column,
      told,
    })),
  });
  const boxes = nodes.map((/** @type {Box} */ { x0, x1, y0, y1 }) => ({ x0, x1, y0, y1 }));
  const curve = d3.sankeyLinkHorizontal();
  return {
    height,
    boxes: columns.map((some, at) => boxes.slice(place(at, 0), place(at, some))),
    bands: links.map((/** @type {any} */ link) => ({
      column: link.column,
      path: curve(link),
      width: link.width,
      told: link.told,
    })),
  };
}

/**
 * A box is as broad as what leads there, or as what leads from there.
 * @param {Join[]} joins
 * @param {number} column
 * @param {number} at
 */
function breadthOf(joins, column, at) {
  const leading = joins.filter((join) => join.column === column && join.from === at);
  const arriving = joins.filter((join) => join.column === column - 1 && join.to === at);
  return Math.max(sum(leading.map(({ value }) => value)), sum(arriving.map(({ value }) => value)));
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((all, one) => all + one, 0);
}
