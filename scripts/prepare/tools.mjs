/**
 * The tools that only tests need and that no npm package brings: built by cargo, once for all checkouts, into a cache
 * directory that stands on the PATH of our own child processes only.
 */

import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { Failure } from '../base/failure.mjs';
import { TOOLS, at } from '../base/place.mjs';
import { ask, quietly } from '../base/run.mjs';
import { timed } from '../base/say.mjs';

/**
 * @typedef {object} Tool
 * @property {string} program What is run.
 * @property {string} crate What brings it.
 * @property {string} version
 * @property {boolean} locked Whether its own lock file is used.
 */

/**
 * The environment for programs that need the tools.
 * @returns {{ PATH: string }}
 */
export const withTools = () => ({ PATH: [join(TOOLS, 'bin'), process.env.PATH].join(delimiter) });

/** Builds the tools that are missing or of another version. */
export async function tools() {
  for (const tool of await wanted()) {
    const { program, crate, version, locked } = tool;
    const found = await ask(join(TOOLS, 'bin', program), ['--version']);
    if (found?.split(/\s/).includes(version)) continue;
    const args = ['install', crate, '--version', `=${version}`, '--root', TOOLS, '--force'];
    await timed(`${crate} ${version} (some minutes, once)`, () =>
      quietly('cargo', locked ? [...args, '--locked'] : args, {
        remedy: `Check that cargo reaches its registry, or put ${program} ${version} into ${join(TOOLS, 'bin')}.`,
      }),
    );
  }
}

/** @returns {Promise<Tool[]>} */
async function wanted() {
  return [
    {
      program: 'wasm-bindgen-test-runner',
      crate: 'wasm-bindgen-cli',
      version: await lockedVersion('wasm-bindgen'),
      // The lock file of 0.2.130 asks for a release of webpki-roots that registries do not offer.
      locked: false,
    },
    { program: 'wasm-pack', crate: 'wasm-pack', version: '0.15.1', locked: true },
    { program: 'geckodriver', crate: 'geckodriver', version: '0.37.1', locked: true },
  ];
}

/**
 * The version of a crate in our own lock file: a tool has to be of the same one.
 * @param {string} crate
 */
async function lockedVersion(crate) {
  const lock = await readFile(at('Cargo.lock'), 'utf8');
  const [, version] = new RegExp(`name = "${crate}"\nversion = "([^"]+)"`).exec(lock) ?? [];
  if (!version) throw new Failure(`Cargo.lock does not name ${crate}.`, 'Run `cargo update --workspace`.');
  return version;
}
