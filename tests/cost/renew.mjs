/**
 * Writes down how many instructions the core's ways take now, for `cost.test.mjs` to hold later ones against.
 *
 *   npm run renew:cost
 *
 * Decides nothing: whoever renews the counts says in the commit why they are others.
 */

import { entry } from '../../scripts/base/failure.mjs';
import { compiler, keep, kept, measure } from './measure.mjs';
import { percent } from './verdict.mjs';

await entry(async () => {
  const before = await kept();
  const now = await measure();
  for (const [part, count] of Object.entries(now.counts)) {
    process.stdout.write(`${part}: ${count} (${percent(count / (before.counts[part] ?? NaN))})\n`);
  }
  await keep({ compiler: await compiler(), ...now });
});
