/**
 * The browser's extension interface under one name.
 *
 * Decides which global it is: the only file that names it. Refuses to know what anybody does with it.
 *
 * @typedef {import('webextension-polyfill').Browser} Browser
 */

/**
 * What Chromium has beyond the common interface.
 * @typedef {{ OnBeforeSendHeadersOptions?: Record<string, string>, OnSendHeadersOptions?: Record<string, string> }} HeaderOptions
 */

const everywhere = /** @type {{ browser?: Browser, chrome?: Browser }} */ (
  /** @type {unknown} */ (globalThis)
);

/** The extension interface: promises in both browsers (Manifest V3). */
export const browser = /** @type {Browser} */ (everywhere.browser ?? everywhere.chrome);

/** Which family of browsers this is; only for sentences that tell a person where a switch is. */
export const family = browser?.runtime?.getURL('').startsWith('moz-extension:') ? 'firefox' : 'chromium';
