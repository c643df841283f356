/**
 * The view of requests: those of the session that are kept.
 *
 * Decides who answers the list, and what of it is taken out as a file. Refuses to filter and to sort: the core does.
 */

import { download } from '../components/download.js';
import { requestsAsCsv } from '../components/exports.js';
import { button } from '../components/make.js';
import { ask } from '../shared/messages.js';
import { RequestList } from './requests/list.js';
import { addressOf, questionOf } from './routes.js';

/** @typedef {import('../shared/messages.js').Digest} Digest */
/** @typedef {import('./routes.js').Choice} Choice */

/** @type {RequestList | undefined} */
let list;

/**
 * Makes the list.
 * @param {() => Choice} chosen
 */
export function offerRequests(chosen) {
  const csv = button('report_csv_requests', { id: 'csv-requests' });
  csv.addEventListener('click', () => void save(chosen()));
  const section = /** @type {HTMLElement} */ (document.getElementById('requests'));
  list = new RequestList(
    section,
    { requests: (wanted) => ask('requests', wanted), request: (which) => ask('request', which) },
    'newest',
    csv,
  );
}

/**
 * Lists the requests of a kind of window.
 * @param {Digest} digest
 * @param {Choice} choice
 */
export function showRequests({ summary }, choice) {
  const categories = summary.categories.map(({ category }) => category);
  return list?.show(questionOf(choice), categories, choice === 'all');
}

/**
 * Leads from another view to some of the requests. Which they are stands in no address.
 * @param {import('./requests/search.js').Only} only
 * @param {Choice} choice
 */
export function listOnly(only, choice) {
  // The way there lists them.
  list?.choose(only);
  location.hash = addressOf('requests', choice);
}

/** @param {Choice} choice */
async function save(choice) {
  const { requests } = await ask('report', questionOf(choice));
  download('telltale-requests.csv', requestsAsCsv(requests), 'text/csv');
}
