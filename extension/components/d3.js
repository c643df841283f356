/**
 * The libraries of the pictures under one name.
 *
 * Decides the order in which they are loaded: each rests on those before it, and adds itself to one global. This is the only
 * file that names that global.
 */

import '../vendor/d3-array.js';
import '../vendor/d3-path.js';
import '../vendor/d3-shape.js';
import '../vendor/d3-sankey.js';

/** What they add up to. */
export const { d3 } = /** @type {{ d3: any }} */ (/** @type {unknown} */ (globalThis));
