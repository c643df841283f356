/** What a person states beside evidence: lines become facts, and nothing is made up. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { missing, statedIn } from '../../extension/report/evidence/stated.js';

/** @param {Record<string, string>} fields */
const said = (fields) => statedIn((name) => fields[name] ?? '');

test('what is left empty is absent', () => {
  assert.deepEqual(said({}), {});
  assert.deepEqual(said({ label: 'One evening', browser: 'Mint Browser' }), {
    label: 'One evening',
    given: { subject: { browser: { name: 'Mint Browser' } } },
  });
});

test('lines are settings, steps and items', () => {
  const { given, incident } = said({
    settings: 'Enhanced Incognito Mode = off\n\n  User Experience Program: on  \nalone',
    protocol: 'two-session-visit/1',
    steps: 'open a page\r\nopen it in a private window\n',
    title: 'A browser that tells',
    harms: 'Human or fundamental rights\n',
  });
  assert.deepEqual(given, {
    subject: {
      settings: [
        { name: 'Enhanced Incognito Mode', value: 'off' },
        { name: 'User Experience Program', value: 'on' },
        { name: 'alone', value: '' },
      ],
    },
    protocol: {
      id: 'two-session-visit/1',
      steps: [{ action: 'open a page' }, { action: 'open it in a private window' }],
    },
  });
  assert.deepEqual(incident, { title: 'A browser that tells', harm_types: ['Human or fundamental rights'] });
});

test('a statement needs somebody who said something', () => {
  assert.deepEqual(said({ by: 'the vendor' }), {});
  assert.deepEqual(said({ text: 'Only statistics.' }), {});
  const asked = (/** @type {Record<string, string>} */ fields) => missing((name) => fields[name] ?? '');
  assert.equal(asked({}), null);
  assert.equal(asked({ text: 'Only statistics.' }), 'by');
  assert.equal(asked({ by: 'the vendor', source: 'a page' }), 'text');
  assert.equal(asked({ date: '2020-05-02' }), 'by');
  assert.equal(asked({ by: 'the vendor', text: 'Only statistics.' }), null);
  assert.deepEqual(said({ by: 'the vendor', text: 'Only statistics.', date: '2020-05-02' }).given, {
    statements: [{ by: 'the vendor', text: 'Only statistics.', date: '2020-05-02' }],
  });
});
