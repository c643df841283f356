/**
 * What a person adds of their own: from a file or pasted, what became of it, and how to be rid of it.
 *
 * Decides how a text reaches the background and what is said of it. Refuses to know whether a text is any good: the core
 * says that, and at which line it is not.
 */

import { counted, named, number, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';
import { MOST, onOwn, ownItems, refusalOf } from '../shared/own.js';

/** @typedef {import('../shared/own.js').Kind} Kind */
/** @typedef {import('../shared/own.js').OwnItem} OwnItem */
/** @typedef {import('../shared/own.js').OwnText} OwnText */
/** @typedef {import('../shared/own.js').OwnRefusal} OwnRefusal */
/** @typedef {import('../shared/messages.js').OwnOutcome} OwnOutcome */

const MEBIBYTE = 1024 * 1024;

/**
 * What is another for each kind: the messages of its section, and the files that are offered.
 * @type {Record<Kind, { title: string, about: string, pasted: string, files: string }>}
 */
const FACES = {
  lists: {
    title: 'settings_lists',
    about: 'settings_lists_text',
    pasted: 'settings_lists_pasted',
    files: '.txt,.list,.hosts,text/plain',
  },
  beacons: {
    title: 'settings_beacons',
    about: 'settings_beacons_text',
    pasted: 'settings_beacons_pasted',
    files: '.json,application/json',
  },
};

/**
 * What is said of one of each kind that is taken, besides its name.
 * @type {Record<Kind, (item: OwnItem) => string[]>}
 */
const FACTS = {
  lists: ({ facts: { version, rules, beside, unknown, first_unknown: first } }) => [
    ...(version === '' ? [] : [words('settings_own_version', version)]),
    counted('settings_lists_rules', rules),
    ...(beside === 0 ? [] : [counted('settings_lists_beside', beside)]),
    ...(first === null
      ? []
      : [counted('settings_lists_unknown', unknown, number(first.line), reason(first))]),
  ],
  beacons: ({ facts: { rules } }) => [counted('settings_beacons_count', rules)],
};

/** @param {{ reason: string | null }} place */
const reason = ({ reason: code }) => (code === null ? '' : named('list_reason', code));

/**
 * Why something is not taken, and what would help.
 * @param {OwnRefusal} refusal
 * @param {{ count: number, bytes: number }} most
 */
export function refusalWords(refusal, { count, bytes }) {
  const { code, name, line, column, reason: why, place, allowed } = refusal;
  return words(
    `settings_own_refused_${code}`,
    name ?? '',
    line === null ? '' : number(line),
    reason({ reason: why }),
    number(count),
    number(bytes / MEBIBYTE),
    column === null ? '' : number(column),
    place ?? '',
    allowed ?? '',
  );
}

/**
 * What is said of one besides its name.
 * @param {Kind} kind
 * @param {OwnItem} item
 */
const factsOf = (kind, item) =>
  item.facts.refusal ? [refusalWords(item.facts.refusal, MOST[kind])] : FACTS[kind](item);

/**
 * The section of a kind, which is made once, before the page is filled in.
 * @param {Kind} kind
 */
function sectionOf(kind) {
  const section = /** @type {HTMLElement} */ (document.getElementById(kind));
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById('own-kind'));
  if (section.childElementCount > 0) return section;
  section.append(template.content.cloneNode(true));
  const { title, about, pasted, files } = FACES[kind];
  /** @type {[selector: string, attributes: Record<string, string>][]} */
  const own = [
    ['h2', { id: `${kind}-title`, 'data-message': title }],
    ['.about', { 'data-message': about }],
    ['.pasted', { 'data-message': pasted }],
    ['[type="file"]', { id: `${kind}-file`, accept: files }],
  ];
  for (const [selector, attributes] of own)
    for (const [name, value] of Object.entries(attributes))
      section.querySelector(selector)?.setAttribute(name, value);
  return section;
}

/**
 * Offers to add, switch and remove what is of a kind.
 * @param {Kind} kind
 * @param {(words: string) => void} say
 */
