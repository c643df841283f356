/**
 * The view of recipients: who heard, what, and on which sites.
 *
 * Decides what of it is taken out as a file. Refuses to sort: the weightiest come first.
 */

import { download } from '../components/download.js';
import { recipientsAsCsv } from '../components/exports.js';
import { fillSection } from '../components/table.js';
import { ask } from '../shared/messages.js';
import { leadingToRequests, RECIPIENTS } from './columns.js';
import { listOnly } from './requests.js';
import { questionOf } from './routes.js';

/** @typedef {import('./routes.js').Choice} Choice */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Makes the button work. @param {() => Choice} chosen */
export function offerRecipients(chosen) {
  byId('csv-recipients').addEventListener('click', () => void save(chosen()));
}

/**
 * @param {import('../shared/messages.js').Digest} digest
 * @param {Choice} choice
 */
export function showRecipients({ summary }, choice) {
  const columns = leadingToRequests(
    RECIPIENTS,
    ({ company, registrable_domain: domain }) => company ?? domain,
    ({ registrable_domain: recipient }) => listOnly({ recipient }, choice),
  );
  fillSection(byId('recipients'), columns, summary.recipients);
}

/** @param {Choice} choice */
async function save(choice) {
  const { summary } = await ask('report', questionOf(choice));
  download('telltale-recipients.csv', recipientsAsCsv(summary.recipients), 'text/csv');
}
