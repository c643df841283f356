/**
 * Makes things only when what they are made of has changed.
 *
 * Decides by content, never by date: a fresh clone, a branch switch or a copied cache all have dates that mean nothing.
 * A result that somebody edited or deleted is made again too.
 */

import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { Failure } from './failure.mjs';
import { ROOT, STAMPS } from './place.mjs';

/**
 * @typedef {object} Making
 * @property {string} name Names the stamp.
 * @property {readonly string[]} inputs Files and directories it is made of.
 * @property {readonly string[]} outputs Files it makes.
 * @property {string} [recipe] Whatever else decides the result: options, versions.
 */

/**
 * Runs `make` unless its outputs still are what the same inputs gave last time.
 * @param {Making} making
 * @param {() => Promise<void>} make
 * @returns {Promise<boolean>} whether it had to be made
 */
export async function refresh({ name, inputs, outputs, recipe = '' }, make) {
  const stamp = join(STAMPS, `${name}.json`);
  const from = digest([recipe, ...(await fingerprints(inputs, name))].join('\n'));
  const before = await readStamp(stamp);
  if (before?.from === from && before.to === (await outcome(outputs))) return false;
  await make();
  const to = await outcome(outputs);
  if (to === undefined) {
    throw new Failure(
      `the step "${name}" ended well and did not write all of: ${outputs.map(short).join(', ')}.`,
    );
  }
  await mkdir(STAMPS, { recursive: true });
  await writeFile(stamp, JSON.stringify({ from, to }));
  return true;
}

/**
 * The SHA-256 of some bytes, in hexadecimal.
 * @param {string | Uint8Array} bytes
 */
export const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * All files below a place, in one order on every machine; of a file, itself.
 * @param {string} place
 * @returns {Promise<string[]>}
 */
export async function filesBelow(place) {
  if ((await stat(place)).isFile()) return [place];
  const entries = await readdir(place, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const below = await Promise.all(
    entries.map((entry) => {
      const path = join(place, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    }),
  );
  return below.flat();
}

/**
 * @param {readonly string[]} inputs
 * @param {string} name
 */
async function fingerprints(inputs, name) {
  const lines = [];
  for (const input of inputs) {
    const files = await filesBelow(input).catch(() => {
      throw new Failure(`the step "${name}" needs ${short(input)}, which is not there.`);
    });
    for (const file of files) lines.push(`${short(file)} ${digest(await readFile(file))}`);
  }
  return lines;
}

/** @param {readonly string[]} outputs */
async function outcome(outputs) {
  try {
    return digest((await Promise.all(outputs.map(async (path) => digest(await readFile(path))))).join('\n'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @returns {Promise<{ from: string, to: string } | undefined>}
 */
async function readStamp(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} path */
const short = (path) => relative(ROOT, path);
