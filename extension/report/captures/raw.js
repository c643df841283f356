/**
 * The requests of opened captures as a file, whole.
 *
 * Decides that nobody gets it with one click: the page first says what such a file holds. Refuses to know its format.
 */

import { download } from '../../components/download.js';
import { said, words } from '../../shared/localize.js';
import { askReader } from './calls.js';
import { button, make, say } from './face.js';
import { queue } from './queue.js';

/**
 * A place of the page where raw requests are saved.
 * @param {string} place
 * @param {() => number[]} captures Those whose requests are wanted by then.
 */
export function rawRequests(place, captures) {
  const save = button('captures_raw_save', { id: `${place}-raw-save` });
  const outcome = make('p', { id: `${place}-raw-outcome`, role: 'status' });
  save.addEventListener('click', async () => {
    outcome.textContent = words('captures_raw_busy');
    save.setAttribute('aria-disabled', 'true');
    outcome.textContent = await copied(captures());
    save.removeAttribute('aria-disabled');
  });
  return make(
    'details',
    { id: `${place}-raw`, class: 'raw' },
    say('summary', 'captures_raw'),
    say('p', 'captures_raw_text'),
    save,
    outcome,
  );
}

let busy = false;

/**
 * Saves the requests of captures, and says how that went.
 * @param {number[]} captures
 * @returns {Promise<string>}
 */
async function copied(captures) {
  const files = queue()
    .filter(({ opened }) => opened !== null && captures.includes(opened.id))
    .map(({ file, mode }) => ({ file, mode }));
  if (busy || files.length === 0) return '';
  busy = true;
  try {
    const { blob, unreadable } = await askReader('copy', files);
    if (unreadable !== null) return words('captures_raw_failed', unreadable);
    download('telltale-requests.har', blob);
    return words('captures_raw_done');
  } catch (error) {
    console.error(error);
    return said('captures_raw_lost', '');
  } finally {
    busy = false;
  }
}
