/**
 * Listens to what the browser itself sends, where its person allows that.
 *
 * Decides which requests are the browser's own: those that webRequest does not show, so that none is told twice. Refuses
 * to say anything about a proxy: the one event at which Firefox shows such a request is the one at which it asks for a
 * proxy, and the listener answers nothing, whatever happens in it. Then the person's own settings hold.
 *
 * Of each request only its beginning is shown. That it goes out is taken from the question itself: a browser asks which way
 * to go only when it is about to. How it ends nobody tells.
 */

/** @typedef {import('webextension-polyfill').Browser} Browser */
/** @typedef {import('./events.js').Event} Event */

/**
 * @typedef {object} Asked What Firefox says when it asks which way a request goes.
 * @property {string} requestId
 * @property {string} url
 * @property {string} method
 * @property {string} type
 * @property {number} tabId
 * @property {number} timeStamp
 * @property {boolean} [incognito]
 * @property {string} [originUrl]
 * @property {string} [documentUrl]
 * @property {boolean} [thirdParty]
 */

/** The permission's name, which is also the name of what it opens. */
const PROXY = 'proxy';
const NETWORK = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };
/** Pages that the browser brings along, such as its new tab. */
const OWN_PAGE = /^(about|chrome|resource):/;

/**
 * Whether a request is the browser's own.
 * @param {Asked} asked
 */
export function isItself({ type, tabId, originUrl, documentUrl, thirdParty }) {
  // A connection that is opened in advance carries no request, and a page that is being opened is its own site.
  if (type === 'speculative' || type === 'main_frame') return false;
  if (documentUrl !== undefined) return OWN_PAGE.test(documentUrl);
  // Workers out of `data:` have no tab and no origin either; but to them, unlike to the browser, everybody is a third party.
  return tabId === -1 && originUrl === undefined && thirdParty === false;
}

/**
 * A request of the browser as events: announced, going out, and no longer waited for.
 * @param {Asked} asked
 * @returns {Event[]}
 */
export function itselfEvents({ requestId, url, method, type, timeStamp, incognito }) {
  const details = { requestId, url, method, type, timeStamp, incognito, tabId: -1, itself: true };
  return [
    { name: 'seen', details },
    { name: 'sent', details },
    { name: 'completed', details },
  ];
}

/**
 * Listens for as long as the permission is there.
 * @param {Browser} browser
 * @param {{ tell: (event: Event) => void, hears: (hears: boolean) => void }} to who is told of requests, and whether any
 *   are told from now on
 */
export function observeItself(browser, { tell, hears }) {
  /** @type {Partial<Browser['proxy']['onRequest']> | null} */
  let listenedTo = null;

  /** @param {object} details */
  const listener = (details) => {
    try {
      const asked = /** @type {Asked} */ (details);
      if (isItself(asked)) for (const event of itselfEvents(asked)) tell(event);
    } catch (error) {
      console.error('Telltale: a request of the browser itself is left out:', error);
    }
    // Nothing at all: `null` would switch the person's own proxy off.
    return undefined;
  };

  const begin = () => {
    // The namespace is there only with the permission; Chromium's has no such event.
    const { onRequest } = /** @type {Partial<Browser['proxy']>} */ (browser.proxy ?? {});
    if (listenedTo !== null || onRequest === undefined) return;
    onRequest.addListener(listener, NETWORK);
    listenedTo = onRequest;
    hears(true);
  };

  const end = () => {
    // Firefox takes the listener away together with the permission, and may leave nothing to remove it from.
    listenedTo?.removeListener?.(listener);
    listenedTo = null;
    hears(false);
  };

  browser.permissions.onAdded.addListener(({ permissions = [] }) => {
    if (permissions.includes(PROXY)) begin();
  });
  browser.permissions.onRemoved.addListener(({ permissions = [] }) => {
    if (permissions.includes(PROXY)) end();
  });
  begin();
}
