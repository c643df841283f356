/**
 * One opened capture: what it adds up to, and its requests.
 *
 * Decides which of the report's tables it has, and that requests of the browser itself stand apart. Refuses to score, to
 * sort, and to show a value that was not asked for.
 *
 * @typedef {import('./calls.js').Opened} Opened
 * @typedef {import('./calls.js').Digest} Digest
 * @typedef {import('./calls.js').ClaimTable} ClaimTable
 * @typedef {import('./calls.js').ClaimRow} ClaimRow
 */

import { download } from '../../components/download.js';
import { dressSeal, fillFigures, textElement, toldList } from '../../components/facts.js';
import { fillSection, fillTable } from '../../components/table.js';
import { showCourses } from '../../components/timelines.js';
import { counted, isolated, named, number, said, words } from '../../shared/localize.js';
import {
  BLIND_SPOTS,
  BROWSER,
  CATEGORIES,
  COUNTRIES,
  leadingToRequests,
  LISTS,
  RECIPIENTS,
  SITES,
} from '../columns.js';
import { RequestList } from '../requests/list.js';
import { askReader } from './calls.js';
import { offerEvidence } from '../evidence/dialog.js';
import { rawRequests } from './raw.js';

/**
 * @template Row
 * @typedef {import('../../components/table.js').Column<Row>} Column
 */

/** So many rows of a table are written out. Whoever wants all of them downloads the report. */
const ROWS = 500;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {Opened | null} */
let shown = null;
/** @type {RequestList | undefined} */
let list;

/** Which capture is shown. */
export const shownCapture = () => shown?.id ?? null;

/**
 * Shows a capture, or none.
 * @param {Opened | null} opened
 */
export async function show(opened) {
  shown = opened;
  list?.clear();
  byId('captured').hidden = opened === null;
  if (opened === null) return;
  const digest = await askReader('digest', opened.id);
  // Another was chosen meanwhile.
  if (shown !== opened) return;
  showDigest(opened, digest);
  const categories = digest.summary.categories.map(({ category }) => category);
  await list?.show({}, categories, opened.modes.length > 1);
}

/**
 * @param {Opened} opened
 * @param {Digest} digest
 */
function showDigest({ capture, mode, problem }, { summary, blind_spots, lists }) {
  const others = summary.recipients.filter(({ party }) => party !== 'first');
  const ofPages = others.filter(({ party }) => party !== 'browser');
  const told = others.filter((recipient) => recipient.told.length > 0);
  const made = capture.creator ?? capture.format;
  byId('captured-title').textContent = [capture.file, made, named('mode', mode)].map(isolated).join(' · ');
  dressSeal(byId('captured-grade'), summary.recipients.length > 0 ? summary.grade : null);
  byId('captured-sentence').textContent =
    capture.requests === 0
      ? words('captures_nothing')
      : counted('report_told', told.length, number(others.length));
  fillFigures(byId('captured-figures'), [
    ['figure_exposure', number(summary.exposure)],
    ['figure_requests', number(capture.requests)],
    ['figure_recipients', number(others.length)],
    ['figure_told', number(told.length)],
    ['figure_entries', number(capture.entries)],
    ['figure_skipped', skippedCount(capture.skipped)],
  ]);
  byId('captured-problem').hidden = problem === null;
  byId('captured-problem').textContent = problem === null ? '' : problemText(capture.file, problem);
  /** @type {HTMLButtonElement} */ (byId('captured-evidence')).disabled = mode === 'unknown';
  byId('captured-evidence-text').textContent = words(
    mode === 'unknown' ? 'captures_evidence_unknown' : 'captures_evidence_text',
  );
  showTimes(summary.timeline ?? []);
  showClaims(summary.claims);
  const few = (/** @type {any[]} */ rows) => rows.slice(0, ROWS);
  const recipients = leadingToRequests(
    RECIPIENTS,
    ({ company, registrable_domain: domain }) => company ?? domain,
    ({ registrable_domain: recipient }) => listOnly({ recipient }),
  );
  const sites = leadingToRequests(
    SITES,
    ({ site }) => site,
    ({ site }) => listOnly(site === null ? {} : { site }),
  );
  fillSection(byId('captured-recipients'), recipients, few(ofPages));
  fillSection(byId('captured-browser'), BROWSER, few(summary.browser.recipients));
  fillSection(byId('captured-countries'), COUNTRIES, summary.countries);
  fillSection(byId('captured-categories'), CATEGORIES, summary.categories);
  fillSection(byId('captured-sites'), sites, few(summary.sites));
  fillSection(byId('captured-blind-spots'), HIDDEN, blind_spots);
  fillSection(byId('captured-lists'), LISTS, lists);
  byId('captured-skipped').hidden = capture.skipped.length === 0;
  fillSection(byId('captured-skipped'), SKIPPED, few(capture.skipped));
}

