/**
 * The example by which the help explains a score.
 *
 * Decides nothing: its figures are those of docs/scoring.md, and a test compares them.
 */

/** What one request earned. @type {readonly { part: string, points: number }[]} */
export const PARTS = [
  { part: 'page_url', points: 25 },
  { part: 'persistent_id', points: 15 },
  { part: 'joined', points: 15 },
  { part: 'private', points: 10 },
  { part: 'listed', points: 2 },
];

/** Two more recipients scored, and each adds so many points to the exposure. */
export const OTHERS = 2;
export const EACH_OTHER = 2;

/** The least and the most exposure of each grade. @type {readonly { grade: import('../shared/messages.js').Grade, from: number, to: number }[]} */
export const GRADES = [
  { grade: 'A', from: 0, to: 0 },
  { grade: 'B', from: 1, to: 14 },
  { grade: 'C', from: 15, to: 34 },
  { grade: 'D', from: 35, to: 59 },
  { grade: 'E', from: 60, to: 79 },
  { grade: 'F', from: 80, to: 100 },
];
