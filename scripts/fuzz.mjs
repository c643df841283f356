/**
 * Fuzzes the payload opener: `npm run fuzz TARGET [SECONDS]`, without a limit until it is stopped.
 *
 * Decides what a run starts from: the cases of the corpus, spelt as the target reads them. Refuses to know what is found;
 * an input that breaks something is kept under `crate/fuzz/artifacts/`.
 */

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Failure, entry } from './base/failure.mjs';
import { at } from './base/place.mjs';
import { ask, show } from './base/run.mjs';

/**
 * A case of `tests/corpus/` as `fuzz_targets/request.rs` reads it.
 * @param {{ url: string, headers?: [string, string][], body?: any }} request
 */
function seed({ url, headers = [], body }) {
  const { text, base64, parts, form, cut } = body ?? {};
  const bytes = (/** @type {string} */ encoded) => Buffer.from(encoded, 'base64');
  /** @type {[string, Buffer | null]} */
  const [way, content] =
    body === 'unseen'
      ? ['u', null]
      : text !== undefined
        ? ['r', Buffer.from(text)]
        : base64 !== undefined
          ? ['r', bytes(base64)]
          : parts !== undefined
            ? ['p', Buffer.concat(parts.map(bytes))]
            : form !== undefined
              ? ['f', Buffer.from(String(new URLSearchParams(form)))]
              : cut !== undefined
                ? ['c', Buffer.from(cut[0])]
                : ['-', null];
  const head = [`${way}${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
  return content === null ? Buffer.from(head) : Buffer.concat([Buffer.from(`${head}\n\n`), content]);
}

/** More than there are ways to recognise a beacon: what is beyond starts again from the first. */
const BEACONS = 200;
const SHAPES = ['query', 'form', 'marked', 'raw'];

/** Lays the seeds down where the fuzzer looks for them: the corpus, and each beacon in each shape. */
async function sow() {
  const directory = at('crate/fuzz/corpus/request');
  await mkdir(directory, { recursive: true });
  const cases = await readdir(at('tests/corpus'), { withFileTypes: true });
  for (const { name } of cases.filter((one) => one.isDirectory())) {
    const request = JSON.parse(await readFile(at('tests/corpus', name, 'request.json'), 'utf8'));
    await writeFile(join(directory, name), seed(request));
  }
  for (let beacon = 0; beacon < BEACONS; beacon += 1) {
    for (const shape of SHAPES) {
      const text = `d${beacon} ${shape}\nhttps://www.example.org/private/path\n3f2a8e0c1d4b4c6e\n\n:1}`;
      await writeFile(join(directory, `beacon-${beacon}-${shape}`), text);
    }
  }
}

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
  if (target === 'request') await sow();
  // A body may be as large as what crosses the wasm wall; an input that takes a second is a finding.
  const limits = ['-max_len=65536', '-timeout=1', `-max_total_time=${seconds}`];
  return show('cargo', ['+nightly', 'fuzz', 'run', '--fuzz-dir', 'crate/fuzz', target, '--', ...limits]);
});
