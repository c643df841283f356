/**
 * What a request costs on its whole way through the background: the listeners, the meter, the wall, the core with badge
 * and ledger, as the browser would call them one after the other.
 *
 *   node tests/bench/path.mjs FILE     FILE holds a line [url, document url, type] for each request
 *
 * Decides what a browser says of a request: what Chromium does, four events each. Whether it also shows the headers that it
 * sends is measured both ways, because they are read as payloads are. The badge is asked for after every request, which is
 * more often than it is drawn.
 */

import { pathToFileURL } from 'node:url';

import { LiveMeter } from '../../extension/background/meter.js';
import { observe } from '../../extension/background/observer.js';
import { badgeIn } from '../../extension/background/packed-badge.js';
import { openCore } from './core.mjs';
import { readRequests } from './requests.mjs';
import { median, quantile } from './statistics.mjs';

/** @typedef {import('./requests.mjs').Request} Request */
/** @typedef {{ median: number, p99: number, journal: number }} Way In microseconds for each request. */

const TAB = 1;
const PASSES = 9;
const WARM = 2;
/** As often as the background writes down what happened: each half second, in which a page makes about so many. */
const BURST = 40;
const START = 1_760_000_000_000;

/** What Chromium sends with a picture or a script. */
const HEADERS = [
  ['sec-ch-ua', '"Chromium";v="146", "Not.A/Brand";v="99"'],
  ['sec-ch-ua-mobile', '?0'],
  ['sec-ch-ua-platform', '"Linux"'],
  ['Upgrade-Insecure-Requests', '1'],
  [
    'User-Agent',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36',
  ],
  ['Accept', 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'],
  ['Sec-Fetch-Site', 'cross-site'],
  ['Sec-Fetch-Mode', 'no-cors'],
  ['Sec-Fetch-Dest', 'image'],
  ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ['Accept-Language', 'en-US,en;q=0.9'],
].map(([name = '', value = '']) => ({ name, value }));

/** A browser that calls its listeners when it is told to. */
function fakeBrowser() {
  /** @type {Record<string, (details: object) => unknown>} */
  const listeners = {};
  const area = () =>
    new Proxy(/** @type {Record<string, unknown>} */ ({}), {
      get: (_, name) =>
        String(name).endsWith('Options')
          ? undefined
          : {
              addListener: (/** @type {(details: object) => unknown} */ listener) => {
                listeners[String(name)] = listener;
              },
            },
    });
  const browser = { webRequest: area(), webNavigation: area(), tabs: area() };
  return {
    browser: /** @type {import('webextension-polyfill').Browser} */ (/** @type {any} */ (browser)),
    listeners,
  };
}

/**
 * @param {Request[]} requests
 * @param {boolean} withHeaders
 * @returns {Way}
 */
export function measureWay(requests, withHeaders) {
  const { browser, listeners } = fakeBrowser();
  const meter = new LiveMeter();
  let touched = 0;
  observe(browser, (event) => {
    if (meter.apply(event)) touched += 1;
  });
  meter.begin({ open: openCore }, { privateWindows: true });
  meter.apply({ name: 'tab', details: { tab: TAB, isPrivate: false, url: 'about:blank' } });

  const call = (/** @type {string} */ name, /** @type {object} */ details) => {
    const listener = listeners[name];
    if (listener === undefined) throw new Error(`nobody listens to ${name}`);
    listener(details);
  };
  /** @type {number[][]} */
  const taken = requests.map(() => []);
  let number = 0;
  let journal = 0;
  for (let pass = 0; pass < PASSES; pass += 1) {
    let shown = '';
    for (const [index, [url, page, type]] of requests.entries()) {
      if (page !== shown && type !== 'main_frame') commit(page);
      number += 1;
      const opens = type === 'main_frame';
      const id = String(number);
      const timeStamp = START + number;
      const { seen, sent, answered, ended } = told({ id, url, type, timeStamp, page }, withHeaders);
      const before = touched;
      const start = performance.now();
      call('onBeforeRequest', seen);
      call('onSendHeaders', sent);
      call('onResponseStarted', answered);
      call('onCompleted', ended);
      if (touched > before) badgeIn(meter.ask((core) => core.badge(TAB)));
      taken[index]?.push((performance.now() - start) * 1000);
      if (opens) commit(page);
      if (number % BURST === 0) {
        const begun = performance.now();
        meter.journal();
        if (pass >= WARM) journal += performance.now() - begun;
      }
    }

    /** @param {string} page */
    function commit(page) {
      shown = page;
      call('onCommitted', {
        tabId: TAB,
        frameId: 0,
        url: page,
        documentId: `D${page}`,
        timeStamp: START + number,
      });
    }
  }
  // What one call took longer than the others of the same request, the machine did.
  const usual = taken.map((times) => median(times.slice(WARM)));
  return {
    median: median(usual),
    p99: quantile(usual, 0.99),
    journal: (journal * 1000) / ((PASSES - WARM) * requests.length),
  };
}

/**
 * What a browser tells of a request. Objects of one event have one form, as a browser makes them.
 * @param {{ id: string, url: string, type: string, timeStamp: number, page: string }} request
 * @param {boolean} withHeaders
 */
function told({ id: requestId, url, type, timeStamp, page }, withHeaders) {
  const initiator = type === 'main_frame' ? undefined : origin(page);
  const documentId = type === 'main_frame' ? undefined : `D${page}`;
  const [method, tabId, fromCache, statusCode, ip] = ['GET', TAB, false, 200, '192.0.2.1'];
  const requestHeaders = withHeaders ? HEADERS : undefined;
  /** @type {object[]} */
  const responseHeaders = [];
  return {
    seen: { requestId, url, method, type, tabId, timeStamp, initiator, documentId },
    sent: { requestId, url, method, type, tabId, timeStamp, initiator, documentId, requestHeaders },
    // prettier-ignore
    answered: { requestId, url, method, type, tabId, timeStamp, initiator, documentId, statusCode, ip, fromCache, responseHeaders },
    ended: { requestId, url, method, type, tabId, timeStamp, initiator, documentId, statusCode },
  };
}

/** @param {string} address */
const origin = (address) => (URL.canParse(address) ? new URL(address).origin : address);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const requests = readRequests(process.argv[2] ?? '');
  const ways = [false, true].map((withHeaders) => measureWay(requests, withHeaders));
  process.stdout.write(`${JSON.stringify(ways)}\n`);
}
