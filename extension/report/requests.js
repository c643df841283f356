/**
 * The view of requests: those that are kept, a page of them at a time.
 *
 * Decides when values are hidden again. Refuses to filter and to sort: the core does.
 */

import { download } from '../components/download.js';
import { requestsAsCsv } from '../components/exports.js';
import { fillSection } from '../components/table.js';
import { number, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';
import { columnsFor, requests as requestColumns } from './columns.js';
import { questionOf } from './routes.js';

/** @typedef {import('./routes.js').Choice} Choice */

const PAGE = 25;

let from = 0;
/** What the requests are drawn of. @type {Choice} */
let choice = 'normal';
/** The requests that stand on the page. */
let drawn = '';
/** Values are shown: somebody asked for them. */
let revealed = false;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Makes the buttons work. */
export function offerRequests() {
  byId('csv-requests').addEventListener('click', () => void save());
  byId('reveal-requests').addEventListener('click', () => {
    reveal(!revealed);
    void draw();
  });
  byId('newer').addEventListener('click', () => void turnTo(from - PAGE));
  byId('older').addEventListener('click', () => void turnTo(from + PAGE));
}

/**
 * Draws the requests of a kind of window.
 * @param {Choice} chosen
 */
export function showRequests(chosen) {
  if (chosen !== choice) {
    choice = chosen;
    from = 0;
    // What was asked of one kind of window was not asked of the next.
    reveal(false);
  }
  return draw();
}

async function draw() {
  const asked = choice;
  const wanted = { from, count: PAGE, filter: questionOf(asked), reveal: revealed };
  const { total, requests } = await ask('requests', wanted);
  // Another kind of window was chosen meanwhile: it is drawn after this.
  if (asked !== choice) return;
  // They were forgotten, and with them the page that was open.
  if (from > 0 && from >= total) {
    from = 0;
    await draw();
    return;
  }
  // What has not changed stays, and with it where the person is in it.
  const rows = JSON.stringify([choice, revealed, from, total, requests]);
  if (rows === drawn) return;
  drawn = rows;
  fillSection(byId('requests'), columnsFor(choice, requestColumns(revealed)), requests);
  const last = from + requests.length;
  byId('range').textContent =
    total === 0 ? '' : words('report_range', number(from + 1), number(last), number(total));
  /** @type {HTMLButtonElement} */ (byId('newer')).disabled = from === 0;
  /** @type {HTMLButtonElement} */ (byId('older')).disabled = last >= total;
}

/** @param {boolean} shown */
function reveal(shown) {
  revealed = shown;
  byId('reveal-requests').setAttribute('aria-pressed', String(shown));
}

/** @param {number} start */
async function turnTo(start) {
  from = Math.max(0, start);
  await draw();
  byId('requests').scrollIntoView({ block: 'start' });
}

async function save() {
  const { requests } = await ask('report', questionOf(choice));
  download('telltale-requests.csv', requestsAsCsv(requests), 'text/csv');
}
