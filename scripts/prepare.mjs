/**
 * Brings everything that building, showing and testing need, and does nothing else: for a machine that will be offline.
 */

import { entry } from './base/failure.mjs';
import { timed } from './base/say.mjs';
import { prepare } from './prepare/all.mjs';

await entry(() => timed('everything that a test needs', () => prepare('test')));
