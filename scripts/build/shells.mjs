/**
 * The two extensions: `dist/firefox` and `dist/chromium`, copied out of the repository's root.
 *
 * Which file goes where, and how the manifests differ, is `scripts/stage.mjs`'s to say.
 */

import { ROOT } from '../base/place.mjs';
import { stage } from '../stage.mjs';
import { vendor } from './vendor.mjs';

/** Copies the extensions, with the libraries of their pages. It takes a moment, so it is always done. */
export async function shells() {
  await vendor();
  await stage(ROOT);
}
