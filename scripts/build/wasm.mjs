/**
 * The core for the browser: crate → wasm → glue → optimised, into `extension/wasm`.
 *
 * Decides how the bytes come out the same on every machine: the same sources, lock files and compiler give the same
 * file, wherever the checkout and cargo's home lie.
 */

import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { refresh } from '../base/fresh.mjs';
import { ROOT, TARGET, at, npmBin } from '../base/place.mjs';
import { answer, ask, quietly, run } from '../base/run.mjs';
import { WASM } from '../prepare/rust.mjs';
import { release, released, tool } from './cargo.mjs';

/**
 * The modules, each with one feature of the package, so that neither carries what only the other needs.
 * @type {readonly { name: string, feature: string }[]}
 */
export const MODULES = [
  { name: 'telltale', feature: 'live' },
  { name: 'captures', feature: 'captures' },
  { name: 'texts', feature: 'texts' },
  { name: 'streams', feature: 'streams' },
];

const OUT = at('extension', 'wasm');

/** Every browser that runs the extension has it: texts are searched sixteen bytes at a time. */
const FEATURES = ['-Ctarget-feature=+simd128'];

/**
 * Whatever stands in the wasm's own list of features is what the optimiser may use; it adds none. Nor does it put functions into
 * their only callers: the compiler has done so where it pays, and a browser makes code of each function when it is first called,
 * so that what hardly ever runs waits best in one of its own.
 */
const OPTIMISE = ['-O3', '--one-caller-inline-max-function-size=0', '--strip-debug', '--strip-producers'];

/** Builds the modules and the JavaScript beside each. */
export async function wasm() {
  const flags = [...FEATURES, ...(await pathless())].join('\x1f');
  const glue = await tool('telltale-glue');
  // One after the other: the compiler puts both where the first of them lay.
  for (const { name, feature } of MODULES) {
    const features = ['--no-default-features', '--features', feature];
    await release('telltale-wasm', { target: WASM, features, env: { CARGO_ENCODED_RUSTFLAGS: flags } });
    await finish(name, glue);
  }
}

/**
 * Makes what a page imports out of a module that was compiled. The first two files are shipped; the third is read by the
 * type checker.
 * @param {string} name
 * @param {string} glue
 */
async function finish(name, glue) {
  const module = released('telltale_wasm.wasm', WASM);
  const { version } = JSON.parse(await readFile(at('node_modules', 'binaryen', 'package.json'), 'utf8'));
  const files = [`${name}.js`, `${name}_bg.wasm`, `${name}.d.ts`];
  const making = {
    name: `wasm-${name}`,
    inputs: [module, glue],
    outputs: files.map((file) => join(OUT, file)),
    recipe: ['binaryen', version, ...OPTIMISE].join(' '),
  };
  await refresh(making, async () => {
    const draft = join(TARGET, 'glue', name);
    await rm(draft, { recursive: true, force: true });
    await run(glue, [module, draft, name]);
    const large = join(draft, `${name}_bg.wasm`);
    const small = join(draft, 'optimised.wasm');
    await quietly(npmBin('wasm-opt'), [...OPTIMISE, large, '--output', small]);
    await mkdir(OUT, { recursive: true });
    for (const file of files) {
      await copyFile(file.endsWith('.wasm') ? small : join(draft, file), join(OUT, file));
    }
  });
}

/**
 * Compiler flags that keep this machine's directories out of the file: a panic's message names its source file, so even
 * the name of a registry's mirror would be in it.
 */
async function pathless() {
  const sysroot = (await ask('rustc', ['--print', 'sysroot'])) ?? '';
  const [, commit] = /commit-hash: (\w+)/.exec((await ask('rustc', ['-vV'])) ?? '') ?? [];
  const names = [
    ...(await registries()).map((place) => [place, '/crates']),
    [ROOT, '/telltale'],
    // Only where the component rust-src is installed does the compiler name its own sources by their real place.
    [join(sysroot, 'lib', 'rustlib', 'src', 'rust'), `/rustc/${commit}`],
  ];
  return names.map(([from, to]) => `--remap-path-prefix=${from}=${to}`);
}

/** The directories that cargo has unpacked our dependencies in. Asking also downloads them. */
async function registries() {
  const args = ['metadata', '--locked', '--format-version', '1', '--filter-platform', WASM];
  /** @type {{ packages: { source: string | null, manifest_path: string }[] }} */
  const { packages } = JSON.parse(await answer('cargo', args));
  const strangers = packages.filter(({ source }) => source !== null);
  return [...new Set(strangers.map(({ manifest_path }) => dirname(dirname(manifest_path))))].sort();
}
