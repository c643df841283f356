/**
 * What the browser tells the background: one shape for every event, so that it can be queued, kept and replayed.
 *
 * Decides the names. Refuses to know where events come from and who takes them.
 *
 * @typedef {object} RequestDetails What both browsers' webRequest says, and what only one of them says.
 * @property {string} requestId
 * @property {string} url
 * @property {string} method
 * @property {string} type
 * @property {number} tabId
 * @property {number} [frameId] 0: the page's own document asks.
 * @property {number} timeStamp
 * @property {string} [initiator] Chromium.
 * @property {string} [originUrl] Firefox.
 * @property {string} [documentUrl] Firefox.
 * @property {{ url: string, frameId: number }[]} [frameAncestors] Firefox, innermost first.
 * @property {string} [documentId]
 * @property {string} [documentLifecycle] Chromium; empty while the document is not shown yet.
 * @property {boolean} [incognito] Firefox.
 * @property {RequestBody | null} [requestBody]
 * @property {{ name: string, value?: string }[]} [requestHeaders]
 * @property {number} [statusCode]
 * @property {string[]} [setCookies] Of an answer: its `Set-Cookie` headers, where it has any.
 * @property {string | null} [ip]
 * @property {boolean} [fromCache]
 * @property {{ type?: string } | null} [proxyInfo] Firefox, where a proxy stands between.
 * @property {string} [error]
 * @property {boolean} [itself] No page asked: the browser itself did.
 *
 * @typedef {object} RequestBody
 * @property {string} [error]
 * @property {{ bytes?: ArrayBuffer, file?: string }[]} [raw]
 * @property {Record<string, (string | ArrayBuffer)[]>} [formData]
 * @property {unknown} [lenientFormData]
 *
 * @typedef {'seen' | 'sent' | 'redirected' | 'answered' | 'completed' | 'failed'} RequestEventName
 * @typedef {{ name: RequestEventName, details: RequestDetails }} RequestEvent
 * @typedef {{ tab: number, frame: number, url: string, documentId?: string, at?: number }} Commit A document is shown in a
 *   frame.
 * @typedef {{ tab: number, url: string, at?: number }} Move The page's address changed and its document did not.
 *
 * @typedef {RequestEvent
 *   | { name: 'committed', details: Commit }
 *   | { name: 'moved', details: Move }
 *   | { name: 'tab', details: { tab: number, isPrivate: boolean, url?: string } }
 *   | { name: 'shows', details: { tab: number, url: string, at: number } }
 *   | { name: 'tabClosed', details: { tab: number, at: number } }
 *   | { name: 'dropped', details: { count: number } }} Event
 */

const REQUEST_EVENTS = new Set(['seen', 'sent', 'redirected', 'answered', 'completed', 'failed']);

/**
 * Whether an event is about a request.
 * @param {Event} event
 * @returns {event is RequestEvent}
 */
export function isRequestEvent(event) {
  return REQUEST_EVENTS.has(event.name);
}

/**
 * The tab that an event is about; -1 where there is none.
 * @param {Event} event
 * @returns {number}
 */
export function tabOf(event) {
  if (isRequestEvent(event)) return event.details.tabId;
  return event.name === 'dropped' ? -1 : event.details.tab;
}

/**
 * When an event happened, where the browser says it. When a tab was closed, only its listener says.
 * @param {Event} event
 * @returns {number | undefined}
 */
export function momentOf(event) {
  if (isRequestEvent(event)) return event.details.timeStamp;
  return event.name === 'committed' || event.name === 'moved' ? event.details.at : undefined;
}

/**
 * Whether an event tells from when on a tab shows another page.
 * @param {Event} event
 */
export function turnsPage(event) {
  return event.name === 'seen'
    ? event.details.type === 'main_frame'
    : event.name === 'committed' && event.details.frame === 0;
}

/**
 * About how many bytes a request's event keeps in memory, by what strangers can make long: its address, headers and body.
 * @param {Event} event
 * @returns {number}
 */
export function weightOf(event) {
  if (!isRequestEvent(event)) return 0;
  const { url, requestBody, requestHeaders, setCookies } = event.details;
  let weight = url.length;
  for (const { name, value = '' } of requestHeaders ?? []) weight += name.length + value.length;
  for (const cookie of setCookies ?? []) weight += cookie.length;
  return requestBody ? weight + weightOfBody(requestBody) : weight;
}

/** @param {RequestBody} body */
function weightOfBody({ raw, formData }) {
  let weight = 0;
  for (const part of raw ?? []) weight += part.bytes?.byteLength ?? 0;
  for (const [name, values] of Object.entries(formData ?? {})) {
    weight += name.length;
    for (const value of values) weight += typeof value === 'string' ? value.length : value.byteLength;
  }
  return weight;
}

/**
 * The same event without its body, which is then said to be unseen.
 * @param {RequestEvent} event
 * @returns {RequestEvent}
 */
export function withoutBody(event) {
  return { name: event.name, details: { ...event.details, requestBody: { error: 'no room' } } };
}
