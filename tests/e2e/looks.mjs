/**
 * A page in the sizes and lights that people have.
 *
 * Decides that each is pictured and held to having no fault. Refuses to know what is on the page.
 *
 * @typedef {import('./support.mjs').Page} Page
 * @typedef {{ width: number, height: number, dark?: boolean }} View
 */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { faults, misfits } from './faults.mjs';
import { ARTIFACTS } from './support.mjs';

const [NARROW, WIDE] = [
  { width: 320, height: 800 },
  { width: 1400, height: 800 },
];
/** A phone and a desktop, light and dark. @type {View[]} */
export const EVERY_VIEW = [NARROW, WIDE].flatMap((view) => [view, { ...view, dark: true }]);

/**
 * Looks at a page as it is now, in one view after the other.
 * @param {Page} page
 * @param {string} title how its pictures are called
 * @param {View[]} [views]
 */
export async function looks(page, title, views = EVERY_VIEW) {
  await mkdir(ARTIFACTS, { recursive: true });
  for (const { width, height, dark = false } of views) {
    await page.look({ width, height, dark });
    const one = `${title}-${width}-${dark ? 'dark' : 'light'}`;
    await page.screenshot(join(ARTIFACTS, `${one}.png`));
    assert.deepEqual(await misfits(page), [], one);
    assert.deepEqual(await faults(page), [], one);
  }
}
