/**
 * The list of recordings: start, stop, describe, save, open and remove them.
 *
 * Decides what is asked before something leaves or goes. Refuses to know what a recording holds. A file is written by the
 * page itself, in a click; its name says nothing of what is in it.
 */

import { download } from '../components/download.js';
import { modeMark, textElement } from '../components/facts.js';
import { fill, leaveUnstored } from '../components/unstored.js';
import { counted, date, isolated, localize, named, number, words } from '../shared/localize.js';
import { ask, Unanswered } from '../shared/messages.js';

/** @typedef {import('../shared/messages.js').Recording} Recording */

/** No recording makes a larger file; the core would refuse it, and reading it costs time. */
const LARGEST = 4 * 1024 * 1024;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (byId(id));

/** @type {() => Promise<void>} */
let redraw = async () => undefined;

/**
 * Listens to the forms and buttons.
 * @param {() => Promise<void>} changed called when the list has to be drawn anew
 */
export function watchRecordings(changed) {
  redraw = changed;
  byId('record').addEventListener('submit', (event) => {
    event.preventDefault();
    void start();
  });
  leaveUnstored(['record-label', 'record-notes', 'describe-label', 'describe-notes'].map(field));
  byId('open-recording').addEventListener('click', () => field('recording-file').click());
  field('recording-file').addEventListener('change', () => void open());
}

/**
 * Shows the list.
 * @param {Recording[]} recordings the newest first
 */
export function showRecordings(recordings) {
  const focused = document.activeElement?.closest?.('[data-recording]');
  const action = document.activeElement?.getAttribute('data-action');
  byId('recordings-list').replaceChildren(...recordings.map(item));
  byId('recordings-empty').hidden = recordings.length > 0;
  if (!(focused instanceof HTMLElement) || !action) return;
  // The list was drawn anew under somebody's finger: the same button keeps the focus.
  const again = `[data-recording="${focused.dataset['recording']}"] [data-action="${action}"]`;
  const button = /** @type {HTMLElement | null} */ (document.querySelector(again));
  (button && !button.hidden ? button : byId('recordings-said')).focus();
}

/** @param {Recording} recording */
function item(recording) {
  const { id, label, notes, running } = recording;
  const template = /** @type {HTMLTemplateElement} */ (byId('recording-item'));
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  localize(element);
  element.dataset['recording'] = String(id);
  const name = nameOf(recording);
  /** @param {string} selector */
  const part = (selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
  part('h3').textContent = isolated(name);
  part('.facts').append(...facts(recording));
  part('.notes').dir = 'auto';
  part('.notes').textContent = notes;
  part('.notes').hidden = notes === '';
  part('[data-action="stop"]').hidden = !running;
  part('[data-action="save"]').hidden = running;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll('[data-action]'))) {
    // Many recordings have the same buttons; each says whose it is.
    button.setAttribute('aria-label', `${button.textContent}: ${name}`);
  }
  part('[data-action="stop"]').addEventListener('click', () => void change(ask('stopRecording', { id })));
  part('[data-action="describe"]').addEventListener('click', () => describe(id, label, notes));
  part('[data-action="save"]').addEventListener('click', () => save(id));
  part('[data-action="remove"]').addEventListener('click', () => remove(id, name));
  return element;
}

/** @param {Recording} recording */
const nameOf = ({ id, label }) => label || words('recording_unnamed', number(id));

/** @param {Recording} recording */
function facts({ running, from_file, modes, started, requests, recipients, beyond }) {
  const parts = [
    ...modes.map(modeMark),
    textElement(
      'span',
      words(running ? 'recording_running' : from_file ? 'recording_from_file' : 'recording_finished'),
    ),
    textElement('span', date(started)),
    textElement('span', counted('recording_requests', requests)),
    textElement('span', counted('recording_recipients', recipients)),
  ];
  if (beyond > 0) parts.push(textElement('span', counted('recording_beyond', beyond), 'warning'));
  return parts;
}

async function start() {
  const scope = field('record-scope').value === 'private' ? 'private' : 'normal';
  const label = field('record-label').value;
  const notes = field('record-notes').value;
  const { privateWindows } = await ask('access', {});
  // It would wait for what it is never shown.
  if (scope === 'private' && !privateWindows) return said(words('record_no_access'));
  await change(ask('startRecording', { label, notes, scope: { mode: scope } }), () => {
    /** @type {HTMLFormElement} */ (byId('record')).reset();
    said(words('record_started'));
  });
}

async function open() {
  const input = field('recording-file');
  const file = input.files?.[0];
  input.value = '';
  if (file === undefined) return;
  if (file.size > LARGEST) return said(words('recording_error_recording_too_large'));
  await change(ask('openRecording', { text: await file.text() }), () => said(words('record_opened')));
}

/** @param {number} id */
function save(id) {
  confirmIn('save-dialog', 'save', () => {
    void change(
      ask('saveRecording', { id }).then(({ text }) => {
        download(`telltale-recording-${id}.json`, text);
      }),
      () => said(words('recording_saved')),
    );
  });
}

/**
 * @param {number} id
 * @param {string} name
 */
function remove(id, name) {
  byId('remove-text').textContent = words('remove_text', name);
  confirmIn('remove-dialog', 'remove', () => {
    void change(ask('removeRecording', { id }), () => said(words('recording_removed')));
  });
}

/**
 * @param {number} id
 * @param {string} label
 * @param {string} notes
 */
function describe(id, label, notes) {
  fill(field('describe-label'), label);
  fill(field('describe-notes'), notes);
  confirmIn('describe-dialog', 'keep', () => {
    const now = { label: field('describe-label').value, notes: field('describe-notes').value };
    void change(ask('describeRecording', { id, ...now }));
  });
}

/**
 * @param {string} id of the dialog
 * @param {string} answer that it is done for
 * @param {() => void} work
 */
function confirmIn(id, answer, work) {
  const dialog = /** @type {HTMLDialogElement} */ (byId(id));
  dialog.returnValue = '';
  dialog.addEventListener('close', () => dialog.returnValue === answer && work(), { once: true });
  dialog.showModal();
}

/**
 * Waits for a change and shows what came of it.
 * @param {Promise<unknown>} asked
 * @param {() => void} [done]
 */
async function change(asked, done = () => said('')) {
  try {
    await asked;
    done();
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    // What a parser says of a place in a file is for who can read it.
    const place = error.code === 'recording_damaged' ? ` (${error.message})` : '';
    said(named('recording_error', error.code) + place);
  }
  await redraw();
}

/** @param {string} text */
function said(text) {
  byId('recordings-said').textContent = text;
}
