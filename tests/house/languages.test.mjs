/**
 * The languages: each has every message, in the forms that it counts in, with the same places to fill in, and in words of
 * its own.
 *
 * What a language is for is not judged here; docs/translating.md has the words that it uses.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LANGUAGES, messagesOf } from '../../extension/shared/language.js';
import { files, holds, json } from './tree.mjs';

/** @typedef {{ message: string, description?: string, placeholders?: Record<string, { content: string }> }} Entry */
/** @typedef {Record<string, Entry>} Entries */

/** @type {readonly Intl.LDMLPluralRule[]} */
const FORMS = ['zero', 'one', 'two', 'few', 'many', 'other'];
const FORM = new RegExp(`^(\\w+)_(${FORMS.join('|')})$`);
const DEFAULT = '_locales/en/messages.json';
/** @type {Entries} */
const english = json(DEFAULT);

/** Each language but the default one, with its file. */
const OTHERS = LANGUAGES.filter((language) => language !== 'browser' && language !== 'en').map(
  (language) => ({
    language,
    path: messagesOf(language),
    entries: /** @type {Entries} */ (json(messagesOf(language))),
  }),
);

/** What begins or consists of such a thing is written the same way everywhere. */
const EVERYWHERE = /Telltale|\b(JSON|HAR|NetLog|HTTP)\b|\$\w+\$|\$\d|[^\p{L}]/gu;
/**
 * Words that two languages share, each looked at: `language key`. Whatever else reads as the English does was forgotten.
 */
const THE_SAME = new Set([
  'de column_hosts',
  'de column_version',
  'es column_hosts',
  'fr column_site',
  'fr column_version',
  'fr purpose_extensions',
  'fr report_sites',
  'fr strength_possible',
]);

/**
 * The stem of a message that counts, and its form: there are such as `purpose_other` that only look like it.
 * @param {string} key
 */
function counting(key) {
  const [, stem = '', form = ''] = FORM.exec(key) ?? [];
  return `${stem}_one` in english && `${stem}_other` in english ? { stem, form } : null;
}

/**
 * The forms of a language, by its own rules.
 * @param {string} language
 */
const formsOf = (language) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

/**
 * Whether a form stands for one number alone, so that a sentence may have it as a word: the two of Arabic, not the one of
 * French, which is nought as well.
 * @param {string} language
 * @param {string} form
 */
const isOneNumber = (language, form) => {
  const rules = new Intl.PluralRules(language);
  return (
    Array.from({ length: 1200 }, (_, number) => rules.select(number)).filter((one) => one === form).length ===
    1
  );
};

/**
 * The places of a message that are filled in, by what fills them.
 * @param {Entry} entry
 */
const fills = ({ message, placeholders = {} }) =>
  [...message.matchAll(/\$(\w+)\$/g)].map(
    ([, name = '']) => `$${name} = ${placeholders[name.toLowerCase()]?.content}`,
  );

test('what can be chosen is what lies there', () => {
  const there = files(/^_locales\/[\w-]+\/messages\.json$/, { least: 6 });
  const chosen = LANGUAGES.filter((one) => one !== 'browser').map(messagesOf);
  assert.deepEqual([...chosen].sort(), [...there].sort(), 'extension/shared/language.js and _locales differ');
  for (const { language, entries } of [...OTHERS, { language: 'en', entries: english }]) {
    assert.equal(entries['language_tag']?.message, language);
    const { direction } = /** @type {{ direction: string }} */ (
      /** @type {any} */ (new Intl.Locale(language)).getTextInfo?.() ??
        /** @type {any} */ (new Intl.Locale(language)).textInfo
    );
    assert.equal(entries['language_direction']?.message, direction, language);
  }
});

test('every language has every message and no other', () => {
  const broken = OTHERS.flatMap(({ language, path, entries }) => {
    const wanted = new Set(
      Object.keys(english).flatMap((key) => {
        const counts = counting(key);
        return counts ? formsOf(language).map((form) => `${counts.stem}_${form}`) : [key];
      }),
    );
    return [
      ...[...wanted].filter((key) => !(key in entries)).map((key) => `${path}: ${key} is missing`),
      ...Object.keys(entries)
        .filter((key) => !wanted.has(key))
        .map((key) => `${path}: ${key} is not in ${DEFAULT}, or a form that this language does not count in`),
    ];
  });
  holds(`${DEFAULT} is the measure, docs/translating.md tells how:`, broken);
});

test('English has both of its forms', () => {
  const broken = Object.keys(english).filter((key) => /_(zero|two|few|many)$/.test(key) && FORM.test(key));
  const alone = Object.keys(english).filter((key) => {
    const [, stem, form] = FORM.exec(key) ?? [];
    return form === 'one' && !(`${stem}_other` in english);
  });
  holds('English counts in one and other:', [...broken, ...alone]);
});

