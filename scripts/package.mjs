/**
 * `npm run package`: builds, asks the linter of Mozilla's add-on store, and packs what stores and people get.
 * `npm run package firefox` (which `npm run build-for-amo` is) packs one of them.
 *
 * Decides how the archives come out the same, byte for byte, whoever packs them.
 */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';

import { Failure, entry } from './base/failure.mjs';
import { digest, filesBelow } from './base/fresh.mjs';
import { ROOT, at, npmBin } from './base/place.mjs';
import { ask, quietly, run } from './base/run.mjs';
import { timed } from './base/say.mjs';
import { build } from './build/all.mjs';
import { prepare } from './prepare/all.mjs';

const BROWSERS = ['firefox', 'chromium'];

/** The earliest date that an archive can hold: files have none that means anything. */
const NO_DATE = new Date(1980, 0, 1);

/**
 * Packs a directory.
 * @param {string} directory
 * @returns {Promise<Uint8Array>}
 */
async function pack(directory) {
  // This one is npm's, so it is there only now.
  const { zipSync } = await import('fflate');
  /** @type {Record<string, Uint8Array>} */
  const files = {};
  for (const path of await filesBelow(directory)) {
    files[relative(directory, path).replaceAll(sep, '/')] = await readFile(path);
  }
  return zipSync(files, { level: 9, mtime: NO_DATE });
}

/** Lints the Firefox extension as its store will, and stricter. */
const lint = () =>
  quietly(
    npmBin('web-ext'),
    [
      'lint',
      '--source-dir',
      at('dist', 'firefox'),
      '--warnings-as-errors',
      '--no-config-discovery',
      '--boring',
    ],
    { env: { NO_UPDATE_NOTIFIER: '1' }, remedy: 'Mend what the linter names: the store would refuse it.' },
  );

await entry(async () => {
  const wanted = process.argv[2] === undefined ? BROWSERS : [process.argv[2]];
  const strange = wanted.find((name) => !BROWSERS.includes(name));
  if (strange)
    throw new Failure(`There is no package for "${strange}".`, `There are ${BROWSERS.join(' and ')}.`);
  await prepare('build');
  await build();
  if (wanted.includes('firefox')) await timed('web-ext lint', lint);
  const { version } = JSON.parse(await readFile(at('package.json'), 'utf8'));
  await mkdir(at('dist'), { recursive: true });
  /** @type {string[]} */
  const archives = [];
  for (const name of wanted) {
    const archive = at('dist', `telltale-${version}-${name}.zip`);
    await writeFile(archive, await pack(at('dist', name)));
    archives.push(archive);
  }
  if ((await ask('git', ['-C', ROOT, 'rev-parse', 'HEAD'])) !== undefined) {
    const archive = at('dist', `telltale-${version}-source.zip`);
    await run('git', ['archive', '--format=zip', '-9', '--output', archive, 'HEAD']);
    archives.push(archive);
  }
  for (const archive of archives) {
    process.stdout.write(`${digest(await readFile(archive))}  ${relative(ROOT, archive)}\n`);
  }
  process.stdout.write(`${await ask('rustc', ['--version'])}, Node ${process.version}\n`);
});
