/**
 * Where the bands of a flow lie.
 *
 * Decides sizes and asks d3-sankey for places. Refuses to know what flows, and to order anything: what comes first lies on
 * top. The libraries add themselves to one global; this is the only file that names it.
 */

import '../vendor/d3-array.js';
import '../vendor/d3-path.js';
import '../vendor/d3-shape.js';
import '../vendor/d3-sankey.js';

/**
 * @typedef {{ x0: number, x1: number, y0: number, y1: number }} Box
 * @typedef {{ path: string, width: number, told: boolean }} Band
 * @typedef {{ from: number, to: number, told: boolean }} Join Places in the two lists that it joins.
 * @typedef {{ height: number, from: Box[], to: Box[], bands: Band[] }} Layout
 */

/** A flow is so wide, in units of its own: the page stretches it to the room that there is. */
export const WIDTH = 100;
const NODE = 2;
/** What a label needs from one line to the next, and what one band may have. */
const LINE = 22;
const THINNEST = 4;
const THICKEST = 14;
/** All bands together are about so high. */
const AIM = 320;

/**
 * Lays out joins between two lists.
 * @param {number} left how many stand in the first list; each has a join
 * @param {number} right how many stand in the second; each has a join
 * @param {Join[]} joins
 * @returns {Layout}
 */
export function layFlow(left, right, joins) {
  if (joins.length === 0) return { height: 0, from: [], to: [], bands: [] };
  const { d3 } = /** @type {any} */ (globalThis);
  const band = Math.min(THICKEST, Math.max(THINNEST, Math.floor(AIM / joins.length)));
  const padding = LINE - Math.min(band, THINNEST);
  const height = joins.length * band + (Math.max(left, right) - 1) * padding;
  const { nodes, links } = d3
    .sankey()
    .nodeWidth(NODE)
    .nodePadding(padding)
    .nodeSort(null)
    .extent([
      [0, 0],
      [WIDTH, height],
    ])({
    nodes: Array.from({ length: left + right }, () => ({})),
    links: joins.map(({ from, to, told }) => ({ source: from, target: left + to, value: 1, told })),
  });
  const boxes = nodes.map((/** @type {Box} */ { x0, x1, y0, y1 }) => ({ x0, x1, y0, y1 }));
  const curve = d3.sankeyLinkHorizontal();
  return {
    height,
    from: boxes.slice(0, left),
    to: boxes.slice(left),
    bands: links.map((/** @type {any} */ link) => ({
      path: curve(link),
      width: link.width,
      told: link.told,
    })),
  };
}
