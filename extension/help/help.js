/**
 * The help: the score by an example, what Telltale cannot see, how to read a verdict.
 *
 * Decides how the example is laid out. Refuses to know a session: it says the same to everybody.
 */

import { dressSeal, seal } from '../components/facts.js';
import { fillTable } from '../components/table.js';
import { localizePage, named, number, said, words } from '../shared/localize.js';
import { EACH_OTHER, GRADES, OTHERS, PARTS } from './example.js';

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const table = (/** @type {string} */ id) => /** @type {HTMLTableElement} */ (byId(id));

await localizePage();

const score = PARTS.reduce((sum, { points }) => sum + points, 0);
const exposure = score + OTHERS * EACH_OTHER;
const grade = GRADES.find(({ to }) => exposure <= to)?.grade ?? null;

fillTable(
  table('parts'),
  [
    {
      title: 'help_column_part',
      head: true,
      cell: ({ part }) => said(`help_part_${part}`, named('category', part)),
    },
    { title: 'help_column_points', corner: true, cell: ({ points }) => number(points) },
  ],
  [...PARTS],
);
byId('sum').textContent = words('help_sum', number(score), number(EACH_OTHER), number(exposure));
dressSeal(byId('example-grade'), grade);
fillTable(
  table('grades'),
  [
    { title: 'column_grade', head: true, cell: ({ grade: letter }) => seal(letter) },
    {
      title: 'figure_exposure',
      corner: true,
      cell: ({ from, to }) => (from === to ? number(from) : words('help_range', number(from), number(to))),
    },
  ],
  [...GRADES],
);
document.documentElement.dataset['state'] = 'drawn';
