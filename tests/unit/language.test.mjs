/** A language: how counts choose forms, how places are filled, and what page data cannot do to a sentence. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { fromFile, Language, messagesOf } from '../../extension/shared/language.js';

/** @typedef {import('../../extension/shared/language.js').LanguageChoice} LanguageChoice */

/**
 * A language as it ships.
 * @param {LanguageChoice} language
 * @param {string} [region]
 */
function shipped(language, region = language) {
  const path = fileURLToPath(new URL(`../../${messagesOf(language)}`, import.meta.url));
  return new Language(fromFile(JSON.parse(readFileSync(path, 'utf8'))), region);
}

test('a count chooses the form that its language has for it', () => {
  const arabic = shipped('ar', 'ar-SA-u-nu-latn');
  const said = [0, 1, 2, 3, 11, 100].map((count) => arabic.counted('recording_requests', count));
  assert.deepEqual(
    said.map((text) => text.replace(/[\u2068\u2069]/g, '')),
    ['لا طلبات', 'طلب واحد', 'طلبان', '3 طلبات', '11 طلبًا', '100 طلب'],
  );
  const french = shipped('fr');
  assert.deepEqual(
    [0, 1, 2, 1_000_000].map((count) => french.counted('recording_requests', count).replace(/\s/g, ' ')),
    ['0 requête', '1 requête', '2 requêtes', '1 000 000 de requêtes'],
  );
  assert.equal(shipped('zh-CN').counted('recording_requests', 1), '1 个请求');
  assert.equal(shipped('de').counted('recording_requests', 1234), '1.234 Anfragen');
});

test('where a browser asks for a form that the file does not have, the last one answers', () => {
  const entries = {
    language_tag: { message: 'fr' },
    n_other: { message: '$N$', placeholders: { n: { content: '$1' } } },
  };
  assert.equal(new Language(fromFile(entries), 'fr').counted('n', 1), '1');
});

test('places are filled as browsers fill them, and what fills them is not read again', () => {
  const messages = fromFile({
    both: {
      message: '$FIRST$ – $SECOND$ – $first$',
      placeholders: { first: { content: '$1' }, second: { content: '$2' } },
    },
    constructor_not: { message: '-' },
  });
  assert.equal(messages('both', ['$SECOND$', '$1']), '$SECOND$ – $1 – $SECOND$');
  assert.equal(messages('both', ['one']), 'one –  – one');
  assert.equal(messages('constructor', []), '', 'only the messages of the file are messages');
});

test('what comes from a page cannot turn the sentence around it', () => {
  const english = shipped('en');
  assert.equal(english.message('grade', ['a.example']), 'Grade a.example');
  assert.equal(english.message('grade', ['\u202egnp.exe\u2069']), 'Grade \u2068gnp.exe\u2069');
  assert.equal(english.message('grade', ['مثال']), 'Grade \u2068مثال\u2069');
  assert.match(shipped('ar').message('grade', ['a.example']), /\u2068a\.example\u2069/);
});

test('numbers and dates follow the region where it is the same language, and the messages where not', () => {
  assert.equal(shipped('en', 'en-IN').number(123456), '1,23,456');
  assert.equal(shipped('de', 'en-US').number(12345), '12.345');
  assert.match(shipped('en', 'en-GB').date(0), /1 Jan 1970/);
  assert.match(shipped('zh-CN', 'zh-TW').list(['a', 'b']), /a和b/, 'another script is another language');
  const italian = new Language(() => '', 'it');
  assert.deepEqual([italian.tag, italian.direction], ['en', 'ltr']);
});

test('each language says which way it runs', () => {
  assert.equal(shipped('ar').direction, 'rtl');
  assert.equal(shipped('fr').direction, 'ltr');
});
