/**
 * Evidence as a file: of opened captures, or of the running session. One dialog for all places of the report that offer it.
 *
 * Decides what of the world a document gets: a name, the time, what its person states. Refuses to know what stands in it:
 * the core puts it together.
 */

import { download } from '../../components/download.js';
import { undoneText } from '../../components/failure.js';
import { words } from '../../shared/localize.js';
import { askReader, takeSnapshot } from '../captures/calls.js';
import { makeDialog } from './form.js';
import { missing, stated } from './stated.js';
import { ownSubject } from './subject.js';

/** @typedef {import('../../shared/messages.js').Side} Side */
/**
 * What evidence is of: captures, one or one of each kind of window, or sides of the running session.
 * @typedef {{ captures: number[] } | { session: { normal?: Side, private?: Side } }} Matter
 */
/** @typedef {keyof typeof TYPES} Form */

const TYPES = { json: 'application/json', html: 'text/html' };

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** What the dialog that is open is about. @type {Matter | null} */
let matter = null;
/** Made when it is first wanted. @type {HTMLDialogElement | undefined} */
let dialog;

/**
 * Makes a place's button ask what its person knows, and save the document then.
 * @param {HTMLElement} button
 * @param {() => Matter | null} about What evidence is wanted of by then; none: nothing is saved.
 */
export function offerEvidence(button, about) {
  button.addEventListener('click', () => void open(about()));
}

/** @param {Matter | null} about */
async function open(about) {
  if (about === null) return;
  matter = about;
  dialog ??= begin();
  // What the browser says of itself is true of its own session and of no capture.
  const known = 'session' in about ? await ownSubject() : {};
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (dialog.querySelectorAll('[data-known]'))) {
    const fact = known[/** @type {keyof typeof known} */ (input.dataset['known'])];
    const offered = input.dataset['offered'] ?? '';
    // What somebody wrote stays.
    if (input.value === offered) input.value = fact ?? '';
    input.dataset['offered'] = fact ?? '';
  }
  byId('evidence-failure').textContent = '';
  dialog.showModal();
}

/** A dialog that works. */
function begin() {
  const made = makeDialog();
  document.body.append(made);
  const form = /** @type {HTMLFormElement} */ (byId('evidence-form'));
  // What is asked for is no longer once somebody writes on.
  form.addEventListener('input', () => {
    for (const field of form.querySelectorAll('input, textarea'))
      /** @type {HTMLInputElement} */ (field).setCustomValidity('');
  });
  form.addEventListener('submit', (event) => {
    const { submitter } = /** @type {SubmitEvent} */ (event);
    const wanted = /** @type {HTMLButtonElement} */ (submitter).value;
    if (wanted !== 'json' && wanted !== 'html') return;
    // It closes once the document is there, and stays where it could not be made.
    event.preventDefault();
    if (!isWhole(form)) return;
    void save(wanted, stated(form)).then((done) => done && made.close());
  });
  return made;
}

/**
 * Whether nothing is half said: a statement needs somebody who said something. What is missing is asked for.
 * @param {HTMLFormElement} form
 */
function isWhole(form) {
  const empty = missing((name) => fieldOf(form, name).value.trim());
  if (empty === null) return true;
  const field = fieldOf(form, empty);
  field.closest('details')?.setAttribute('open', '');
  field.setCustomValidity(words('evidence_half'));
  return form.reportValidity();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 */
const fieldOf = (form, name) =>
  /** @type {HTMLInputElement | HTMLTextAreaElement} */ (form.elements.namedItem(name));

/**
 * Saves the document; whether that worked.
 * @param {Form} wanted
 * @param {import('../captures/calls.js').Stated} said
 */
async function save(wanted, said) {
  if (matter === null) return false;
  const making = { form: wanted, id: crypto.randomUUID(), created: Date.now(), ...said };
  try {
    download(`telltale-evidence.${wanted}`, await written(matter, making), TYPES[wanted]);
    return true;
  } catch (error) {
    byId('evidence-failure').textContent = undoneText(error);
    return false;
  }
}

/**
 * @param {Matter} about
 * @param {import('../captures/calls.js').Making} making
 */
async function written(about, making) {
  if ('captures' in about) return askReader('evidence', about.captures, making);
  return askReader('sessionEvidence', await takeSnapshot(), about.session, making);
}