export function offerOwn(kind, say) {
  const section = sectionOf(kind);
  /** @type {<Found extends HTMLElement>(selector: string) => Found} */
  const find = (selector) => /** @type {any} */ (section.querySelector(selector));
  /** @type {HTMLInputElement} */ const name = find('[name="name"]');
  /** @type {HTMLTextAreaElement} */ const pasted = find('[name="pasted"]');
  /** @type {HTMLInputElement} */ const field = find('[type="file"]');
  const problem = find('[role="alert"]');
  const { count, bytes } = MOST[kind];

  find('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void add(words(`settings_${kind}_fallback`), pasted.value);
  });
  field.addEventListener('change', () => {
    const [file] = field.files ?? [];
    // The same file can be chosen again once it is mended.
    if (file) void addFile(file).finally(() => (field.value = ''));
  });
  onOwn(kind, () => void show());

  /** @param {File} file */
  async function addFile(file) {
    // What is too large for all of them together need not be read.
    if (file.size > bytes) refuse(refusalOf({ code: 'too_large' }));
    else await add(file.name, await file.text());
  }

  /**
   * @param {string} fallback
   * @param {string} text
   */
  async function add(fallback, text) {
    if (await tell(() => ask('addOwn', { kind, name: name.value, fallback, text }))) {
      name.value = '';
      pasted.value = '';
    }
  }

  /**
   * Tells the background, and says what came of it.
   * @param {() => Promise<OwnOutcome>} change
   */
  async function tell(change) {
    problem.hidden = true;
    try {
      const { refused } = await change();
      if (refused) refuse(refused);
      else say(words('settings_kept'));
      return refused === null;
    } catch (error) {
      console.error(error);
      say(words('settings_not_kept'));
      return false;
    } finally {
      await show();
    }
  }

  /** @param {OwnRefusal} refusal */
  function refuse(refusal) {
    problem.textContent = refusalWords(refusal, MOST[kind]);
    problem.hidden = false;
    say('');
  }

  /** @param {OwnItem} item */
  function row(item) {
    // A row that is there stays, and with it what has the focus.
    const known = [...find('ul').children].find(
      (one) => one instanceof HTMLElement && one.dataset['id'] === item.id,
    );
    const line = /** @type {HTMLElement} */ (known ?? fresh(item));
    const box = /** @type {HTMLInputElement} */ (line.querySelector('input'));
    const button = /** @type {HTMLButtonElement} */ (line.querySelector('button'));
    box.checked = item.on;
    // The language may be another than it was.
    box.setAttribute('aria-label', words('settings_own_on_name', item.name));
    /** @type {HTMLElement} */ (line.querySelector('label span')).textContent = words('settings_own_on');
    button.textContent = words('settings_own_remove');
    button.setAttribute('aria-label', words('settings_own_remove_name', item.name));
    /** @type {HTMLElement} */ (line.querySelector('.facts')).replaceChildren(
      ...factsOf(kind, item).map((fact) => {
        const paragraph = document.createElement('p');
        paragraph.textContent = fact;
        return paragraph;
      }),
    );
    return line;
  }

  /** @param {OwnItem} item */
  function fresh({ id, name: called }) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById('own-row'));
    const line = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const box = /** @type {HTMLInputElement} */ (line.querySelector('input'));
    line.dataset['id'] = id;
    /** @type {HTMLElement} */ (line.querySelector('bdi')).textContent = called;
    box.addEventListener('change', () => void tell(() => ask('turnOwn', { kind, id, on: box.checked })));
    line.querySelector('button')?.addEventListener('click', () => {
      void tell(() => ask('removeOwn', { kind, id })).then(() => find('h2').focus());
    });
    return line;
  }

  async function show() {
    const items = await ownItems(kind);
    find('.bound').textContent = words(`settings_${kind}_bound`, number(count), number(bytes / MEBIBYTE));
    find('.none').hidden = items.length > 0;
    const [lines, shown] = [items.map(row), find('ul')];
    for (const line of [...shown.children]) if (!lines.some((other) => other === line)) line.remove();
    lines.forEach((line, place) => {
      if (shown.children[place] !== line) shown.insertBefore(line, shown.children[place] ?? null);
    });
  }

  return {
    kind,
    show,
    /**
     * Puts texts in place of what there is.
     * @param {OwnText[] | undefined} texts None are given: all stays as it is.
     * @returns {Promise<boolean>} whether they were taken
     */
    replace: async (texts) => texts === undefined || tell(() => ask('replaceOwn', { kind, texts })),
  };
}
