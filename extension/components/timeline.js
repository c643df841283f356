/**
 * `<telltale-timeline>`: what left when, and how exposed each stretch of time was.
 *
 * Decides how it looks and is said. Refuses to weigh: which stretch told most, and how much, the core says.
 */

import { date, duration, number, time, words } from '../shared/localize.js';
import { textElement } from './facts.js';
import { fillPicture } from './picture.js';
import { HEIGHT, layAreas, layLine } from './timeline-layout.js';

/** @typedef {import('../shared/messages.js').Course} Course */
/** @typedef {import('../shared/messages.js').Stretch} Stretch */
/** @typedef {(at: number) => string} Moment */

const SVG = 'http://www.w3.org/2000/svg';
const HIGHEST_EXPOSURE = 100;
/** A picture has room for so many stretches at least: one alone is no wall. */
const LEAST = 12;

export class Timeline extends HTMLElement {
  /**
   * Shows a course.
   * @param {Course} course
   */
  show(course) {
    const { stretches } = course;
    const moment = momentsOf(course);
    fillPicture(this, {
      title: words('timeline_title'),
      caption: caption(course, moment),
      picture: stretches.length > 0 ? [drawing(course, moment)] : [],
      columns: columnsOf(course, moment),
      rows: stretches.filter(({ requests, skipped }) => requests + skipped > 0),
    });
  }
}

customElements.define('telltale-timeline', Timeline);

/**
 * How the times of a course are written: with their day where there are several.
 * @param {Course} course
 * @returns {Moment}
 */
function momentsOf(course) {
  const { begin, end } = spanOf(course);
  return new Date(begin).toDateString() === new Date(end).toDateString() ? time : date;
}

/** @param {Course} course */
function spanOf({ stretches, seconds }) {
  return { begin: stretches[0]?.at ?? 0, end: (stretches.at(-1)?.at ?? 0) + seconds * 1000 };
}

/**
 * @param {Course} course
 * @param {Moment} moment
 */
function caption(course, moment) {
  const { stretches, seconds, heaviest, earlier, undated } = course;
  const { begin, end } = spanOf(course);
  const said = [];
  if (stretches.length > 0)
    said.push(words('timeline_caption', moment(begin), moment(end), duration(seconds)), most(course, moment));
  else said.push(words('timeline_nobody'));
  const skipped = sum(stretches, 'skipped');
  if (skipped > 0) said.push(words('timeline_skipped', number(skipped)));
  if (stretches.some(({ beyond }) => beyond > 0)) said.push(words('timeline_beyond'));
  if (earlier > 0) said.push(words('timeline_earlier', number(earlier)));
  if (undated > 0) said.push(words('timeline_undated', number(undated)));
  const keys = document.createElement('p');
  keys.className = 'keys';
  const shown = [
    ['timeline_exposure', 'exposure', heaviest !== null],
    ['timeline_so_far', 'so-far', heaviest !== null],
    ['timeline_telling', 'telling', stretches.some(({ telling }) => telling > 0)],
    ['timeline_others', 'others', stretches.some(({ requests, telling }) => requests > telling)],
    ['timeline_not_looked_at', 'skipped', skipped > 0],
    ['timeline_browser', 'browser', stretches.some(({ browser }) => browser > 0)],
  ];
  for (const [title, kind, there] of shown)
    if (there) keys.append(textElement('span', words(String(title)), `key ${kind}`));
  return [...said, keys];
}

/**
 * The stretch that told most, in words.
 * @param {Course} course
 * @param {Moment} moment
 */
function most({ stretches, seconds, heaviest }, moment) {
  const stretch = heaviest === null ? undefined : stretches[heaviest];
  if (stretch === undefined) return words('timeline_nobody');
  return words(
    'timeline_heaviest',
    moment(stretch.at),
    moment(stretch.at + seconds * 1000),
    number(stretch.exposure),
    number(stretch.requests),
    number(stretch.telling),
    number(stretch.recipients),
  );
}

/**
 * @param {Course} course
 * @param {Moment} moment
 * @returns {import('./table.js').Column<Stretch>[]}
 */
function columnsOf({ stretches }, moment) {
  /** @type {import('./table.js').Column<Stretch>[]} */
  const columns = [
    { title: 'column_time', head: true, cell: ({ at }) => moment(at) },
    { title: 'timeline_exposure', number: true, cell: ({ exposure }) => number(exposure) },
    { title: 'timeline_so_far', number: true, cell: ({ so_far: soFar }) => number(soFar) },
    { title: 'column_requests', number: true, cell: ({ requests }) => number(requests) },
    { title: 'timeline_telling', number: true, cell: ({ telling }) => number(telling) },
    {
      title: 'timeline_recipients',
      number: true,
      cell: ({ recipients, beyond }) =>
        beyond > 0 ? words('more_than', number(recipients)) : number(recipients),
    },
  ];
  if (sum(stretches, 'browser') > 0)
    columns.push({ title: 'timeline_browser', number: true, cell: ({ browser }) => number(browser) });
  if (sum(stretches, 'skipped') > 0)
    columns.push({ title: 'timeline_not_looked_at', number: true, cell: ({ skipped }) => number(skipped) });
  return columns;
}

/**
 * @param {Course} course
 * @param {Moment} moment
 */
function drawing(course, moment) {
  const { stretches } = course;
  const wide = Math.max(LEAST, stretches.length);
  const place = document.createElement('div');
  place.className = 'timeline';
  if (course.heaviest !== null) {
    const exposure = panel('exposures', wide, layAreas(stretches, ['exposure'], HIGHEST_EXPOSURE));
    const soFar = stretches.map(({ so_far: points }) => points);
    exposure.append(shape('so-far', layLine(soFar, HIGHEST_EXPOSURE)));
    place.append(textElement('p', words('figure_exposure'), 'scale'), exposure);
  }
  const counts = stretches.map(({ requests, telling, skipped }) => ({
    telling,
    others: requests - telling,
    skipped,
  }));
  const highest = Math.max(...counts.map(({ telling, others, skipped }) => telling + others + skipped));
  place.append(
    textElement('p', words('timeline_scale', number(highest)), 'scale'),
    panel('counts', wide, layAreas(counts, ['telling', 'others', 'skipped'], highest)),
  );
  if (sum(stretches, 'browser') > 0) {
    const asked = stretches.map(({ browser }) => ({ browser: browser > 0 ? 1 : 0 }));
    place.append(panel('itself', wide, layAreas(asked, ['browser'], 1)));
  }
  const { begin, end } = spanOf(course);
  const axis = document.createElement('p');
  axis.className = 'axis';
  axis.style.minInlineSize = `${(100 * stretches.length) / wide}%`;
  axis.append(textElement('bdi', moment(begin)), textElement('bdi', moment(end)));
  place.append(axis);
  return place;
}

/**
 * Outlines in a box that the page stretches to the room that there is.
 * @param {string} kind
 * @param {number} wide
 * @param {import('./timeline-layout.js').Layer[]} layers
 */
function panel(kind, wide, layers) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${wide} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('class', kind);
  svg.append(...layers.map(({ name, path }) => shape(name, path)));
  return svg;
}

/**
 * @param {string} kind
 * @param {string} path
 */
function shape(kind, path) {
  const element = document.createElementNS(SVG, 'path');
  element.setAttribute('class', kind);
  element.setAttribute('d', path);
  return element;
}

/**
 * @param {Stretch[]} stretches
 * @param {'skipped' | 'browser'} count
 */
function sum(stretches, count) {
  return stretches.reduce((total, stretch) => total + stretch[count], 0);
}
