/**
 * The report: everything that this session holds, as tables.
 *
 * Decides which part is shown. Refuses to score and to sort, and to show private windows before it is asked for them.
 */

import { download } from '../components/download.js';
import { recipientsAsCsv, requestsAsCsv } from '../components/exports.js';
import { dressSeal, fillFigures } from '../components/facts.js';
import { showGranting } from '../components/granting.js';
import { fillSection } from '../components/table.js';
import { counted, localizePage, number, words } from '../shared/localize.js';
import { ask, Unanswered } from '../shared/messages.js';
import { showCaptures } from './captures/view.js';
import { showCompare } from './compare.js';
import { offerItself, showItself } from './itself.js';
import { showPictures } from './pictures.js';
import { offerPrinting } from './printing.js';
import {
  BLIND_SPOTS,
  BROWSER,
  CATEGORIES,
  COUNTRIES,
  LISTS,
  MODES,
  RECIPIENTS,
  SITES,
  requests as requestColumns,
} from './columns.js';

/** @typedef {import('../shared/messages.js').Mode} Mode */
/** @typedef {import('../shared/messages.js').Digest} Digest */
/** @typedef {Mode | 'all'} Choice */

const PAGE = 25;
/** Parts of the address that open the session; all others lead to a section of what is shown. */
const VIEW = /^#(normal|private|unknown|all)?$/;
/** Where one of these is, there were more recipients than are listed. */
const NOT_TOLD_APART = ['recipients_beyond_cap', 'sites_beyond_cap'];
/** @type {readonly Mode[]} */
const MODE_NAMES = ['normal', 'private', 'unknown'];

/**
 * The views beside the session, by the part of the address that opens each: where it stands, its first section, and what
 * draws it.
 * @type {Record<string, { main: string, first: string, show: () => unknown }>}
 */
const VIEWS = {
  '#compare': { main: 'comparing', first: '#comparison', show: showCompare },
  '#captures': { main: 'capturing', first: '#captures', show: showCaptures },
};
const SESSION = { main: 'session', first: '#overview', show: draw };

/** @type {Choice} */
let choice = choiceOf(location.hash.slice(1));
let from = 0;
/** The requests that stand on the page. */
let drawnRows = '';
/** Values of requests are shown: somebody asked for them. */
let revealed = false;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * The kind of window that an address or a switch names; anything else is normal.
 * @param {string} name
 * @returns {Choice}
 */
function choiceOf(name) {
  return name === 'private' || name === 'unknown' || name === 'all' ? name : 'normal';
}

/** @returns {{ mode?: Mode }} */
const chosen = () => (choice === 'all' ? {} : { mode: choice });

/**
 * Fills the table of a section, or says that there is nothing in it.
 * @template Row
 * @param {string} id
 * @param {import('../components/table.js').Column<Row>[]} columns
 * @param {Row[]} rows
 */
function fill(id, columns, rows) {
  fillSection(byId(id), columns, rows);
}

/** Draws everything anew; the page says of itself how it went. */
async function draw() {
  const asked = choice;
  try {
    const [access, digest] = await Promise.all([ask('access', {}), ask('digest', chosen())]);
    if (asked !== choice) return;
    showGranting(byId('granting'), access, () => void draw());
    showDigest(digest);
    await showItself(digest.summary.browser);
    await drawRequests();
    byId('failure').hidden = true;
    document.documentElement.dataset['state'] = `drawn-${asked}`;
  } catch (error) {
    byId('failure').hidden = false;
    byId('failure-text').textContent = words(
      'failure_text',
      error instanceof Unanswered ? error.code : 'page_failed',
    );
    document.documentElement.dataset['state'] = 'failed';
    if (!(error instanceof Unanswered)) console.error(error);
  }
}

