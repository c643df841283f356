/**
 * The requests of opened captures as a file, whole.
 *
 * Decides that nobody gets it with one click: the page first says what such a file holds. Refuses to know its format.
 */

import { download } from '../../components/download.js';
import { button, make, say } from '../../components/make.js';
import { words } from '../../shared/localize.js';
import { askReader } from './calls.js';
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
    // One at a time: the first has said that it is under way.
    if (save.getAttribute('aria-disabled') === 'true') return;
    save.setAttribute('aria-disabled', 'true');
    outcome.textContent = words('captures_raw_busy');
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

/**
 * Saves the requests of captures, and says how that went.
 * @param {number[]} captures
 * @returns {Promise<string>}
 */
async function copied(captures) {
  const files = queue()
    .filter(({ opened }) => opened !== null && captures.includes(opened.id))
    .map(({ file, mode }) => ({ file, mode }));
  try {
    const { blob, unreadable } = await askReader('copy', files);
    if (unreadable !== null) return words('captures_raw_failed', unreadable);
    download('telltale-requests.har', blob);
    return words('captures_raw_done');
  } catch (error) {
    console.error(error);
    return words('captures_raw_lost');
  }
}
