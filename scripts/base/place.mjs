/**
 * Where things lie, as absolute paths, so that a script works from any directory it is started in.
 *
 * Decides the places that the build writes to. Knows nothing about how anything there is made.
 */

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/**
 * A place below the root.
 * @param {...string} parts
 */
export const at = (...parts) => join(ROOT, ...parts);

/** Where cargo builds. */
export const TARGET = resolve(ROOT, process.env.CARGO_TARGET_DIR ?? 'target');

/** What was built from what: one file for each step of the build. */
export const STAMPS = join(TARGET, 'stamps');

/** Logs, screenshots and traces of a run: for people, never read back. */
export const ARTIFACTS = at('artifacts');

/** Test tools that cargo builds once for all checkouts. It has cargo's own layout: `bin/` inside. */
export const TOOLS =
  process.env.TELLTALE_TOOLS ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'telltale', 'tools');

/** An executable that an npm package brought. */
export const npmBin = (/** @type {string} */ name) => at('node_modules', '.bin', name);
