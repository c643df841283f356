/**
 * Evidence of opened captures, as a file: for programs, or as a page for people.
 *
 * Decides what of the world the document gets: a name and the time. Refuses to know what stands in it.
 */

import { download } from '../../components/download.js';
import { askReader } from './calls.js';

/** @typedef {keyof typeof TYPES} Form */

const TYPES = { json: 'application/json', html: 'text/html' };

/**
 * Saves what captures show: one, or one of each kind of window.
 * @param {number[]} captures
 * @param {Form} form
 */
async function saveEvidence(captures, form) {
  const text = await askReader('evidence', captures, form, crypto.randomUUID(), Date.now());
  download(`telltale-evidence.${form}`, text, TYPES[form]);
}

/**
 * The buttons of one place of the page that save evidence, and the form that each saves it in.
 * @param {string} place
 * @returns {[HTMLButtonElement, Form][]}
 */
function buttons(place) {
  const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (document.getElementById(id));
  return [
    [button(`${place}-evidence`), 'json'],
    [button(`${place}-evidence-page`), 'html'],
  ];
}

/**
 * Makes the buttons of a place work.
 * @param {string} place
 * @param {() => number[] | null} captures Those of which evidence is wanted by then; none: nothing is saved.
 */
export function watchEvidence(place, captures) {
  for (const [button, form] of buttons(place)) {
    button.addEventListener('click', () => {
      const wanted = captures();
      if (wanted !== null) void saveEvidence(wanted, form);
    });
  }
}

/**
 * Says of each button of a place how it is.
 * @param {string} place
 * @param {{ hidden?: boolean, disabled?: boolean }} how
 */
export function setEvidence(place, how) {
  for (const [button] of buttons(place)) Object.assign(button, how);
}
