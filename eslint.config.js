/**
 * What the linter asks of all JavaScript. What it asks of a place, for a reason of Telltale's own, is in
 * scripts/check/walls.mjs. How code is laid out is prettier's.
 */

import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import noUnsanitized from 'eslint-plugin-no-unsanitized';
import globals from 'globals';

import { configs as walls } from './scripts/check/walls.mjs';

const GENERATED = [
  'artifacts/',
  'crate/pkg/',
  'dist/',
  'extension/data/',
  'extension/vendor/',
  'extension/wasm/',
  'target/',
];

export default defineConfig(
  { ignores: GENERATED },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'no-unsanitized': noUnsanitized },
    rules: {
      'no-unsanitized/method': 'error',
      'no-unsanitized/property': 'error',

      // The type checker knows every name there is, and better.
      'no-undef': 'off',

      // Code that does something else than it seems to.
      'array-callback-return': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constructor-return': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-self-compare': 'error',
      'no-sequences': 'error',
      'no-template-curly-in-string': 'error',
      'no-throw-literal': 'error',
      'no-unmodified-loop-condition': 'error',
      'no-unreachable-loop': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'prefer-promise-reject-errors': 'error',
      radix: 'error',

      // Code that says it the long way round.
      'no-else-return': 'error',
      'no-lonely-if': 'error',
      'no-unneeded-ternary': 'error',
      'no-useless-computed-key': 'error',
      'no-useless-concat': 'error',
      'no-useless-rename': 'error',
      'no-useless-return': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-object-has-own': 'error',

      // Code that wants to be more than one thing.
      complexity: ['error', { max: 15, variant: 'modified' }],
      'max-depth': ['error', 4],
      'max-params': ['error', 5],
    },
  },
  {
    files: ['extension/**/*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.serviceworker, ...globals.webextensions } },
    rules: {
      'no-alert': 'error',
      // What went wrong is said; what went well is not a developer's diary in somebody's browser.
      'no-console': ['error', { allow: ['error', 'warn'] }],
    },
  },
  {
    files: ['*.js', '{scripts,tests}/**/*.{js,mjs}'],
    // Functions that are handed to a browser run in a page.
    languageOptions: { globals: { ...globals.node, ...globals.browser, ...globals.webextensions } },
    // Nothing here shows markup; what it minds here is the import of a file that the build makes.
    rules: { 'no-unsanitized/method': 'off' },
  },
  ...walls,
);
