/**
 * Why something could not be shown or done, in words.
 *
 * Decides that what has no code of its own is a fault of the page, which developers read in the console. Refuses to know where
 * the words stand.
 */

import { words } from '../shared/localize.js';
import { Unanswered } from '../shared/messages.js';

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof Unanswered) return error.code;
  console.error(error);
  return 'page_failed';
}

/**
 * The background did not answer.
 * @param {unknown} error
 */
export const unansweredText = (error) => words('failure_text', codeOf(error));

/**
 * Something in a page that works otherwise was not done.
 * @param {unknown} error
 */
export const undoneText = (error) => words('failure_here', codeOf(error));
