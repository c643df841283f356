/** Addresses of the report: each view has one, old ones lead where they led, and nothing else is believed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf, questionOf, routeOf, VIEWS } from '../../extension/report/routes.js';

test('what an address says is what is written of it', () => {
  for (const view of VIEWS) {
    for (const choice of /** @type {const} */ (['normal', 'private', 'unknown', 'all'])) {
      const route = routeOf(addressOf(view, choice));
      assert.equal(route.view, view);
      if (route.choice !== null) assert.equal(route.choice, choice, view);
    }
  }
  assert.equal(addressOf('recipients', 'private'), '#recipients/private');
  assert.equal(addressOf('lists', 'private'), '#lists', 'lists are the same in every window');
  assert.deepEqual(routeOf('#compare'), { view: 'compare', choice: null });
});

test('a kind of window alone leads to the first view, and so does nothing', () => {
  assert.deepEqual(routeOf(''), { view: 'now', choice: 'normal' });
  assert.deepEqual(routeOf('#'), { view: 'now', choice: 'normal' });
  assert.deepEqual(routeOf('#private'), { view: 'now', choice: 'private' });
  assert.deepEqual(routeOf('#all'), { view: 'now', choice: 'all' });
});

test('what nobody knows shows nothing private', () => {
  for (const hash of ['#countries', '#__proto__', '#toString/private', '#/private', '#<script>'])
    assert.deepEqual(routeOf(hash).choice === 'private', false, hash);
  assert.deepEqual(routeOf('#countries'), { view: null, choice: null });
  assert.deepEqual(routeOf('#recipients/constructor'), { view: 'recipients', choice: 'normal' });
});

test('a question names the kind of window unless all are asked for', () => {
  assert.deepEqual(questionOf('private'), { mode: 'private' });
  assert.deepEqual(questionOf('all'), {});
});
