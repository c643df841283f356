/**
 * Keeps what is typed into a page out of what the browser writes down of it, to restore the page after a restart.
 *
 * Chromium passes over forms without autocompletion. Firefox does not: it writes down every text that is not the one that
 * the page came with, which is the field's attribute `value` (in an area for text, too). So that is what the text is made.
 *
 * Decides nothing about what may be typed. Refuses to know what becomes of it.
 */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

/**
 * Fills a field.
 * @param {Field} field
 * @param {string} text
 */
export function fill(field, text) {
  field.value = text;
  keepOut(field);
}

/**
 * Watches over fields for as long as the page lives.
 * @param {Field[]} fields
 */
export function leaveUnstored(fields) {
  for (const field of fields) {
    field.addEventListener('input', () => keepOut(field));
    // What the page came with is what a reset brings back: nothing.
    field.form?.addEventListener('reset', () => field.removeAttribute('value'));
  }
}

/** @param {Field} field */
const keepOut = (field) => field.setAttribute('value', field.value);
