/**
 * One finding of a request: what it is, and the same as a sentence to hand on, with where it stood.
 *
 * Decides how it is said. Refuses to reveal: the sentence says what is shown.
 */

import { date, named, words } from '../shared/localize.js';
import { textElement } from './facts.js';

/** @typedef {import('../shared/messages.js').RequestRow} RequestRow */
/** @typedef {import('../shared/messages.js').Finding} Finding */

/**
 * A finding as an item of a list.
 * @param {RequestRow} request
 * @param {Finding} finding
 */
export function findingItem(request, finding) {
  const { category, value, preview } = finding;
  const item = textElement('li', named('category', category), 'finding');
  const copy = textElement('button', words('finding_copy'), 'button copy');
  copy.setAttribute('type', 'button');
  const said = textElement('span', '', 'sub');
  said.setAttribute('role', 'status');
  copy.addEventListener('click', () => {
    navigator.clipboard.writeText(findingText(request, finding)).then(
      () => (said.textContent = words('finding_copied')),
      () => (said.textContent = words('finding_not_copied')),
    );
  });
  item.append(textElement('span', value ?? preview, 'address'), copy, said);
  return item;
}

/**
 * A finding in one sentence.
 * @param {RequestRow} request
 * @param {Finding} finding
 */
function findingText({ recipient, site, mode, at, method, url }, { category, at: opening, value, preview }) {
  const { company, host, registrable_domain: domain } = recipient;
  const address = host ?? domain ?? words('not_known');
  return words(
    'finding_text',
    company === null ? address : `${company} (${address})`,
    named('category', category),
    value ?? preview,
    opening,
    `${method} ${url}`,
    site ?? words('site_unknown'),
    named('mode', mode),
    Number.isFinite(at) ? date(at) : words('not_known'),
  );
}
