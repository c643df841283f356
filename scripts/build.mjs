/**
 * `npm run build`: prepares what building needs and builds everything that changed.
 */

import { entry } from './base/failure.mjs';
import { build } from './build/all.mjs';
import { prepare } from './prepare/all.mjs';

await entry(async () => {
  await prepare('build');
  await build();
});
