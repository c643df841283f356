/**
 * `npm run bench`: builds, brings the rivals, measures Telltale beside them and prints one table.
 *
 * Decides how rivals are brought: as `tests/bench` has them locked, into a directory of their own, so that nobody needs them
 * to use or test the product. One of them is native and is compiled; where that does not work, it is left out.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { entry } from './base/failure.mjs';
import { at } from './base/place.mjs';
import { ask, quietly, run, show } from './base/run.mjs';
import { say, timed } from './base/say.mjs';
import { build } from './build/all.mjs';
import { prepare } from './prepare/all.mjs';

const BENCH = at('tests', 'bench');
const NATIVE = join(BENCH, 'node_modules', 'adblock-rs');

/** Installs what is missing. */
async function rivals() {
  if (!existsSync(join(BENCH, 'node_modules', '.package-lock.json'))) {
    await timed('rivals', () =>
      quietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: BENCH,
        remedy: 'Check that npm reaches its registry.',
      }),
    );
  }
  if (existsSync(join(NATIVE, 'js', 'index.node'))) return;
  // It names a toolchain of its own; the one that builds Telltale does as well and is there.
  const [toolchain] = ((await ask('rustup', ['show', 'active-toolchain'])) ?? '').split(' ');
  const env = toolchain ? { RUSTUP_TOOLCHAIN: toolchain } : {};
  await timed('adblock-rs, compiled (some minutes, once)', () =>
    run('npm', ['rebuild', 'adblock-rs', '--ignore-scripts=false'], { cwd: BENCH, env }),
  ).catch((error) => say(`adblock-rs is left out: ${error.message}`));
}

await entry(async () => {
  await prepare('build');
  await build();
  await rivals();
  return show(process.execPath, [at('tests', 'bench', 'run.mjs'), ...process.argv.slice(2)]);
});
