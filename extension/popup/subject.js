/**
 * Which tab the popup speaks about.
 *
 * Decides it from what the browser says. Refuses to know what happened there.
 */

import { browser } from '../shared/browser.js';

/**
 * @typedef {{ tab: number, web: boolean, blank: boolean, incognito: boolean }} Subject `web`: a page that anybody can be
 *   told about; `blank`: none at all
 */

/**
 * The tab in front of the person. On phones the popup is a tab itself: then it is the one it was opened from, or the
 * one used last. An address ending in `?tab=…` says it outright.
 * @param {string} search the popup's own query
 * @returns {Promise<Subject | null>}
 */
export async function subject(search) {
  const asked = new URLSearchParams(search).get('tab');
  const tab = asked === null ? await front() : await browser.tabs.get(Number(asked)).catch(() => undefined);
  if (tab?.id === undefined) return null;
  return { tab: tab.id, web: isWeb(tab.url), blank: isBlank(tab.url), incognito: tab.incognito };
}

async function front() {
  const [active] = await browser.tabs.query({ active: true, currentWindow: true });
  if (active === undefined || !isOwn(active.url)) return active;
  if (active.openerTabId !== undefined) return browser.tabs.get(active.openerTabId);
  const others = await browser.tabs.query({ currentWindow: true });
  return others
    .filter(({ url }) => !isOwn(url))
    .reduce((last, tab) => ((tab.lastAccessed ?? 0) > (last?.lastAccessed ?? -1) ? tab : last), undefinedTab);
}

/** @type {import('webextension-polyfill').Tabs.Tab | undefined} */
const undefinedTab = undefined;

/** @param {string | undefined} url */
const isOwn = (url) => url?.startsWith(browser.runtime.getURL('')) === true;

/** @param {string | undefined} url */
const isWeb = (url) => url?.startsWith('http:') === true || url?.startsWith('https:') === true;

/** @param {string | undefined} url */
const isBlank = (url) =>
  url === undefined || url === '' || /^about:(blank|newtab|home|privatebrowsing)$/.test(url);
