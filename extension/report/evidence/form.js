/**
 * The form in which a person writes what only they know, beside evidence: most of it stays folded.
 *
 * Decides which fields there are and what each is called. Refuses to know what becomes of them (`stated.js`).
 */

import { button, make, say } from '../../components/make.js';

/**
 * A field of one line, or of several.
 * @param {string} key its message
 * @param {string} name
 * @param {{ lines?: number, known?: string }} [how] `known`: the fact that the browser may state of itself.
 */
function field(key, name, { lines = 1, known = '' } = {}) {
  const input =
    lines > 1 ? make('textarea', { name, rows: String(lines) }) : make('input', { name, maxlength: '500' });
  if (known !== '') input.dataset['known'] = known;
  return make('label', {}, say('span', key), input);
}

/**
 * Fields that belong together.
 * @param {string} key
 * @param {...Node} fields
 */
const group = (key, ...fields) => make('details', {}, say('summary', key), ...fields);

/** @param {...Node} fields short ones, side by side where there is room */
const beside = (...fields) => make('div', { class: 'fields' }, ...fields);

const subject = () =>
  group(
    'evidence_subject',
    beside(
      field('evidence_browser', 'browser', { known: 'browser' }),
      field('evidence_version', 'version', { known: 'version' }),
      field('evidence_vendor', 'vendor', { known: 'vendor' }),
      field('evidence_os', 'os', { known: 'os' }),
      field('evidence_os_version', 'os-version', { known: 'os-version' }),
      field('evidence_device', 'device', { known: 'device' }),
    ),
    field('evidence_settings', 'settings', { lines: 2 }),
  );

const protocol = () =>
  group(
    'evidence_protocol',
    field('evidence_protocol_name', 'protocol'),
    field('evidence_steps', 'steps', { lines: 4 }),
  );

const statement = () =>
  group(
    'evidence_statement',
    beside(field('evidence_by', 'by'), field('evidence_date', 'date')),
    field('evidence_said', 'text', { lines: 2 }),
    field('evidence_source', 'source'),
  );

const incident = () =>
  group(
    'evidence_incident',
    say('p', 'evidence_incident_text', { class: 'quiet' }),
    field('evidence_incident_title', 'title'),
    field('evidence_summary', 'summary', { lines: 2 }),
    field('evidence_rationale', 'rationale', { lines: 2 }),
    field('evidence_severity', 'severity'),
    field('evidence_harms', 'harms', { lines: 2 }),
    field('evidence_affected', 'affected', { lines: 2 }),
    field('evidence_industries', 'industries', { lines: 2 }),
    field('evidence_principles', 'principles', { lines: 2 }),
  );

/** The dialog; it stands nowhere yet. */
export function makeDialog() {
  const submit = (/** @type {string} */ key, /** @type {Record<string, string>} */ attributes) =>
    button(key, { type: 'submit', ...attributes });
  const label = field('evidence_label', 'label');
  label.querySelector('input')?.setAttribute('autofocus', '');
  const form = make(
    'form',
    { id: 'evidence-form', method: 'dialog', autocomplete: 'off' },
    say('h2', 'evidence_title', { id: 'evidence-title' }),
    say('p', 'evidence_text', { class: 'quiet' }),
    label,
    subject(),
    protocol(),
    statement(),
    incident(),
    make('p', { id: 'evidence-failure', role: 'alert' }),
    make(
      'div',
      { class: 'actions' },
      submit('evidence_leave', { value: 'cancel', formnovalidate: '' }),
      submit('evidence_json', { id: 'evidence-json', value: 'json' }),
      submit('evidence_page', { id: 'evidence-page', value: 'html', class: 'button first' }),
    ),
  );
  return /** @type {HTMLDialogElement} */ (
    make('dialog', { id: 'evidence-dialog', 'aria-labelledby': 'evidence-title' }, form)
  );
}
