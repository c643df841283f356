/**
 * The pictures of a session: what left when, who tells whom, and how often each heard.
 *
 * Decides which figures of a summary go into which picture. Refuses to count and to order.
 */

import '../components/flow.js';
import '../components/ranked-bars.js';
import { showCourses } from '../components/timelines.js';

/** @typedef {import('../components/flow.js').Flow} Flow */
/** @typedef {import('../components/ranked-bars.js').RankedBars} RankedBars */
/** @typedef {import('../shared/messages.js').Summary} Summary */

/** The figures that are drawn. */
let drawn = '';

/**
 * Shows the pictures of a summary, where there is anything to draw.
 * @param {HTMLElement} section
 * @param {HTMLElement} link that leads there
 * @param {Summary} summary
 */
export function showPictures(section, link, { recipients, sites, countries, timeline }) {
  // What has not changed stays, and with it where the person is in it.
  const figures = JSON.stringify([recipients, sites, countries, timeline]);
  if (figures === drawn) return;
  drawn = figures;
  const flow = /** @type {Flow} */ (section.querySelector('telltale-flow'));
  const ranked = /** @type {RankedBars} */ (section.querySelector('telltale-ranked'));
  const heard = flow.show(
    recipients,
    sites.map(({ site }) => site),
    countries.map(({ country }) => country),
  );
  const courses = timeline ?? [];
  showCourses(/** @type {HTMLElement} */ (section.querySelector('.timelines')), courses);
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll('.of-heard')))
    part.hidden = !heard;
  section.hidden = !heard && courses.length === 0;
  link.hidden = section.hidden;
  const others = recipients.filter(({ party, requests }) => party === 'third' && requests > 0);
  ranked.show(
    others.map(({ company, registrable_domain: domain, requests }) => ({
      // One company has several: which of them it is has to be said.
      name: company === null ? domain : `${domain} (${company})`,
      value: requests,
    })),
    {
      title: 'ranked_title',
      caption: 'ranked_caption',
      names: 'column_recipient',
      values: 'column_requests',
    },
  );
}
