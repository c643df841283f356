/**
 * Whether npm has installed what the lock file says.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { same } from '../../../scripts/prepare/packages.mjs';

const one = { version: '1.0.0', integrity: 'sha512-a' };
const two = { version: '1.0.1', integrity: 'sha512-b' };

test('what is locked is there', () => {
  assert.equal(same({ '': {}, 'node_modules/a': one }, { 'node_modules/a': one }), true);
});

test('a package is missing, old, too many, or of other bytes', () => {
  assert.equal(same({ 'node_modules/a': one, 'node_modules/b': two }, { 'node_modules/a': one }), false);
  assert.equal(same({ 'node_modules/a': two }, { 'node_modules/a': one }), false);
  assert.equal(same({ 'node_modules/a': one }, { 'node_modules/a': one, 'node_modules/b': two }), false);
  assert.equal(
    same({ 'node_modules/a': one }, { 'node_modules/a': { ...one, integrity: 'sha512-c' } }),
    false,
  );
});

test('a package for another system may be missing, but not be old', () => {
  const elsewhere = { ...one, optional: true };
  assert.equal(same({ 'node_modules/a': elsewhere }, {}), true);
  assert.equal(same({ 'node_modules/a': elsewhere }, { 'node_modules/a': two }), false);
});
