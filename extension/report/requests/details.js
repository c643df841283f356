/**
 * One request in full: its facts, and where in it each thing stood.
 *
 * Decides how a request is laid out once it is opened. Refuses to open payloads: the tree comes from the core.
 *
 * @typedef {import('../../shared/messages.js').OpenedRequest} OpenedRequest
 * @typedef {import('../../shared/messages.js').RequestRow} RequestRow
 * @typedef {import('../../shared/messages.js').TreeStep} TreeStep
 * @typedef {import('./search.js').Only} Only
 */

import { modeMark, textElement } from '../../components/facts.js';
import { findingItem } from '../../components/finding.js';
import { button, make, say } from '../../components/make.js';
import { counted, country, date, isolated, named, number, words } from '../../shared/localize.js';
import { stateOf } from './row.js';

/** A dialog over the list. */
export class Details {
  #facts = make('dl', { class: 'known' });
  #tree = make('div', { class: 'tree' });
  #recipient = button('request_only_recipient');
  #site = button('request_only_site');
  #reveal;
  /** @type {RequestRow | null} */
  #request = null;
  element;

  /**
   * @param {string} id what the ids of its parts begin with
   * @param {object} given
   * @param {() => void} given.reveal called when values are to be shown, or hidden again
   * @param {(only: Only) => void} given.only called when others like it are to be listed
   * @param {() => void} given.closed
   */
  constructor(id, { reveal, only, closed }) {
    const [title, where] = [`${id}-opened-title`, `${id}-opened-where`];
    this.#reveal = button('reveal_values', { 'aria-pressed': 'false' });
    const close = button('request_close');
    this.element = /** @type {HTMLDialogElement} */ (
      make(
        'dialog',
        { id: `${id}-opened`, class: 'opened', 'aria-labelledby': title },
        make('header', {}, say('h2', 'request_title', { id: title }), close),
        this.#facts,
        make('div', { class: 'actions' }, this.#reveal, this.#recipient, this.#site),
        make('section', { 'aria-labelledby': where }, say('h3', 'findings_where', { id: where }), this.#tree),
      )
    );
    close.addEventListener('click', () => this.element.close());
    this.#reveal.addEventListener('click', reveal);
    this.#recipient.addEventListener('click', () => {
      const domain = this.#request?.recipient.registrable_domain;
      if (domain) this.#leave(only, { recipient: domain });
    });
    this.#site.addEventListener('click', () => {
      const site = this.#request?.site;
      if (site) this.#leave(only, { site });
    });
    this.element.addEventListener('close', closed);
    // Over another view nobody could see it, nor get past it.
    addEventListener('hashchange', () => this.element.close());
  }

  /** The request that is open. */
  get request() {
    return this.element.open ? this.#request : null;
  }

  /**
   * Opens a request, or shows of the open one what is known by now.
   * @param {OpenedRequest} opened
   * @param {boolean} revealed
   */
  show({ request, tree }, revealed) {
    this.#request = request;
    this.#reveal.setAttribute('aria-pressed', String(revealed));
    this.#recipient.hidden = !request.recipient.registrable_domain;
    this.#site.hidden = request.site === null;
    this.#facts.replaceChildren(
      ...factsOf(request).flatMap(([key, value]) =>
        value === null ? [] : [make('div', {}, say('dt', key), make('dd', {}, value))],
      ),
    );
    const left = tree.left_out > 0 ? [textElement('p', counted('findings_left_out', tree.left_out))] : [];
    const none = request.findings.length === 0 ? [say('p', 'told_nothing', { class: 'quiet' })] : [];
    this.#tree.replaceChildren(...none, stepsOf(tree.steps, request), ...left);
    if (this.element.open) return;
    this.element.showModal();
    this.element.scrollTop = 0;
  }

  /**
   * @param {(only: Only) => void} only
   * @param {Only} condition
   */
  #leave(only, condition) {
    this.element.close();
    only(condition);
  }
}

/**
 * What is known of a request, each with its title. What does not apply to it is null.
 * @param {RequestRow} request
 * @returns {[key: string, value: Node | string | null][]}
 */
function factsOf(request) {
  const { method, url, recipient, match, status, from_cache: cached, beacon, at, site, initiator } = request;
  const text = (/** @type {string | null} */ value) =>
    value === null || value === '' ? words('not_known') : textElement('bdi', value);
  const code = (/** @type {string | null} */ value) =>
    value === null ? words('not_known') : textElement('span', value, 'address');
  const { company, host, ip, vendor, purpose } = recipient;
  const maker = vendor && [vendor, ...(purpose === null ? [] : [named('purpose', purpose)])];
  const answered = status === null ? null : cached ? words('status_cached', number(status)) : number(status);
  return [
    ['column_address', code(`${method} ${url}`)],
    [
      'column_recipient',
      text(
        [company, host]
          .filter(Boolean)
          .map((name) => isolated(String(name)))
          .join(' · '),
      ),
    ],
    ['fact_maker', maker && maker.map(isolated).join(' · ')],
    ['fact_ip', recipient.country === null ? code(ip) : address(ip, recipient.country)],
    ['fact_party', named('party', request.party)],
    ['column_site', text(site)],
    ['fact_initiator', request.component ?? code(initiator)],
    ['fact_redirected', request.redirected_from === null ? null : words('redirected')],
    ['column_mode', modeMark(request.mode)],
    ['column_time', Number.isFinite(at) ? date(at) : words('not_known')],
    ['fact_type', code(request.type)],
    ['column_state', stateOf(request)],
    ['fact_status', answered ?? words('not_known')],
    ['fact_body', words(`body_${request.body}`)],
    ['fact_rule', match === null ? null : rule(match)],
    ['fact_beacon', beacon === null ? null : code(beacon)],
    ['fact_score', number(request.score)],
  ];
}

/**
 * @param {string | null} ip
 * @param {string} code
 */
function address(ip, code) {
  const both = document.createDocumentFragment();
  both.append(
    textElement('span', ip ?? words('not_known'), 'address'),
    textElement('span', words('registered_in', country(code)), 'sub'),
  );
  return both;
}

/** @param {{ list: string, rule: string, exception: string | null }} match */
function rule({ list, rule: text, exception }) {
  const lines = document.createDocumentFragment();
  lines.append(textElement('span', text, 'address'), textElement('bdi', list, 'sub'));
  if (exception !== null) lines.append(textElement('span', words('rule_freed', exception), 'sub'));
  return lines;
}

/**
 * @param {TreeStep[]} steps
 * @param {RequestRow} request
 */
function stepsOf(steps, request) {
  const list = make('ul', { class: 'steps' });
  for (const { name, kind, findings, steps: further } of steps) {
    const item = make('li', { 'data-kind': kind }, textElement('span', name, 'step address'));
    if (findings.length > 0) {
      const found = findings.flatMap((index) => request.findings[index] ?? []);
      item.append(make('ul', { class: 'found' }, ...found.map((finding) => findingItem(request, finding))));
    }
    if (further.length > 0) item.append(stepsOf(further, request));
    list.append(item);
  }
  return list;
}
