/**
 * The first view of the report: what this session comes to, and what can be done with it.
 *
 * Decides which figures stand there. Refuses to score and to sort.
 */

import { download } from '../components/download.js';
import { dressSeal, fillFigures } from '../components/facts.js';
import { fillSection } from '../components/table.js';
import { counted, date, number, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';
import { askReader, takeSnapshot } from './captures/calls.js';
import {
  BLIND_SPOTS,
  CATEGORIES,
  COUNTRIES,
  MODES,
  SITES,
  columnsFor,
  leadingToRequests,
} from './columns.js';
import { showPictures } from './pictures.js';
import { offerEvidence } from './evidence/dialog.js';
import { offerPrinting } from './printing.js';
import { listOnly } from './requests.js';
import { questionOf } from './routes.js';

/** @typedef {import('../shared/messages.js').Digest} Digest */
/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('./routes.js').Choice} Choice */

/** Where one of these is, there were more recipients than are listed. */
const NOT_TOLD_APART = ['recipients_beyond_cap', 'sites_beyond_cap'];
/** @type {readonly Mode[]} */
const MODE_NAMES = ['normal', 'private', 'unknown'];

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Makes the buttons work.
 * @param {() => Choice} chosen
 * @param {() => unknown} draw
 */
export function offerNow(chosen, draw) {
  const on = (/** @type {string} */ id, /** @type {() => unknown} */ act) =>
    byId(id).addEventListener('click', () => void act());
  on('refresh', draw);
  on('download', () => save(chosen()));
  on('download-page', () => savePage(chosen()));
  offerEvidence(byId('evidence'), () => matterOf(chosen()));
  on('forget', () => forget(chosen(), draw));
  offerPrinting(byId('print'));
}

/**
 * Shows a digest.
 * @param {Digest} digest
 * @param {Choice} choice
 */
export function showNow({ summary, blind_spots }, choice) {
  const others = summary.recipients.filter(({ party, requests }) => party !== 'first' && requests > 0);
  const told = others.filter((recipient) => recipient.told.length > 0);
  dressSeal(byId('grade'), summary.recipients.length > 0 ? summary.grade : null);
  byId('sentence').textContent =
    summary.recipients.length === 0
      ? words(`report_nothing_${choice}`)
      : counted('report_told', told.length, number(others.length));
  const since = choice === 'all' ? null : (summary.modes[choice]?.since ?? null);
  // Of several kinds of window, the table below says it of each.
  byId('since').textContent = since === null ? '' : words('report_since', date(since));
  const over = (/** @type {'requests' | 'unseen' | 'stopped'} */ count) =>
    sum(Object.values(summary.modes), (mode) => mode[count]);
  const hidden = blind_spots.some(({ code }) => NOT_TOLD_APART.includes(code));
  const atLeast = (/** @type {number} */ value) =>
    hidden ? words('more_than', number(value)) : number(value);
  fillFigures(byId('figures'), [
    ['figure_exposure', number(summary.exposure)],
    ['figure_requests', number(over('requests'))],
    ['figure_recipients', atLeast(others.length)],
    ['figure_told', atLeast(told.length)],
    ['figure_unseen', number(over('unseen'))],
    ['figure_stopped', number(over('stopped'))],
  ]);
  byId('by-mode').hidden = choice !== 'all';
  byId('evidence').hidden = choice === 'unknown';
  fillSection(
    byId('by-mode'),
    MODES,
    MODE_NAMES.flatMap((mode) => {
      const totals = summary.modes[mode];
      return totals && totals.requests > 0 ? [/** @type {[Mode, typeof totals]} */ ([mode, totals])] : [];
    }),
  );
  showPictures(byId('pictures'), byId('to-pictures'), summary);
  fillSection(byId('countries'), COUNTRIES, summary.countries);
  fillSection(byId('categories'), CATEGORIES, summary.categories);
  const sites = leadingToRequests(
    SITES,
    ({ site }) => site,
    ({ site, mode }) => listOnly(site === null ? {} : { site }, mode),
  );
  fillSection(byId('sites'), columnsFor(choice, sites), summary.sites);
  fillSection(byId('blind-spots'), BLIND_SPOTS, blind_spots);
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} of
 */
function sum(items, of) {
  return items.reduce((total, item) => total + of(item), 0);
}

/**
 * What evidence is of; none where nobody knows in which kind of window something was told.
 * @param {Choice} choice
 * @returns {import('./evidence/dialog.js').Matter | null}
 */
function matterOf(choice) {
  if (choice === 'unknown') return null;
  const modes = choice === 'all' ? /** @type {const} */ (['normal', 'private']) : [choice];
  return { session: Object.fromEntries(modes.map((mode) => [mode, { running: mode }])) };
}

/** @param {Choice} choice */
async function save(choice) {
  const report = await ask('report', questionOf(choice));
  download('telltale-report.json', JSON.stringify(report, null, 2));
}

/** @param {Choice} choice */
async function savePage(choice) {
  const page = await askReader('sessionPage', await takeSnapshot(), questionOf(choice).mode ?? null);
  download('telltale-report.html', page, 'text/html');
}

/**
 * Asks whether it is meant, and forgets what the page shows.
 * @param {Choice} choice
 * @param {() => unknown} draw
 */
function forget(choice, draw) {
  const dialog = /** @type {HTMLDialogElement} */ (byId('forget-dialog'));
  byId('forget-text').textContent = words(`forget_text_${choice}`);
  dialog.returnValue = '';
  dialog.addEventListener(
    'close',
    () => {
      if (dialog.returnValue === 'forget') void ask('forget', questionOf(choice)).then(draw);
    },
    { once: true },
  );
  dialog.showModal();
}
