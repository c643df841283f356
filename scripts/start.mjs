/**
 * `npm start`: prepares, builds, and shows the product at work.
 *
 * Needs nothing but Node when it starts: no package has to be installed before it.
 */

import { entry } from './base/failure.mjs';
import { at } from './base/place.mjs';
import { show } from './base/run.mjs';
import { build } from './build/all.mjs';
import { prepare } from './prepare/all.mjs';

await entry(async () => {
  await prepare('start');
  await build();
  return show(process.execPath, [at('scripts', 'show.mjs'), ...process.argv.slice(2)]);
});
