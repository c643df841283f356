/**
 * Who listens on the demonstration site, and what each of them is told: the answer sheet of the browser tests.
 *
 * Decides the facts, by the design of the tags beside this file. Refuses to know Telltale: nothing in here is computed
 * by it.
 *
 * Every request from a page carries the page's origin in `Referer`, unless the page asks for silence; so every third
 * party here is told `page_host`, but for the library that is fetched without a referrer.
 */

/**
 * @typedef {object} Tracker
 * @property {string} domain Registrable domain.
 * @property {string[]} hosts
 * @property {number} requests Requests on one visit, redirects counted once.
 * @property {string[]} told Categories that it is certainly told on one visit, in both browsers.
 * @property {string} [tag] The script under `tags/` that a page includes to call it.
 * @property {boolean} [later] It is not called on a first visit.
 * @property {boolean} [unseenInChromium] Its body is withheld there.
 * @property {boolean} [cookie] It sets one, and is told who is there wherever the browser sends it back.
 */

/** @type {Record<string, Tracker>} */
export const TRACKERS = {
  tagManager: {
    domain: 'googletagmanager.com',
    hosts: ['www.googletagmanager.com'],
    requests: 1,
    told: ['page_host'],
  },
  analytics: {
    domain: 'google-analytics.com',
    hosts: ['www.google-analytics.com'],
    requests: 1,
    told: ['page_url', 'persistent_id', 'page_content', 'device_profile'],
    tag: 'google-analytics',
  },
  facebookLibrary: {
    domain: 'facebook.net',
    hosts: ['connect.facebook.net'],
    requests: 1,
    told: ['page_host'],
  },
  facebook: {
    domain: 'facebook.com',
    hosts: ['www.facebook.com'],
    requests: 1,
    told: ['page_url'],
    tag: 'facebook',
  },
  sensors: {
    domain: 'miui.com',
    hosts: ['sa.api.intl.miui.com'],
    requests: 1,
    told: ['page_url'],
    tag: 'sensors',
  },
  appnexus: {
    domain: 'adnxs.com',
    hosts: ['ib.adnxs.com'],
    requests: 2,
    told: ['page_host'],
    tag: 'appnexus',
  },
  mixpanel: {
    domain: 'mixpanel.com',
    hosts: ['api-js.mixpanel.com'],
    requests: 1,
    told: ['page_url'],
    tag: 'mixpanel',
  },
  bing: {
    domain: 'bing.com',
    hosts: ['bat.bing.com'],
    requests: 1,
    told: ['page_host'],
    tag: 'bing',
    unseenInChromium: true,
  },
  doubleclick: {
    domain: 'doubleclick.net',
    hosts: ['ad.doubleclick.net'],
    requests: 1,
    told: ['page_url'],
    tag: 'doubleclick',
  },
  /** It knows its visitors by their device: by nothing that a private window forgets. */
  fingerprint: {
    domain: 'fpjs.io',
    hosts: ['api.fpjs.io'],
    requests: 1,
    told: ['page_url', 'persistent_id'],
    tag: 'fingerprint',
  },
  /** It is called from a reader's second visit on. */
  returning: {
    domain: 'linkedin.com',
    hosts: ['px.ads.linkedin.com'],
    requests: 1,
    told: ['page_url'],
    tag: 'returning',
    later: true,
  },
  /** Where ad.doubleclick.net sends its pixel on to. */
  google: { domain: 'google.com', hosts: ['www.google.com'], requests: 1, told: ['page_url'] },
  /** A library fetched without a referrer and without cookies: it learns nothing. */
  library: { domain: 'jsdelivr.net', hosts: ['cdn.jsdelivr.net'], requests: 1, told: [] },
};

/** @typedef {keyof typeof TRACKERS} TrackerName */

/** @typedef {'article' | 'search' | 'shop' | 'about' | 'letters' | 'survey'} PageName */

/** What the article includes. */
const MOST = Object.keys(TRACKERS).filter((name) => name !== 'fingerprint' && name !== 'returning');

/**
 * What the pages of the site include.
 * @type {Record<PageName, { url: string, site: string, trackers: string[], inAddress?: string }>} `inAddress`: what is
 *   told besides to whoever is told the address
 */
export const PAGES = {
  /** Everything. */
  article: {
    url: 'https://news.example/2026/health/what-your-browser-says',
    site: 'news.example',
    trackers: MOST,
  },
  /** The same, with words that somebody searched for in its address. */
  search: {
    url: 'https://news.example/search?q=how+to+see+a+doctor+without+my+parents+knowing',
    site: 'news.example',
    trackers: MOST,
    inAddress: 'search_query',
  },
  /** Few: a shop with two partners. */
  shop: {
    url: 'https://shop.example/rope/harbour-line-12mm',
    site: 'shop.example',
    trackers: ['facebookLibrary', 'facebook', 'sensors'],
  },
  /** An id in the browser's own store, which each private session has afresh; and one who comes later. */
  letters: {
    url: 'https://news.example/letters',
    site: 'news.example',
    trackers: ['tagManager', 'analytics', 'returning'],
  },
  /** The same, and one who needs no store. */
  survey: {
    url: 'https://shop.example/survey',
    site: 'shop.example',
    trackers: ['tagManager', 'analytics', 'fingerprint', 'returning'],
  },
  /** Nobody: pictures and styles come from the site's own domain. */
  about: { url: 'https://news.example/about', site: 'news.example', trackers: [] },
};

/**
 * The trackers of a page, and what each is told there on a first visit.
 * @param {PageName} page
 * @returns {Tracker[]}
 */
export function trackersOf(page) {
  const { trackers, inAddress } = PAGES[page];
  const called = trackers
    .map((name) => /** @type {Tracker} */ (TRACKERS[name]))
    .filter(({ later }) => !later);
  return called.map((tracker) => {
    const more = inAddress !== undefined && tracker.told.includes('page_url') ? [inAddress] : [];
    return { ...tracker, told: [...tracker.told, ...more] };
  });
}

/**
 * What Telltale has to show for one visit to a page.
 * @param {PageName} page
 * @param {'chromium' | 'firefox'} browser
 */
export function expected(page, browser) {
  const trackers = trackersOf(page);
  return {
    recipients: trackers.length,
    told: trackers.filter(({ told }) => told.length > 0).length,
    unseen: browser === 'chromium' ? trackers.filter(({ unseenInChromium }) => unseenInChromium).length : 0,
  };
}
