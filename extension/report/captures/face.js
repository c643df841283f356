/**
 * The markup of the view of captures. It is built when somebody first looks, since most never do.
 *
 * Decides which sections there are, and in which order. Refuses to know what is in them.
 */

import { button, make, options, say } from '../../components/make.js';
import { words } from '../../shared/localize.js';

/**
 * A section with a table, and a sentence for when there is nothing in it.
 * @param {string} id
 * @param {string} title
 * @param {{ text?: string, empty?: string }} [parts]
 */
function tableSection(id, title, { text, empty = 'report_empty' } = {}) {
  const heading = `${id}-title`;
  return make(
    'section',
    { id, 'aria-labelledby': heading },
    say('h2', title, { id: heading }),
    ...(text ? [say('p', text, { class: 'quiet' })] : []),
    make('table', { 'aria-labelledby': heading }),
    say('p', empty, { class: 'empty quiet', hidden: '' }),
  );
}

function picking() {
  return make(
    'section',
    { id: 'captures', 'aria-labelledby': 'captures-title', tabindex: '-1' },
    say('h1', 'captures_title', { id: 'captures-title' }),
    say('p', 'captures_text', { class: 'quiet' }),
    make(
      'form',
      { id: 'captures-form', autocomplete: 'off' },
      make(
        'label',
        {},
        say('span', 'captures_made_in'),
        make(
          'select',
          { id: 'captures-mode' },
          ...options([
            ['unknown', 'mode_unknown'],
            ['normal', 'mode_normal'],
            ['private', 'mode_private'],
          ]),
        ),
      ),
      make(
        'div',
        { class: 'actions' },
        button('captures_open', { id: 'captures-open', class: 'button first' }),
        button('captures_compare', { id: 'captures-compare', hidden: '' }),
      ),
      make('input', {
        id: 'captures-file',
        type: 'file',
        multiple: '',
        hidden: '',
        'aria-label': words('captures_open'),
      }),
    ),
    say('p', 'captures_drop', { class: 'quiet' }),
    make('p', { id: 'captures-said', role: 'status' }),
    make('ul', { id: 'captures-list', 'aria-labelledby': 'captures-title' }),
  );
}

function overview() {
  return make(
    'section',
    { id: 'captured-overview', 'aria-labelledby': 'captured-title', tabindex: '-1' },
    make(
      'div',
      { class: 'opening' },
      make('span', { id: 'captured-grade', class: 'seal' }),
      make(
        'div',
        {},
        make('h2', { id: 'captured-title', class: 'over' }),
        make('p', { id: 'captured-sentence', class: 'sentence' }),
      ),
    ),
    make('dl', { id: 'captured-figures', class: 'figures' }),
    make('p', { id: 'captured-problem', class: 'notice', hidden: '' }),
    make(
      'div',
      { class: 'actions' },
      button('report_download', { id: 'captured-download' }),
      button('report_page', { id: 'captured-page' }),
      button('captures_evidence', { id: 'captured-evidence' }),
    ),
    make('p', { id: 'captured-evidence-text', class: 'quiet' }),
  );
}

/** Pictures come into it where anything left. */
function overTime() {
  return make(
    'section',
    { id: 'captured-times', 'aria-labelledby': 'captured-times-title', hidden: '' },
    say('h2', 'timeline_title', { id: 'captured-times-title' }),
    make('div', { class: 'timelines' }),
  );
}

/** The list comes into it once there is a capture. */
function requests() {
  return make(
    'section',
    { id: 'captured-requests', 'aria-labelledby': 'captured-requests-title' },
    say('h2', 'report_requests', { id: 'captured-requests-title' }),
    say('p', 'report_requests_text', { class: 'quiet' }),
  );
}

/**
 * Builds the view.
 * @param {HTMLElement} main
 */
export function build(main) {
  main.replaceChildren(
    picking(),
    make(
      'div',
      { id: 'captured', hidden: '' },
      overview(),
      overTime(),
      make(
        'section',
        { id: 'captured-claims', 'aria-labelledby': 'captured-claims-title' },
        say('h2', 'claims_title', { id: 'captured-claims-title' }),
        say('p', 'claims_text', { class: 'quiet' }),
        make('div', { id: 'captured-claims-tables' }),
      ),
      tableSection('captured-recipients', 'report_recipients', { text: 'report_recipients_text' }),
      tableSection('captured-browser', 'report_browser', {
        text: 'captures_browser_text',
        empty: 'captures_browser_empty',
      }),
      tableSection('captured-countries', 'report_countries', { text: 'report_countries_text' }),
      tableSection('captured-categories', 'report_categories'),
      tableSection('captured-sites', 'report_sites'),
      requests(),
      tableSection('captured-skipped', 'captures_skipped', { text: 'captures_skipped_text' }),
      tableSection('captured-blind-spots', 'report_blind_spots', {
        text: 'captures_blind_spots_text',
        empty: 'captures_blind_spots_empty',
      }),
      tableSection('captured-lists', 'report_lists', { empty: 'report_lists_empty' }),
    ),
  );
}
