/**
 * What is wrong with the looks of a page.
 *
 * Decides what counts as a fault: whatever axe-core names, what does not fit, what is too small for a finger. Refuses to
 * know which page it is.
 */

import axe from 'axe-core';

/** @typedef {import('../browsers/types.mjs').Page} Page */

const SMALLEST_TARGET = 44;

/**
 * What axe-core finds fault with, in words.
 * @param {Page} page
 */
export async function faults(page) {
  const loaded = await page.evaluate(() => 'axe' in globalThis);
  if (!loaded) await page.inject(axe.source);
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
  });
}

/**
 * What does not fit: wider than the window, or too small for a finger.
 * @param {Page} page
 */
export function misfits(page) {
  return page.evaluate((/** @type {number} */ smallest) => {
    const found = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth)
      found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
    for (const target of document.querySelectorAll('button, a:not(.skip), summary, label')) {
      const { width, height } = target.getBoundingClientRect();
      if (width > 0 && (height < smallest || width < smallest)) {
        found.push(`${target.textContent?.trim()} is ${width} × ${height}`);
      }
    }
    return found;
  }, SMALLEST_TARGET);
}
