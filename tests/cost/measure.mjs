/**
 * Counts the instructions that the core's ways take: `crate/core/examples/cost.rs` under callgrind.
 *
 * Decides that what is counted is the difference between twice the passes and once, so that starting up and opening the lists
 * do not count. Refuses to know how many instructions are too many.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../../scripts/base/failure.mjs';
import { TARGET, at } from '../../scripts/base/place.mjs';
import { answer, quietly, run } from '../../scripts/base/run.mjs';
import { find } from '../../scripts/prepare/programs.mjs';

/** @typedef {{ rustc: string, host: string }} Compiler */
/**
 * What is kept: the counts, and what they rest on beside the code.
 * @typedef {object} Kept
 * @property {Compiler} compiler
 * @property {string} list The SHA-256 of the built-in tracker list's text.
 * @property {Record<string, number>} things How many things each part is about: cases, requests, entries, rules.
 * @property {Record<string, number>} counts
 */

/**
 * The parts, and how often each is passed through: enough that what a hash's chance seed changes is lost in it, and few
 * enough that all of it takes less than a minute.
 */
export const PARTS = { open: 2, match: 4, judge: 3, live: 2, har: 20, compile: 1 };

const KEPT = at('tests', 'cost', 'counts.json');

/** Where callgrind leaves what it saw, for `callgrind_annotate`. */
export const PROFILES = join(TARGET, 'cost');

/** What renews the counts. */
export const RENEW = 'npm run renew:cost';

/** What the counts that are kept were measured with, and the counts. @returns {Promise<Kept>} */
export const kept = async () => JSON.parse(await readFile(KEPT, 'utf8'));

/** @param {Kept} counts */
export const keep = (counts) => writeFile(KEPT, `${JSON.stringify(counts, null, 2)}\n`);

/** The compiler that is here: another one gives other counts. @returns {Promise<Compiler>} */
export async function compiler() {
  const said = await answer('rustc', ['-vV']);
  const [, rustc = ''] = /^release: (.*)$/m.exec(said) ?? [];
  const [, host = ''] = /^host: (.*)$/m.exec(said) ?? [];
  return { rustc, host };
}

/**
 * Instructions for each thing that a part is about, and how many things that were.
 * @returns {Promise<Omit<Kept, 'compiler'>>}
 */
export async function measure() {
  const args = ['build', '--release', '--locked', '--package', 'telltale-core', '--example', 'cost'];
  await run('cargo', args, { remedy: 'The compiler says above what it did not like.' });
  await mkdir(PROFILES, { recursive: true });
  /** @type {Record<string, number>} */
  const counts = {};
  /** @type {Record<string, number>} */
  const things = {};
  for (const [part, passes] of Object.entries(PARTS)) {
    const [once, twice] = await Promise.all([counted(part, passes), counted(part, 2 * passes)]);
    counts[part] = Math.round((twice.count - once.count) / passes / once.things);
    things[part] = once.things;
  }
  const sources = JSON.parse(await readFile(at('extension', 'data', 'sources.json'), 'utf8'));
  return { list: sources[0].sha256, things, counts };
}

const program = () => join(TARGET, 'release', 'examples', 'cost');

/**
 * All instructions of a run, and how many things it was about, as it says itself.
 * @param {string} part
 * @param {number} passes
 */
async function counted(part, passes) {
  const valgrind = find('valgrind');
  if (valgrind === undefined) throw new Failure('valgrind is missing.', 'Run `node scripts/prepare.mjs`.');
  const profile = join(PROFILES, `${part}-${passes}.out`);
  const args = ['--tool=callgrind', `--callgrind-out-file=${profile}`, program(), part, String(passes)];
  const said = await quietly(valgrind, args);
  const [, count] = /Collected : (\d+)/.exec(said) ?? [];
  const [, things] = /^(\d+)$/m.exec(said) ?? [];
  if (count === undefined || things === undefined)
    throw new Failure(`callgrind counted nothing for ${part}.`);
  return { count: Number(count), things: Number(things) };
}
