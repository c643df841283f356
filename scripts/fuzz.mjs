/**
 * Fuzzes what reads input from strangers: `npm run fuzz TARGET [SECONDS]`, without a limit until it is stopped.
 *
 * Decides the bounds of a run. Refuses to know what it starts from (`fuzz/seeds.mjs`) and what is found; an input that
 * breaks something is kept under `crate/fuzz/artifacts/`.
 */

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure, entry } from './base/failure.mjs';
import { at } from './base/place.mjs';
import { ask, show } from './base/run.mjs';
import { MOST, SEEDS } from './fuzz/seeds.mjs';

await entry(async () => {
  const [target = '', seconds = '0'] = process.argv.slice(2);
  const targets = (await readdir(at('crate/fuzz/fuzz_targets')))
    .map((file) => file.replace(/\.rs$/, ''))
    .filter((name) => name !== 'shared');
  if (!targets.includes(target) || !/^\d+$/.test(seconds)) {
    throw new Failure('npm run fuzz TARGET [SECONDS]', `The targets are ${targets.join(', ')}.`);
  }
  if ((await ask('cargo', ['+nightly', 'fuzz', '--version'])) === undefined) {
    throw new Failure(
      'cargo-fuzz or a nightly compiler is missing.',
      'Run `cargo install cargo-fuzz --locked` and `rustup toolchain install nightly`.',
    );
  }
  const directory = at('crate/fuzz/corpus', target);
  await mkdir(directory, { recursive: true });
  for (const [name, seed] of (await SEEDS[target]?.()) ?? []) await writeFile(join(directory, name), seed);
  // An input that takes a second is a finding.
  const limits = [`-max_len=${MOST}`, '-timeout=1', `-max_total_time=${seconds}`];
  return show('cargo', ['+nightly', 'fuzz', 'run', '--fuzz-dir', 'crate/fuzz', target, '--', ...limits]);
});