/**
 * The core lists so many, and says in one row more that there are others.
 * @param {import('./calls.js').Skipped[]} skipped
 */
const skippedCount = (skipped) =>
  skipped.at(-1)?.place === '…' ? words('more_than', number(skipped.length - 1)) : number(skipped.length);

/**
 * What is wrong with a file: which, where, and what to do.
 * @param {string} file
 * @param {import('./calls.js').Problem} problem
 */
export function problemText(file, { code, at, what, remedy }) {
  const place = at === null ? '' : number(at);
  return words('captures_problem', file, said(`capture_problem_${code}`, [what, remedy].join('; '), place));
}

/** @type {Column<import('./calls.js').Skipped>[]} */
const SKIPPED = [
  { title: 'column_place', head: true, cell: ({ place }) => textElement('span', place, 'address') },
  { title: 'column_reason', wide: true, cell: ({ reason }) => reason },
];

/** What a capture hides has reasons of its own. @type {typeof BLIND_SPOTS} */
const HIDDEN = BLIND_SPOTS.map((column) =>
  column.head
    ? { ...column, cell: ({ code }) => said(`capture_blind_spot_${code}`, named('blind_spot', code)) }
    : column,
);

/** @type {Column<ClaimRow>[]} */
const CLAIMS = [
  { title: 'column_recipient', head: true, cell: ({ registrable_domain: domain }) => domain },
  { title: 'column_covered', wide: true, cell: ({ covered }) => toldList(covered, ROWS) },
  { title: 'column_beyond', wide: true, cell: ({ beyond }) => toldList(beyond, ROWS) },
  { title: 'column_opaque', number: true, cell: ({ opaque }) => number(opaque) },
];

/** @param {import('../../shared/messages.js').Course[]} courses */
function showTimes(courses) {
  const section = byId('captured-times');
  section.hidden = courses.length === 0;
  showCourses(/** @type {HTMLElement} */ (section.querySelector('.timelines')), courses);
}

/** @param {ClaimTable[]} claims */
function showClaims(claims) {
  const heard = claims.filter(({ recipients }) => recipients.length > 0);
  byId('captured-claims').hidden = heard.length === 0;
  byId('captured-claims-tables').replaceChildren(
    ...heard.map(({ claim, says, covers, recipients }) => {
      const section = document.createElement('section');
      const title = textElement('h3', said(`claim_${claim}`, says));
      title.id = `claim-${claim}`;
      const covered = textElement('p', words('claim_covers'), 'quiet');
      covered.append(
        toldList(
          covers.map((category) => ({ category, count: 1 })),
          ROWS,
        ),
      );
      const table = document.createElement('table');
      table.setAttribute('aria-labelledby', title.id);
      fillTable(table, CLAIMS, recipients.slice(0, ROWS));
      section.append(title, covered, table);
      return section;
    }),
  );
}

/** Makes the buttons of the shown capture work. */
export function watchShown() {
  byId('captured-download').addEventListener('click', () => {
    if (shown !== null)
      void askReader('report', shown.id).then((text) => download('telltale-report.json', text));
  });
  byId('captured-page').addEventListener('click', () => {
    if (shown !== null)
      void askReader('page', shown.id).then((text) => download('telltale-report.html', text, 'text/html'));
  });
  offerEvidence(byId('captured-evidence'), () => (shown === null ? null : { captures: [shown.id] }));
  byId('captured-evidence-text').after(rawRequests('captured', () => (shown === null ? [] : [shown.id])));
  list = new RequestList(
    byId('captured-requests'),
    {
      requests: (wanted) => askReader('requests', capture(), wanted),
      request: (which) => askReader('request', capture(), which),
    },
    'oldest',
  );
}

/**
 * Leads to some of its requests.
 * @param {import('../requests/search.js').Only} only
 */
function listOnly(only) {
  void list?.only(only);
  byId('captured-requests').scrollIntoView({ block: 'start' });
  byId('captured-requests-text').focus({ preventScroll: true });
}

/** Whose requests are listed. Closed, it has a number that no capture has. */
const capture = () => shown?.id ?? 0;
