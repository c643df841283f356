/**
 * Says what the experiment on a page would do before it does it, or why it cannot.
 *
 * Decides what a person has to know and agree to. Refuses to begin by itself. Titles of private tabs are text, and are
 * unfolded only by the person.
 */

import { counted, isolated, words } from '../shared/localize.js';
import { textElement } from './facts.js';

/** @typedef {import('../shared/messages.js').ExperimentPlan} ExperimentPlan */

/** So many titles are written out. */
const MOST_TITLES = 50;

/**
 * Whether something has to be said before it can begin.
 * @param {ExperimentPlan} plan
 */
export const needsWord = ({ obstacle, fromPrivate, privateTabs }) =>
  obstacle !== null || fromPrivate || privateTabs.length > 0;

/**
 * Shows a plan in a place of the page.
 * @param {HTMLElement} place
 * @param {ExperimentPlan} plan
 * @param {{ begin: () => void, leave: () => void, titles: boolean }} options `titles`: what is open in private windows
 *   may be named here
 */
export function showPlan(place, plan, { begin, leave, titles }) {
  const notice = document.createElement('section');
  notice.className = 'notice';
  notice.append(...(plan.obstacle === null ? agreement(plan, titles) : byHand(plan.obstacle)));
  const actions = document.createElement('div');
  actions.className = 'actions';
  const refuse = button(words(plan.obstacle === null ? 'experiment_leave' : 'experiment_close'), leave);
  actions.append(refuse);
  if (plan.obstacle === null) {
    const agree = button(words(plan.fromPrivate ? 'experiment_agree' : 'experiment_go_on'), begin);
    agree.classList.add('first');
    agree.dataset['agree'] = '';
    actions.append(agree);
  }
  notice.append(actions);
  place.replaceChildren(notice);
  place.hidden = false;
  // The harmless answer has the focus, and what it is about is read with it.
  refuse.focus();
}

/**
 * @param {ExperimentPlan} plan
 * @param {boolean} titles
 */
function agreement({ fromPrivate, privateTabs }, titles) {
  const parts = [textElement('h2', words('experiment_agreement_title'))];
  if (fromPrivate) parts.push(textElement('p', words('experiment_history')));
  if (fromPrivate || privateTabs.length > 0) parts.push(textElement('p', words('experiment_shared')));
  if (privateTabs.length > 0) parts.push(openTabs(privateTabs, titles));
  return parts;
}

/**
 * @param {string[]} privateTabs
 * @param {boolean} titles
 */
function openTabs(privateTabs, titles) {
  const count = counted('experiment_private_tabs', privateTabs.length);
  if (!titles) return textElement('p', count);
  const details = document.createElement('details');
  const list = document.createElement('ul');
  for (const title of privateTabs.slice(0, MOST_TITLES)) {
    list.append(textElement('li', isolated(title || words('experiment_untitled'))));
  }
  details.append(textElement('summary', count), list);
  return details;
}

/** @param {NonNullable<ExperimentPlan['obstacle']> | string} obstacle */
export function byHand(obstacle) {
  const steps = document.createElement('ol');
  for (const step of ['1', '2', '3', '4']) {
    steps.append(textElement('li', words(`experiment_by_hand_${step}`)));
  }
  return [
    textElement('h2', words('experiment_obstacle_title')),
    textElement('p', words(`experiment_obstacle_${obstacle}`)),
    ...(obstacle === 'not_web' ? [] : [textElement('p', words('experiment_by_hand')), steps]),
  ];
}

/**
 * @param {string} text
 * @param {() => void} work
 */
function button(text, work) {
  const element = /** @type {HTMLButtonElement} */ (textElement('button', text, 'button'));
  element.type = 'button';
  element.addEventListener('click', work);
  return element;
}
