/**
 * `npm run format`: lays out all code and mends what the linter can mend by itself.
 */

import { entry } from './base/failure.mjs';
import { npmBin } from './base/place.mjs';
import { run } from './base/run.mjs';
import { prepare } from './prepare/all.mjs';

await entry(async () => {
  await prepare('build');
  await run('cargo', ['fmt', '--all']);
  await run(npmBin('eslint'), ['--fix', '.']);
  await run(npmBin('prettier'), ['--write', '--log-level', 'warn', '.']);
});