/** @param {Digest} digest */
function showDigest({ summary, blind_spots, lists }) {
  document.documentElement.dataset['mode'] = choice;
  const others = summary.recipients.filter(({ party, requests }) => party !== 'first' && requests > 0);
  const told = others.filter((recipient) => recipient.told.length > 0);
  dressSeal(byId('grade'), summary.recipients.length > 0 ? summary.grade : null);
  byId('sentence').textContent =
    summary.recipients.length === 0
      ? words(`report_nothing_${choice}`)
      : counted('report_told', told.length, number(others.length));
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
  byId('mode-unknown').hidden = choice !== 'unknown' && (summary.modes.unknown?.requests ?? 0) === 0;
  byId('by-mode').hidden = choice !== 'all';
  fill(
    'by-mode',
    MODES,
    MODE_NAMES.flatMap((mode) => {
      const totals = summary.modes[mode];
      return totals && totals.requests > 0 ? [/** @type {[Mode, typeof totals]} */ ([mode, totals])] : [];
    }),
  );
  showPictures(byId('pictures'), byId('to-pictures'), summary);
  fill('recipients', RECIPIENTS, summary.recipients);
  fill('countries', COUNTRIES, summary.countries);
  fill('categories', CATEGORIES, summary.categories);
  fill('sites', columnsOf(SITES), summary.sites);
  fill('browser', BROWSER, summary.browser.recipients);
  fill('blind-spots', BLIND_SPOTS, blind_spots);
  fill('lists', LISTS, lists);
}

/**
 * The kind of window is said of each row only where there are several.
 * @template Row
 * @param {import('../components/table.js').Column<Row>[]} columns
 */
function columnsOf(columns) {
  return choice === 'all' ? columns : columns.filter(({ title }) => title !== 'column_mode');
}

/**
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => number} of
 */
function sum(items, of) {
  return items.reduce((total, item) => total + of(item), 0);
}

async function drawRequests() {
  const { total, requests } = await ask('requests', {
    from,
    count: PAGE,
    filter: chosen(),
    reveal: revealed,
  });
  // What has not changed stays, and with it where the person is in it.
  const rows = JSON.stringify([choice, revealed, from, total, requests]);
  if (rows === drawnRows) return;
  drawnRows = rows;
  fill('requests', columnsOf(requestColumns(revealed)), requests);
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
  await drawRequests();
  byId('requests').scrollIntoView({ block: 'start' });
}

async function save() {
  const report = await ask('report', chosen());
  download('telltale-report.json', JSON.stringify(report, null, 2));
}

/** @param {'recipients' | 'requests'} which */
async function saveCsv(which) {
  const { summary, requests } = await ask('report', chosen());
  const text = which === 'recipients' ? recipientsAsCsv(summary.recipients) : requestsAsCsv(requests);
  download(`telltale-${which}.csv`, text, 'text/csv');
}

/** Asks whether it is meant, and forgets what the page shows. */
function forget() {
  const dialog = /** @type {HTMLDialogElement} */ (byId('forget-dialog'));
  byId('forget-text').textContent = words(`forget_text_${choice}`);
  dialog.returnValue = '';
  dialog.addEventListener(
    'close',
    () => {
      if (dialog.returnValue !== 'forget') return;
      from = 0;
      void ask('forget', chosen()).then(draw);
    },
    { once: true },
  );
  dialog.showModal();
}

/** Shows the view that the address names; an address of a section leaves it as it is. */
function showView() {
  const view = VIEWS[location.hash];
  const { main, first, show } = view ?? SESSION;
  document.documentElement.dataset['view'] = view ? location.hash.slice(1) : 'session';
  for (const one of [SESSION, ...Object.values(VIEWS)]) byId(one.main).hidden = one.main !== main;
  /** @type {HTMLAnchorElement} */ (document.querySelector('.skip')).href = first;
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('#views a'))) {
    if (VIEWS[link.hash] === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  return show();
}

await localizePage();
for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (
  document.querySelectorAll('[name="mode"]')
)) {
  input.checked = input.value === choice;
  input.addEventListener('change', () => {
    choice = choiceOf(input.value);
    from = 0;
    // What was asked of one kind of window was not asked of the next.
    reveal(false);
    void draw();
  });
}
offerItself(() => void draw());
byId('refresh').addEventListener('click', () => void draw());
byId('download').addEventListener('click', () => void save());
byId('csv-recipients').addEventListener('click', () => void saveCsv('recipients'));
byId('csv-requests').addEventListener('click', () => void saveCsv('requests'));
offerPrinting(byId('print'));
byId('forget').addEventListener('click', forget);
byId('reveal-requests').addEventListener('click', () => {
  reveal(!revealed);
  void drawRequests();
});
byId('newer').addEventListener('click', () => void turnTo(from - PAGE));
byId('older').addEventListener('click', () => void turnTo(from + PAGE));
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void showView();
});
addEventListener('hashchange', () => {
  if (location.hash in VIEWS || VIEW.test(location.hash)) void showView();
});
void showView();
