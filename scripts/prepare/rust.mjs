/**
 * Rust: that it is there and new enough, and that it can make wasm.
 */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure } from '../base/failure.mjs';
import { at } from '../base/place.mjs';
import { ask, quietly, which } from '../base/run.mjs';
import { timed } from '../base/say.mjs';

/** The target of everything that runs in the browser. */
export const WASM = 'wasm32-unknown-unknown';

/** Checks the compiler and the linker. */
export async function rust() {
  const version = /^rustc (\d+)\.(\d+)/.exec((await ask('rustc', ['--version'])) ?? '');
  if (!version || !which('cargo')) {
    throw new Failure('Rust is missing.', 'Install it with rustup, open a new shell and run this again.');
  }
  const [, least = ''] = /rust-version = "(\d+\.\d+)"/.exec(await readFile(at('Cargo.toml'), 'utf8')) ?? [];
  const [major = 0, minor = 0] = least.split('.').map(Number);
  if (Number(version[1]) < major || (Number(version[1]) === major && Number(version[2]) < minor)) {
    throw new Failure(
      `Rust ${version[1]}.${version[2]} is older than ${least}.`,
      'Run `rustup update stable`.',
    );
  }
  if (!which('cc')) {
    throw new Failure(
      'A C linker is missing.',
      'Install one, on Debian with `apt-get install gcc libc6-dev`.',
    );
  }
}

/** Adds the wasm32 target to the toolchain. */
export async function target() {
  // The library's directory says it faster than rustup does, and also where Rust came without rustup.
  const sysroot = await ask('rustc', ['--print', 'sysroot']);
  if (sysroot && existsSync(join(sysroot, 'lib', 'rustlib', WASM, 'lib'))) return;
  if (!which('rustup')) {
    throw new Failure(`Rust's target ${WASM} is missing and rustup is not there to add it.`, `Install it.`);
  }
  await timed(`Rust's target ${WASM}`, () => quietly('rustup', ['target', 'add', WASM]));
}
