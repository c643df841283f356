/**
 * Looks for words in everything below a folder: in the names of files and in what they hold.
 *
 * Decides what counts as searched: a file that could not be read through is said, and never taken for clean. Refuses to
 * know whose words they are.
 *
 * @typedef {import('./forms.mjs').Form} Form
 * @typedef {import('./views.mjs').Container} Container
 * @typedef {{ word: string, form: Form, container: Container | 'its name', file: string }} Trace `word` is its name.
 * @typedef {{ files: number, bytes: number, traces: Trace[], unread: string[] }} Findings
 */

import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { needlesOf } from './forms.mjs';
import { viewsOf } from './views.mjs';

/**
 * Searches a folder. It may be in use: what goes away while it is searched is gone.
 * @param {string} folder
 * @param {Record<string, string>} words By name.
 * @returns {Promise<Findings>}
 */
export async function search(folder, words) {
  const needles = Object.entries(words).flatMap(([word, text]) =>
    needlesOf(text).map((needle) => ({ word, ...needle })),
  );
  /** @type {Findings} */
  const findings = { files: 0, bytes: 0, traces: [], unread: [] };
  for (const path of await pathsBelow(folder)) {
    const file = relative(folder, path);
    /** @type {Set<string>} */
    const told = new Set();
    /**
     * @param {Buffer} bytes
     * @param {Trace['container']} container
     */
    const look = (bytes, container) => {
      for (const { word, form, bytes: needle } of needles) {
        const name = `${word} ${form} ${container}`;
        if (told.has(name) || !bytes.includes(needle)) continue;
        told.add(name);
        findings.traces.push({ word, form, container, file });
      }
    };
    look(Buffer.from(file), 'its name');
    try {
      const bytes = await contentOf(path);
      if (bytes === null) continue;
      findings.files += 1;
      findings.bytes += bytes.length;
      for (const view of viewsOf(path, bytes)) look(view.bytes, view.container);
    } catch (error) {
      findings.unread.push(`${file}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return findings;
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} folders as well: their names tell
 */
async function pathsBelow(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(whereGone([]));
  const below = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? [path, ...(await pathsBelow(path))] : [path];
    }),
  );
  return below.flat();
}

/**
 * What a file holds, or where a link leads; null for a folder, for what only lives while a program listens, and for what
 * has gone.
 * @param {string} path
 * @returns {Promise<Buffer | null>}
 */
async function contentOf(path) {
  const kind = await lstat(path).catch(whereGone(null));
  if (kind?.isSymbolicLink()) return Buffer.from(await readlink(path).catch(whereGone('')));
  return kind?.isFile() ? readFile(path).catch(whereGone(null)) : null;
}

/**
 * @template Instead
 * @param {Instead} instead
 * @returns {(error: NodeJS.ErrnoException) => Instead}
 */
function whereGone(instead) {
  return (error) => {
    if (error.code !== 'ENOENT') throw error;
    return instead;
  };
}