test('a translation has the places of the message that it translates', () => {
  const broken = OTHERS.flatMap(({ language, path, entries }) =>
    Object.entries(entries).flatMap(([key, entry]) => {
      const counts = counting(key);
      const measure = english[counts ? `${counts.stem}_other` : key];
      if (!measure) return [];
      const has = fills(entry);
      const wanted = fills(measure).filter(
        (place) =>
          !(counts && isOneNumber(language, counts.form) && place.endsWith('= $1') && !has.includes(place)),
      );
      return [...has].sort().join() === wanted.sort().join()
        ? []
        : [`${path}: ${key} has ${has}, should have ${wanted}`];
    }),
  );
  holds('What is filled in would be lost, or a name would be shown:', broken);
});

test('every place has a name and something that fills it', () => {
  const broken = [{ path: DEFAULT, entries: english }, ...OTHERS].flatMap(({ path, entries }) =>
    Object.entries(entries).flatMap(([key, entry]) => {
      const named = new Set(fills(entry).map((place) => place.split(' ')[0]?.slice(1).toLowerCase()));
      const strange = Object.entries(entry.placeholders ?? {}).filter(
        ([name, { content }]) => !named.has(name) || !/^\$[1-9]$/.test(content),
      );
      const bare = fills(entry).some((place) => place.endsWith('undefined')) || /\$\d/.test(entry.message);
      return bare || strange.length > 0 ? [`${path}: ${key}`] : [];
    }),
  );
  holds('Write the place as $NAME$ and what fills it under placeholders, as $1:', broken);
});

test('every message is translated', () => {
  const broken = OTHERS.flatMap(({ language, path, entries }) =>
    Object.entries(entries).flatMap(([key, { message }]) => {
      const measure = english[counting(key) ? `${counting(key)?.stem}_other` : key]?.message ?? '';
      const words = message.replace(EVERYWHERE, '');
      const same = words !== '' && key !== 'language_direction' && words === measure.replace(EVERYWHERE, '');
      return same && !THE_SAME.has(`${language} ${key}`) ? [`${path}: ${key}: ${message}`] : [];
    }),
  );
  holds('It reads as the English does. Translate it, or name it among the words that are the same:', broken);
  const unequal = [...THE_SAME].filter((one) => {
    const [language, key = ''] = one.split(' ');
    return (
      OTHERS.find((other) => other.language === language)?.entries[key]?.message !== english[key]?.message
    );
  });
  holds('These are no longer the same; strike them from the exceptions:', unequal);
});

test('no message is empty, begins or ends in a space, or turns the text around it', () => {
  const broken = [{ path: DEFAULT, entries: english }, ...OTHERS].flatMap(({ path, entries }) =>
    Object.entries(entries)
      .filter(
        ([, { message }]) =>
          message !== message.trim() ||
          message === '' ||
          /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(message),
      )
      .map(([key]) => `${path}: ${key}`),
  );
  holds(
    'Sentences are not put together from pieces, and marks that nobody sees are set by the program:',
    broken,
  );
});

test('a language is written in its own script', () => {
  /** @type {Record<string, RegExp>} */
  const scripts = { ar: /\p{Script=Arabic}/u, 'zh-CN': /\p{Script=Han}/u };
  const broken = OTHERS.flatMap(({ language, path, entries }) => {
    const script = scripts[language];
    return Object.entries(entries)
      .filter(
        ([, { message }]) =>
          script && /\p{L}/u.test(message.replace(EVERYWHERE, '')) && !script.test(message),
      )
      .filter(([key]) => !key.startsWith('language_'))
      .map(([key]) => `${path}: ${key}`);
  });
  holds('No letter of it is of this language:', broken);
});

test('French keeps its marks with the words before them', () => {
  const broken = OTHERS.filter(({ language }) => language === 'fr').flatMap(({ path, entries }) =>
    Object.entries(entries)
      .filter(([, { message }]) => / [:;?!»]|« /.test(message))
      .map(([key]) => `${path}: ${key}`),
  );
  holds('A line may not begin with such a mark; the space before it is U+00A0:', broken);
});

test('stores and browsers take the name and the description', () => {
  const broken = [{ path: DEFAULT, entries: english }, ...OTHERS].filter(
    ({ entries }) =>
      [...(entries['extension_name']?.message ?? '')].length > 45 ||
      [...(entries['extension_description']?.message ?? '')].length > 132,
  );
  holds(
    'A store refuses a name of more than 45 characters and a description of more than 132:',
    broken.map(({ path }) => path),
  );
});
