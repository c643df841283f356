/**
 * Evidence of opened captures, as a file.
 *
 * Decides what of the world the document gets: a name and the time. Refuses to know what stands in it.
 */

import { download } from '../../components/download.js';
import { askReader } from './calls.js';

/**
 * Saves what captures show: one, or one of each kind of window.
 * @param {number[]} captures
 */
export async function saveEvidence(captures) {
  download('telltale-evidence.json', await askReader('evidence', captures, crypto.randomUUID(), Date.now()));
}
