/**
 * The tree as the house tests read it: which files there are, and how a broken rule is told.
 *
 * Decides what counts as ours: what is committed or would be. Knows no rule.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Every file that is committed or would be. */
export const FILES = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)))
  .sort();

/**
 * The files whose path matches. A rule that finds nothing to look at has lost its subject, so it fails.
 * @param {RegExp} pattern
 * @param {{ but?: RegExp, least?: number }} [options]
 */
export function files(pattern, { but, least = 1 } = {}) {
  const found = FILES.filter((path) => pattern.test(path) && !but?.test(path));
  assert.ok(
    found.length >= least,
    `no file matches ${pattern}: the rule has lost its subject, mend its pattern`,
  );
  return found;
}

/**
 * A file's text.
 * @param {string} path
 */
export const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/**
 * A file of JSON.
 * @param {string} path
 */
export const json = (path) => JSON.parse(read(path));

/**
 * A table of a TOML file as its lines; enough for the flat tables that we look at.
 * @param {string} path
 * @param {string} table
 * @returns {string[]}
 */
export function table(path, table) {
  const [, body = ''] = read(path).split(`[${table}]\n`);
  return (body.split(/^\[/m)[0] ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/**
 * A Rust source without its comments and its own tests, line for line.
 * @param {string} path
 */
export function rustCode(path) {
  const code = read(path)
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:"'])\/\/.*$/gm, '$1');
  const tests = code.search(/^#\[cfg\(test\)\]$/m);
  return tests < 0 ? code : code.slice(0, tests);
}

/**
 * Every place where a pattern matches, as `path:line: text`.
 * @param {string} path
 * @param {string} text
 * @param {RegExp} pattern
 */
export function places(path, text, pattern) {
  return text.split('\n').flatMap((line, index) => {
    const match = pattern.exec(line);
    return match ? [`${path}:${index + 1}: ${match[0].trim()}`] : [];
  });
}

/**
 * Holds a rule: there may be no place that breaks it.
 * @param {string} reason Why the rule is there, and what to do.
 * @param {readonly string[]} broken
 */
export function holds(reason, broken) {
  if (broken.length > 0) assert.fail(`${reason}\n  ${broken.join('\n  ')}`);
}
