/**
 * Carries one event over the wall into wasm memory.
 *
 * Decides how strings and bodies are passed: the text of a request through the core's own buffer, everything else as
 * plain arguments. Refuses to know what any of it means; the only thing it holds back is what a body has beyond 1 MiB or 10,000 fields.
 */

/** @typedef {import('./core.js').Instance} Instance */
/** @typedef {import('./events.js').Event} Event */
/** @typedef {import('./events.js').RequestDetails} RequestDetails */
/** @typedef {import('./events.js').RequestBody} RequestBody */

/** So much of one body crosses the wall; the core is told how much there was. */
export const BODY_LIMIT = 1024 * 1024;
/** So many fields of one form cross it: more than the core looks at. The rest counts as missing. */
const FIELD_LIMIT = 10_000;

/** What the core makes of an event: nothing that shows, */
export const SAME = 0;
/** … something that may change the badge of the event's tab, */
export const CHANGED = 1;
/** … or nothing at all, because it awaits the end of no such request, or was not told of the page that asks. */
export const STRANGE = 2;

const LENGTHS = 8;
const FIRST_TEXT = LENGTHS * 4;
const DEFAULT_ROOM = 64 * 1024;
const BROWSER_SAYS_MODE = 1;
const PRIVATE = 2;
const LEAVING = 4;
const ITSELF = 8;
const TOP = 16;
const CAN_WAIT = 32;
/** What Chromium calls documents that are no longer shown. */
const LEFT = new Set(['cached', 'pending_deletion']);

const encoder = new TextEncoder();
const strictText = new TextDecoder('utf-8', { fatal: true });

/** The way into one instance of the core. */
export class Wall {
  #meter;
  #memory;
  #address;
  #room = DEFAULT_ROOM;
  /** @type {Map<string, number>} */ #kinds;
  /** @type {Set<string>} */ #wanted;
  /** Views of memory, until it grows. */
  #lengths = new DataView(new ArrayBuffer(0));
  #text = new Uint8Array();

  /** @param {Instance} instance */
  constructor({ meter, memory }) {
    this.#meter = meter;
    this.#memory = memory;
    this.#address = meter.buffer();
    this.#kinds = new Map(meter.kinds().map((name, number) => [name, number]));
    this.#wanted = new Set(meter.wantedHeaders());
    const ping = this.#kinds.get('ping');
    if (ping !== undefined) this.#kinds.set('beacon', ping);
  }

  /**
   * Hands one event to the core.
   * @param {Event} event
   * @param {boolean} [canWait] Whether a request can be told of again when its page is told of.
   * @returns {number} `SAME`, `CHANGED` or `STRANGE`.
   */
  cross(event, canWait = false) {
    const meter = this.#meter;
    switch (event.name) {
      case 'seen':
        return this.#seen(event.details, canWait);
      case 'sent':
        return this.#sent(event.details);
      case 'redirected': {
        const { requestId, ip, setCookies } = event.details;
        for (const header of setCookies ?? []) meter.cookieSet(requestId, header);
        return meter.redirected(requestId, ip ?? undefined, isProxied(event.details));
      }
      case 'answered': {
        const { requestId, statusCode, ip, fromCache, setCookies } = event.details;
        for (const header of setCookies ?? []) meter.cookieSet(requestId, header);
        const [cached, proxied] = [fromCache === true, isProxied(event.details)];
        return meter.answered(requestId, statusCode ?? 0, ip ?? undefined, cached, proxied);
      }
      case 'completed':
        return meter.completed(
          event.details.requestId,
          event.details.statusCode ?? 0,
          event.details.fromCache === true,
        );
      case 'failed':
        return meter.failed(event.details.requestId, event.details.error ?? '');
      case 'committed': {
        const { tab, frame, url, documentId, at } = event.details;
        return meter.committed(tab, frame, url, documentId, at);
      }
      case 'moved':
        meter.moved(event.details.tab, event.details.url);
        return SAME;
      case 'tab':
        meter.tab(event.details.tab, event.details.isPrivate, event.details.url);
        return SAME;
      case 'shows': {
        const { tab, url, at } = event.details;
        meter.shows(tab, url, at);
        return SAME;
      }
      case 'tabClosed':
        meter.tabClosed(event.details.tab, event.details.at);
        return SAME;
      case 'dropped':
        meter.dropped(event.details.count);
        return SAME;
    }
  }

