/**
 * Listens to the browser and tells what it hears, in order, in one shape.
 *
 * Decides which of the browser's events are listened to. Refuses to know what they mean: it blocks nothing, changes
 * nothing, and reads nothing but what the browser hands over.
 *
 * Every listener is registered before this function returns: a background that is woken up by an event misses it
 * otherwise.
 */

/** @typedef {import('webextension-polyfill').Browser} Browser */
/** @typedef {import('webextension-polyfill').Tabs.Tab} Tab */
/** @typedef {import('./events.js').Event} Event */
/** @typedef {import('./events.js').RequestDetails} RequestDetails */
/** @typedef {import('./events.js').RequestEventName} RequestEventName */
/** @typedef {RequestDetails & { responseHeaders?: { name: string, value?: string }[] }} AnswerDetails */

/** What leaves the machine. Chromium would also show the loading of our own pages. */
const NETWORK = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*'] };

/**
 * Registers all listeners.
 * @param {Browser} browser
 * @param {(event: Event) => void} tell
 */
export function observe(browser, tell) {
  observeRequests(browser, tell);
  observePages(browser, tell);
  observeTabs(browser, tell);
}

/**
 * The event that says that a tab is there.
 * @param {Tab} tab
 * @returns {Event | null}
 */
export function tabEvent({ id, incognito, url }) {
  return id === undefined ? null : { name: 'tab', details: { tab: id, isPrivate: incognito, url } };
}

/**
 * @param {Browser} browser
 * @param {(event: Event) => void} tell
 */
function observeRequests({ webRequest }, tell) {
  /**
   * @param {RequestEventName} name
   * @returns {(details: object) => undefined}
   */
  const listener = (name) => (details) => {
    tell({ name, details: /** @type {RequestDetails} */ (details) });
  };
  webRequest.onBeforeRequest.addListener(listener('seen'), NETWORK, ['requestBody']);
  webRequest.onSendHeaders.addListener(listener('sent'), NETWORK, headerOptions(webRequest));
  /**
   * @param {'redirected' | 'answered'} name
   * @returns {(details: object) => undefined}
   */
  const answerListener = (name) => (details) => {
    tell({ name, details: answerOf(/** @type {AnswerDetails} */ (details)) });
  };
  webRequest.onBeforeRedirect.addListener(
    answerListener('redirected'),
    NETWORK,
    answerOptions(webRequest, 'OnBeforeRedirectOptions'),
  );
  webRequest.onResponseStarted.addListener(
    answerListener('answered'),
    NETWORK,
    answerOptions(webRequest, 'OnResponseStartedOptions'),
  );
  webRequest.onCompleted.addListener(listener('completed'), NETWORK);
  // Firefox refuses a third argument here, even an undefined one.
  webRequest.onErrorOccurred.addListener(listener('failed'), NETWORK);
}

/**
 * What of an answer is carried on, and may wait: of its headers only the cookies that it sets, and few answers set any. Named
 * one by one, since what is copied without a name is slow to make and slow to read.
 * @param {AnswerDetails} details
 * @returns {RequestDetails}
 */
function answerOf(details) {
  const { requestId, url, method, type, tabId, timeStamp, statusCode, ip, fromCache, proxyInfo } = details;
  const setCookies = cookiesOf(details.responseHeaders);
  return { requestId, url, method, type, tabId, timeStamp, statusCode, ip, fromCache, proxyInfo, setCookies };
}

/** @param {AnswerDetails['responseHeaders']} headers */
function cookiesOf(headers = []) {
  const cookies = [];
  for (const { name, value } of headers) {
    if (value !== undefined && name.toLowerCase() === 'set-cookie') cookies.push(value);
  }
  return cookies.length > 0 ? cookies : undefined;
}

/**
 * What to ask for to see the headers of a request.
 * @param {Browser['webRequest']} webRequest
 * @returns {import('webextension-polyfill').WebRequest.OnSendHeadersOptions[]}
 */
export function headerOptions(webRequest) {
  const options = ['requestHeaders', ...extraHeaders(webRequest, 'OnSendHeadersOptions')];
  return /** @type {import('webextension-polyfill').WebRequest.OnSendHeadersOptions[]} */ (options);
}

/**
 * What to ask for to see the headers of an answer. Both events take the same.
 * @param {Browser['webRequest']} webRequest
 * @param {'OnBeforeRedirectOptions' | 'OnResponseStartedOptions'} event
 * @returns {import('webextension-polyfill').WebRequest.OnResponseStartedOptions[]}
 */
function answerOptions(webRequest, event) {
  const options = ['responseHeaders', ...extraHeaders(webRequest, event)];
  return /** @type {import('webextension-polyfill').WebRequest.OnResponseStartedOptions[]} */ (options);
}

/**
 * Chromium shows cookies and Referer only to who asks for extra headers; Firefox shows them always and throws when asked.
 * @param {Browser['webRequest']} webRequest
 * @param {string} event
 */
function extraHeaders(webRequest, event) {
  const known = /** @type {Record<string, Record<string, string> | undefined>} */ (
    /** @type {unknown} */ (webRequest)
  );
  return Object.values(known[event] ?? {}).includes('extraHeaders') ? ['extraHeaders'] : [];
}

/**
 * @param {Browser} browser
 * @param {(event: Event) => void} tell
 */
function observePages({ webNavigation }, tell) {
  webNavigation.onCommitted.addListener((details) => {
    // Chromium's documents have an id that the common declarations do not know.
    const { tabId, frameId, url, documentId, timeStamp } =
      /** @type {typeof details & { documentId?: string }} */ (details);
    tell({ name: 'committed', details: { tab: tabId, frame: frameId, url, documentId, at: timeStamp } });
  });
  webNavigation.onHistoryStateUpdated.addListener(({ tabId, frameId, url, timeStamp }) => {
    if (frameId === 0) tell({ name: 'moved', details: { tab: tabId, url, at: timeStamp } });
  });
}

/**
 * @param {Browser} browser
 * @param {(event: Event) => void} tell
 */
function observeTabs({ tabs }, tell) {
  /** @param {Tab} tab */
  const there = (tab) => {
    const event = tabEvent(tab);
    if (event) tell(event);
  };
  tabs.onCreated.addListener(there);
  tabs.onUpdated.addListener((_id, change, tab) => {
    if (change.url !== undefined) there(tab);
  });
  tabs.onRemoved.addListener((tab) => tell({ name: 'tabClosed', details: { tab, at: Date.now() } }));
  // A prerendered page takes the place of the tab that it was made for.
  tabs.onReplaced?.addListener((added, removed) => {
    // First the one, then the other: a private window with one tab is never without any.
    void tabs
      .get(added)
      .then(there, () => undefined)
      .then(() => tell({ name: 'tabClosed', details: { tab: removed, at: Date.now() } }));
  });
}
