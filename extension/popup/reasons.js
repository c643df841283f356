/**
 * The reasons of a grade that tell most: what single requests told, and to whom.
 *
 * Decides how many, and that each recipient has one. Refuses to weigh: the heaviest request comes first from the core.
 */

import { textElement } from '../components/facts.js';
import { list, named, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';

/** @typedef {import('../shared/messages.js').RequestRow} RequestRow */

const MOST = 3;
/** So many requests are looked at; several of them may have gone to one recipient. */
const LOOKED_AT = 24;
/** So much of what a request told is named. */
const NAMED = 3;

/**
 * The reasons that a page has its grade, as items of a list.
 * @param {number} tab
 */
export async function reasonItems(tab) {
  const { requests } = await ask('requests', {
    from: 0,
    count: LOOKED_AT,
    filter: { tab, party: 'third' },
    sort: 'score',
  });
  /** @type {Map<string, RequestRow>} */
  const firsts = new Map();
  for (const request of requests) {
    const domain = request.recipient.registrable_domain ?? '';
    if (request.score > 0 && request.findings.length > 0 && !firsts.has(domain)) firsts.set(domain, request);
  }
  return [...firsts].slice(0, MOST).map(([domain, { recipient, findings }]) => {
    const told = [...new Set(findings.map(({ category }) => category))].slice(0, NAMED);
    const what = told.map((category) => named('category', category));
    return textElement('li', words('popup_reason', recipient.company ?? domain, list(what)));
  });
}
