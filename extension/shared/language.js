/**
 * One language: its messages, and how it writes numbers, dates and lists.
 *
 * Decides which languages there are, how a count chooses its form, how a message's places are filled, and that what comes
 * from a page cannot turn the sentence around it. Refuses to hold a sentence, and to know where messages come from.
 *
 * @typedef {{ message: string, placeholders?: Record<string, { content: string }> }} Entry A message in a file of _locales.
 * @typedef {(key: string, substitutions: string[]) => string} Messages Empty where there is none of that name.
 * @typedef {'browser' | 'ar' | 'de' | 'en' | 'es' | 'fr' | 'zh-CN'} LanguageChoice
 */

/** What may be chosen; each but the first has a folder in _locales. @type {readonly LanguageChoice[]} */
export const LANGUAGES = ['browser', 'ar', 'de', 'en', 'es', 'fr', 'zh-CN'];

/** @type {readonly [unit: string, seconds: number][]} */
const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** Letters that run from right to left, and characters that turn text around them. */
const TURNS = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;
/** What turns text around it, and could end its own isolation. */
const CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * Where the messages of a language lie.
 * @param {LanguageChoice} language
 */
export const messagesOf = (language) => `_locales/${language.replace('-', '_')}/messages.json`;

/**
 * The messages of a file, filled as browsers fill them: `$NAME$` is what the message's place of that name holds, `$1` the
 * first substitution.
 * @param {Record<string, Entry>} entries
 * @returns {Messages}
 */
export const fromFile = (entries) => (key, substitutions) => {
  if (!Object.hasOwn(entries, key)) return '';
  const { message, placeholders = {} } = /** @type {Entry} */ (entries[key]);
  return message.replace(/\$(\w+)\$|\$([1-9])/g, (_, name, position) => {
    const content = position ? `$${position}` : placeholders[name.toLowerCase()]?.content;
    const index = /^\$([1-9])$/.exec(content ?? '');
    return index ? (substitutions[Number(index[1]) - 1] ?? '') : (content ?? '');
  });
};

/**
 * Made when it is first needed: a background that wakes up writes no dates.
 * @template Made
 * @param {() => Made} make
 * @returns {() => Made}
 */
function once(make) {
  /** @type {Made | undefined} */
  let made;
  return () => (made ??= make());
}

/** A language that can be spoken. */
export class Language {
  #messages;
  #written;
  #forms;
  #numbers;
  #times;
  #dates;
  #lists;
  #countries;
  /** @type {string} */ tag;
  /** @type {'ltr' | 'rtl'} */ direction;

  /**
   * @param {Messages} messages
   * @param {string} region how the browser's person writes numbers and dates; holds where it is the same language
   */
  constructor(messages, region) {
    this.#messages = messages;
    this.tag = messages('language_tag', []) || 'en';
    this.direction = messages('language_direction', []) === 'rtl' ? 'rtl' : 'ltr';
    this.#written = once(() => (sameScript(this.tag, region) ? region : this.tag));
    // Forms follow the messages and not the region: each file has those of its own language.
    this.#forms = once(() => new Intl.PluralRules(this.tag));
    this.#numbers = once(() => new Intl.NumberFormat(this.#written()));
    this.#times = once(() => new Intl.DateTimeFormat(this.#written(), { timeStyle: 'medium' }));
    this.#dates = once(
      () => new Intl.DateTimeFormat(this.#written(), { dateStyle: 'medium', timeStyle: 'short' }),
    );
    this.#lists = once(() => new Intl.ListFormat(this.#written()));
    this.#countries = once(() => new Intl.DisplayNames(this.#written(), { type: 'region' }));
  }

  /**
   * A message; empty where there is none of that name.
   * @param {string} key
   * @param {string[]} substitutions
   */
  message(key, substitutions = []) {
    return this.#messages(
      key,
      substitutions.map((text) => this.isolated(text)),
    );
  }

  /**
   * A message in the form that a count asks for: `key_one`, `key_few`, …. The count is its first substitution.
   * @param {string} key
   * @param {number} count
   * @param {...string} substitutions
   */
  counted(key, count, ...substitutions) {
    const all = [this.number(count), ...substitutions];
    // A browser whose tables differ from ours may ask for a form that the language is not known to have.
    return this.message(`${key}_${this.#forms().select(count)}`, all) || this.message(`${key}_other`, all);
  }

  /**
   * A text that is part of another one: what runs the other way cannot turn what stands around it.
   * @param {string} text
   */
  isolated(text) {
    if (text === '' || (this.direction === 'ltr' && !TURNS.test(text))) return text;
    return `\u2068${text.replace(CONTROLS, '')}\u2069`;
  }

  /** @param {number} value */
  number(value) {
    return this.#numbers().format(value);
  }

  /** @param {number} at milliseconds since 1970 */
  time(at) {
    return this.#times().format(at);
  }

  /** @param {number} at milliseconds since 1970 */
  date(at) {
    return this.#dates().format(at);
  }

  /**
   * A length of time, in the largest unit that it is a whole number of.
   * @param {number} seconds
   */
  duration(seconds) {
    const [unit, length] = UNITS.find(([, length]) => seconds % length === 0) ?? ['second', 1];
    return new Intl.NumberFormat(this.#written(), { style: 'unit', unit, unitDisplay: 'long' }).format(
      seconds / length,
    );
  }

  /**
   * The name of a country; a code that the language has no name for stays.
   * @param {string} code
   */
  country(code) {
    return this.#countries().of(code) ?? code;
  }

  /** @param {string[]} items */
  list(items) {
    return this.#lists().format(items.map((item) => this.isolated(item)));
  }
}

/**
 * Whether two languages are the same and written in the same script.
 * @param {string} one
 * @param {string} other
 */
function sameScript(one, other) {
  const [first, second] = [one, other].map((tag) => new Intl.Locale(tag).maximize());
  return first?.language === second?.language && first?.script === second?.script;
}
