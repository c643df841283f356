/**
 * The button of the popup that pauses the site, or goes on with it.
 *
 * Decides what the button says and where there is none. Refuses to know where a pause is kept.
 */

import { words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';

/** @typedef {import('../shared/messages.js').Glance} Glance */

/**
 * Shows what the button would do.
 * @param {HTMLButtonElement} button
 * @param {Glance} glance
 */
export function showPausing(button, { mode, paused }) {
  // What is kept for every window, a window of which nothing is kept must not change.
  button.hidden = paused === 'kept' && mode !== 'normal';
  const text = words(paused === null ? 'popup_pause' : 'popup_resume');
  if (button.textContent !== text) button.textContent = text;
  button.dataset['paused'] = String(paused !== null);
}

/**
 * Offers to pause.
 * @param {HTMLButtonElement} button
 * @param {{ tab: () => number | null, changed: () => Promise<void>, failed: (error: unknown) => void }} page
 */
export function offerPause(button, { tab, changed, failed }) {
  button.addEventListener('click', () => {
    const about = tab();
    if (about === null) return;
    void ask('pause', { tab: about, paused: button.dataset['paused'] !== 'true' }).then(changed, failed);
  });
}
