/**
 * Paper: what is folded away on the screen is unfolded while the page is printed.
 *
 * Decides what is unfolded. Everything else about paper stands in the style sheets.
 */

/** Only what has a picture of it: a printed list of all findings would be a book. */
const UNFOLDED = '.picture details:not([open])';

/** Watches for the page to be printed. @param {HTMLElement} button that prints it */
export function offerPrinting(button) {
  /** @type {HTMLDetailsElement[]} */
  let opened = [];
  addEventListener('beforeprint', () => {
    opened = [.../** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll(UNFOLDED))];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened.splice(0)) details.open = false;
  });
  button.addEventListener('click', () => print());
}
