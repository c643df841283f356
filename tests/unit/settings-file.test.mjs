/** Settings as a file: what goes out comes back, and a file that does not fit says where. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { whereItBreaks } from '../../extension/settings/json-place.js';
import { changes, LARGEST, Misfit, read, SCHEMA, write } from '../../extension/settings/settings-file.js';

/** @type {import('../../extension/settings/settings-file.js').Everything} */
const CHOSEN = {
  privateRetention: 'at_once',
  language: 'de',
  history: true,
  badge: 'grade',
  pausedSites: ['bank.example', 'xn--bcher-kva.example', '192.0.2.7', '[2001:db8::1]'],
  ownLists: [{ name: 'mine', on: false, text: '! "quoted"\n||a.example^\n' }],
  ownBeacons: [],
};

/** @param {unknown} settings */
const file = (settings) => JSON.stringify({ schema: SCHEMA, settings });

/**
 * @param {string} text
 * @param {import('../../extension/settings/settings-file.js').Fault} code
 * @param {...string} facts
 */
function refuses(text, code, ...facts) {
  assert.throws(
    () => read(text),
    (error) => {
      assert.ok(error instanceof Misfit, String(error));
      assert.deepEqual([error.code, ...error.facts], [code, ...facts]);
      return true;
    },
  );
}

test('what is written is read again, with or without the mark that some editors put before it', () => {
  assert.deepEqual(read(write(CHOSEN)), CHOSEN);
  assert.deepEqual(read(`\uFEFF${write(CHOSEN)}`), CHOSEN);
});

test('what a file does not name stays as it is', () => {
  assert.deepEqual(read(file({ badge: 'nothing' })), { badge: 'nothing' });
  assert.deepEqual(changes(CHOSEN, { badge: 'nothing', language: 'de' }), ['badge']);
  assert.deepEqual(changes(CHOSEN, read(write(CHOSEN))), []);
  assert.deepEqual(changes(CHOSEN, { pausedSites: [], privateRetention: 'ten_minutes' }), [
    'privateRetention',
    'pausedSites',
  ]);
});

test('a file that does not fit says where, and what could stand there', () => {
  refuses('x'.repeat(LARGEST + 1), 'too_large');
  refuses(`{\n  "schema": "${SCHEMA}",\n  settings: {}\n}`, 'not_json', '3', '3');
  refuses('', 'not_json', '1', '1');
  for (const foreign of ['null', '[]', '{}', '{"schema":"telltale/report/1"}', `{"schema":"${SCHEMA}"}`]) {
    refuses(foreign, 'foreign', SCHEMA);
  }
  refuses(file({ recordings: true }), 'unknown', 'settings.recordings');
  refuses(file({ history: 'on' }), 'choice', 'settings.history', 'true, false');
  refuses(file({ ['y'.repeat(999)]: 1 }), 'unknown', `settings.${'y'.repeat(40)}…`);
  refuses(file({ badge: 'all' }), 'choice', 'settings.badge', 'told, recipients, grade, nothing');
  refuses(file({ badge: ['told'] }), 'choice', 'settings.badge', 'told, recipients, grade, nothing');
  refuses(file({ paused_sites: 'a.example' }), 'sites', 'settings.paused_sites', '1000');
  refuses(file({ paused_sites: Array(1001).fill('a.example') }), 'sites', 'settings.paused_sites', '1000');
  for (const strange of ['https://a.example', 'A.example', '', 7, null, `${'a'.repeat(254)}`]) {
    refuses(file({ paused_sites: ['a.example', strange] }), 'site', 'settings.paused_sites[1]');
  }
  for (const strange of [7, [7], [{ name: 'mine', on: true }], [{ name: 'mine', on: 1, text: '' }]]) {
    refuses(
      file({ own_lists: strange }),
      'texts',
      `settings.own_lists${Array.isArray(strange) ? '[0]' : ''}`,
    );
  }
  const more = [{ name: 'mine', on: true, text: '', url: 'https://a.example' }];
  refuses(file({ own_beacons: more }), 'unknown', 'settings.own_beacons[0].url');
  const sneaky = `{"schema":"${SCHEMA}","settings":{"__proto__":{"badge":"grade"}}}`;
  refuses(sneaky, 'unknown', 'settings.__proto__');
});

test('the place where a text stops being JSON', () => {
  /** @type {[string, number, number][]} */
  const cases = [
    ['{', 1, 2],
    ['{"a": 1,}', 1, 9],
    ['{"a" 1}', 1, 6],
    ['[1, 2', 1, 6],
    ['[1,\n  2,\n  tru]', 3, 3],
    ['{"a": "b\nc"}', 1, 7],
    ['{"a": 01}', 1, 8],
    ['[1]]', 1, 4],
    ['[1}', 1, 3],
    ["{'a': 1}", 1, 2],
    ['"\\x"', 1, 1],
    [' \n ', 2, 2],
    ['[nul', 1, 2],
    [`${'['.repeat(100_000)}!`, 1, 100_001],
  ];
  for (const [text, line, column] of cases) {
    assert.throws(() => JSON.parse(text), text.slice(0, 40));
    assert.deepEqual(whereItBreaks(text), { line, column }, text.slice(0, 40));
  }
});