  /**
   * @param {RequestDetails} details
   * @param {boolean} canWait
   */
  #seen(details, canWait) {
    if (details.requestBody) this.#body(details.requestBody);
    this.#strings(
      details.url,
      details.requestId,
      details.method,
      details.initiator ?? details.originUrl,
      details.documentUrl,
      details.frameAncestors?.at(-1)?.url,
      details.documentId,
    );
    let flags = 0;
    if (details.incognito !== undefined) flags |= BROWSER_SAYS_MODE | (details.incognito ? PRIVATE : 0);
    if (LEFT.has(details.documentLifecycle ?? '')) flags |= LEAVING;
    if (details.frameId === 0) flags |= TOP;
    if (canWait) flags |= CAN_WAIT;
    if (details.itself === true) flags |= ITSELF;
    const kind = this.#kinds.get(details.type) ?? this.#kinds.get('other') ?? 0;
    return this.#meter.seen(kind, details.tabId, details.timeStamp, flags);
  }

  /** @param {RequestDetails} details */
  #sent({ requestId, requestHeaders }) {
    if (Array.isArray(requestHeaders)) {
      this.#meter.headersShown();
      for (const { name, value } of requestHeaders) {
        const lower = name.toLowerCase();
        if (value !== undefined && this.#wanted.has(lower)) this.#meter.header(lower, value);
      }
    }
    return this.#meter.sent(requestId);
  }

  /** @param {RequestBody} body */
  #body({ error, raw, formData }) {
    let left = BODY_LIMIT;
    let fields = FIELD_LIMIT;
    if (error !== undefined) this.#meter.bodyUnseen();
    for (const { bytes } of raw ?? []) {
      if (bytes === undefined) {
        this.#meter.bodyUnseen();
        continue;
      }
      const part = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, left));
      left -= part.byteLength;
      this.#meter.bodyRaw(part, bytes.byteLength);
    }
    for (const name in formData) {
      for (const value of formData[name] ?? []) {
        if (fields === 0) {
          this.#meter.bodyUnseen();
          return;
        }
        const text = typeof value === 'string' ? value : asText(value);
        if (text === null || name.length + text.length > left) {
          this.#meter.bodyUnseen();
          continue;
        }
        fields -= 1;
        left -= name.length + text.length;
        this.#meter.bodyField(name, text);
      }
    }
  }

  /**
   * Lays strings side by side into the core's buffer, behind their lengths.
   * @param {(string | undefined)[]} strings
   */
  #strings(...strings) {
    let all = '';
    for (const string of strings) all += string ?? '';
    // A UTF-16 unit takes three bytes of UTF-8 at most.
    if (all.length * 3 > this.#room) {
      this.#room = all.length * 3;
      this.#address = this.#meter.reserve(this.#room);
      this.#look();
    }
    // Memory that grew has left the old view without a byte.
    if (this.#text.length === 0) this.#look();
    const { written } = encoder.encodeInto(all, this.#text);
    if (written === all.length) {
      // Nothing but ASCII, which most are: each is as long in bytes.
      for (let place = 0; place < LENGTHS; place += 1) this.#setLength(place, strings[place]?.length ?? 0);
      return;
    }
    let end = 0;
    for (let place = 0; place < LENGTHS; place += 1) {
      const { written } = encoder.encodeInto(strings[place] ?? '', this.#text.subarray(end));
      this.#setLength(place, written);
      end += written;
    }
  }

  /** @param {number} place @param {number} length In bytes. */
  #setLength(place, length) {
    this.#lengths.setUint32(place * 4, length, true);
  }

  #look() {
    this.#lengths = new DataView(this.#memory.buffer, this.#address, FIRST_TEXT);
    this.#text = new Uint8Array(this.#memory.buffer, this.#address + FIRST_TEXT, this.#room);
  }
}

/** @param {ArrayBuffer} bytes */
function asText(bytes) {
  try {
    return strictText.decode(bytes);
  } catch {
    return null;
  }
}

/**
 * Whether the browser says that a proxy stands between. Chromium never says.
 * @param {import('./events.js').RequestDetails} details
 */
function isProxied({ proxyInfo }) {
  return proxyInfo !== undefined && proxyInfo !== null && proxyInfo.type !== 'direct';
}
