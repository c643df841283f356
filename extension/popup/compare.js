/**
 * The button "Compare this page" of the popup: what it means is said first, then it begins and the report shows it.
 *
 * Decides nothing but what is asked before. Refuses to open anything itself.
 */

import { needsWord, showPlan } from '../components/experiment.js';
import { textElement } from '../components/facts.js';
import { named } from '../shared/localize.js';
import { ask, Unanswered } from '../shared/messages.js';

/**
 * Offers the comparison of a page.
 * @param {HTMLElement} place where a plan is shown
 * @param {HTMLButtonElement} trigger
 * @param {{ tab: () => number | null, begun: () => void }} page
 */
export function offerComparison(place, trigger, { tab, begun }) {
  /** @param {unknown} error */
  const failed = (error) => {
    if (!(error instanceof Unanswered)) throw error;
    const notice = textElement('p', named('experiment_end', error.code), 'notice');
    notice.setAttribute('role', 'alert');
    place.replaceChildren(notice);
    place.hidden = false;
  };
  /** @param {number} of */
  const begin = (of) => {
    void ask('startExperiment', { tab: of, confirmed: true, show: true }).then(begun, failed);
  };
  const leave = () => {
    place.replaceChildren();
    place.hidden = true;
    trigger.focus();
  };
  trigger.addEventListener('click', () => {
    const of = tab();
    if (of === null) return;
    ask('experimentPlan', { tab: of }).then((plan) => {
      if (needsWord(plan)) showPlan(place, plan, { begin: () => begin(of), leave, titles: true });
      else begin(of);
    }, failed);
  });
}
