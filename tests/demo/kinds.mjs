/**
 * A page that sends every kind of request whose window a browser may not know, each to a recipient of its own.
 *
 * Decides the recipients and which of these requests have no tab. Refuses to know what Telltale makes of them.
 */

/** @typedef {import('./server.mjs').Answer} Answer */

/**
 * @typedef {object} Kind
 * @property {string} address
 * @property {string[]} methods One for each request on one visit.
 * @property {'visit' | 'leaving'} when
 * @property {boolean} [tabless] Chromium does not say which tab it belongs to, as it may be several.
 */

const SITE = 'kinds.example';
const LEAVING_SITE = 'leaving.example';

/** The page; it says of itself how far it is, as all pages of the demonstration do. */
export const KINDS_PAGE = `https://${SITE}/`;
/** A page that only sends what is sent on leaving. */
export const LEAVING_PAGE = `https://${LEAVING_SITE}/`;

/** @type {Record<string, Kind>} */
export const KINDS = {
  page: { address: KINDS_PAGE, methods: ['GET'], when: 'visit' },
  serviceWorkerScript: {
    address: `https://${SITE}/service.js`,
    methods: ['GET'],
    when: 'visit',
    tabless: true,
  },
  serviceWorkerFetch: {
    address: 'https://service-worker.example/',
    methods: ['POST'],
    when: 'visit',
    tabless: true,
  },
  sharedWorkerScript: { address: `https://${SITE}/shared.js`, methods: ['GET'], when: 'visit' },
  sharedWorkerFetch: {
    address: 'https://shared-worker.example/',
    methods: ['POST'],
    when: 'visit',
    tabless: true,
  },
  dedicatedWorkerScript: { address: `https://${SITE}/dedicated.js`, methods: ['GET'], when: 'visit' },
  dedicatedWorkerFetch: { address: 'https://dedicated-worker.example/', methods: ['POST'], when: 'visit' },
  prefetch: { address: 'https://prefetched.example/', methods: ['GET'], when: 'visit' },
  preload: { address: 'https://preloaded.example/', methods: ['GET'], when: 'visit' },
  preflight: { address: 'https://preflighted.example/', methods: ['OPTIONS', 'POST'], when: 'visit' },
  redirect: { address: 'https://redirecting.example/', methods: ['GET'], when: 'visit' },
  redirected: { address: 'https://redirected.example/', methods: ['GET'], when: 'visit' },
  websocket: { address: 'wss://socket.example/', methods: ['GET'], when: 'visit' },
  beacon: { address: 'https://beacon.example/', methods: ['POST'], when: 'leaving' },
  keepalive: { address: 'https://keepalive.example/', methods: ['POST'], when: 'leaving' },
};

/** @param {keyof typeof KINDS} name */
const at = (name) => KINDS[name]?.address ?? '';

/** @param {string} to */
const told = (to) => `fetch('${to}', { method: 'POST', mode: 'no-cors', body: 'told' })`;

const SCRIPTS = {
  '/service.js': `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) =>
  event.waitUntil(${told(at('serviceWorkerFetch'))}.finally(() => event.source.postMessage('told'))));`,
  '/shared.js': `
self.addEventListener('connect', ({ ports: [port] }) => ${told(at('sharedWorkerFetch'))}.finally(() => port.postMessage('told')));`,
  '/dedicated.js': `${told(at('dedicatedWorkerFetch'))}.finally(() => postMessage('told'));`,
};

const ON_LEAVING = `
      addEventListener('pagehide', () => {
        navigator.sendBeacon('${at('beacon')}', 'gone');
        fetch('${at('keepalive')}', { method: 'POST', mode: 'no-cors', keepalive: true, body: 'gone' });
      });`;

const SHORT_PAGE = `<!doctype html>
<html lang="en" data-tags="through">
  <head><meta charset="utf-8" /><title>Leaving</title><link rel="icon" href="data:," /></head>
  <body><script>${ON_LEAVING}</script></body>
</html>
`;

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Kinds of requests</title>
    <link rel="icon" href="data:," />
    <link rel="preload" as="image" href="${at('preload')}" />
  </head>
  <body>
    <script>
      const heard = (from) => new Promise((done) => from.addEventListener('message', done, { once: true }));
      const linked = (rel, href) => new Promise((done) => {
        const link = document.createElement('link');
        link.onload = link.onerror = done;
        Object.assign(link, { rel, href });
        document.head.append(link);
      });
      async function serviceWorker() {
        await navigator.serviceWorker.register('/service.js');
        const { active } = await navigator.serviceWorker.ready;
        const answer = heard(navigator.serviceWorker);
        navigator.serviceWorker.startMessages();
        active.postMessage('tell');
        await answer;
      }
      async function sharedWorker() {
        const { port } = new SharedWorker('/shared.js');
        const answer = heard(port);
        port.start();
        await answer;
      }
      const socket = () => new Promise((done) => { new WebSocket('${at('websocket')}').onclose = done; });
      Promise.allSettled([
        serviceWorker(),
        sharedWorker(),
        heard(new Worker('/dedicated.js')),
        linked('prefetch', '${at('prefetch')}'),
        fetch('${at('preflight')}', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
        fetch('${at('redirect')}', { mode: 'no-cors' }),
        socket(),
      ]).then((results) => {
        const failed = results.filter(({ status }) => status === 'rejected');
        document.documentElement.dataset.failed = failed.map(({ reason }) => reason).join('; ');
        document.documentElement.dataset.tags = 'through';
      });
      ${ON_LEAVING}
    </script>
  </body>
</html>
`;

/**
 * What the page's own host and the recipients answer where it is not a picture.
 * @param {string} host
 * @param {string} path
 * @returns {Answer | null}
 */
export function kindsAnswer(host, path) {
  if (host === LEAVING_SITE) return { type: 'text/html; charset=utf-8', body: SHORT_PAGE };
  if (host === SITE) {
    const script = SCRIPTS[/** @type {keyof typeof SCRIPTS} */ (path)];
    return script === undefined
      ? { type: 'text/html; charset=utf-8', body: PAGE }
      : { type: 'text/javascript', body: script };
  }
  switch (`https://${host}/`) {
    case at('preflight'):
      return { type: 'text/plain', body: '', headers: { 'access-control-allow-headers': 'content-type' } };
    case at('redirect'):
      return { status: 302, type: 'text/plain', body: '', headers: { location: at('redirected') } };
    default:
      return null;
  }
}
