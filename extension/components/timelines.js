/**
 * What left when, one picture for each kind of window.
 *
 * Decides that each is named where there are several. Refuses to count and to order.
 */

import { modeMark } from './facts.js';
import './timeline.js';

/** @typedef {import('./timeline.js').Timeline} Timeline */
/** @typedef {import('../shared/messages.js').Course} Course */

/**
 * Shows courses.
 * @param {HTMLElement} place
 * @param {Course[]} courses
 */
export function showCourses(place, courses) {
  // What stays is filled anew: what the person has opened in it stays open.
  const before = /** @type {Timeline[]} */ ([...place.querySelectorAll('telltale-timeline')]);
  const marks = courses.length > 1;
  place.replaceChildren(
    ...courses.flatMap((course) => {
      const kept = before.find(({ dataset }) => dataset['course'] === course.mode);
      const picture = kept ?? /** @type {Timeline} */ (document.createElement('telltale-timeline'));
      picture.dataset['course'] = course.mode;
      picture.show(course);
      return marks ? [modeMark(course.mode), picture] : [picture];
    }),
  );
}
