/**
 * Writes down how large the modules are now, for the test of their sizes to hold later ones against.
 *
 *   npm run build && npm run renew:sizes
 *
 * Decides nothing: whoever renews the sizes says in the commit why they are others.
 */

import { entry } from '../../scripts/base/failure.mjs';
import { compiler } from './measure.mjs';
import { keep, kept, measure } from './sizes.mjs';
import { percent } from './verdict.mjs';

await entry(async () => {
  const before = await kept();
  const bytes = await measure();
  for (const [part, size] of Object.entries(bytes)) {
    process.stdout.write(`${part}: ${size} (${percent(size / (before.bytes[part] ?? NaN))})\n`);
  }
  await keep({ compiler: await compiler(), bytes });
});
