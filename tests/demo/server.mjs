/**
 * The fake internet: one local server that is every host of the demonstration site and of its trackers.
 *
 * Decides what each host answers. Refuses to go anywhere: it listens on the loopback address only.
 */

import { readFile } from 'node:fs/promises';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { fileURLToPath } from 'node:url';

import { WebSocketServer } from 'ws';

import { makeCertificate } from './certificate.mjs';
import { bodiesAnswer } from './bodies.mjs';
import { diaryPage } from './diary.mjs';
import { kindsAnswer } from './kinds.mjs';
import { CSS, DONE_SCRIPT, HARBOUR, html, PAGE_SCRIPT } from './pages.mjs';
import { PAGES, TRACKERS } from './trackers.mjs';

/**
 * @typedef {object} Arrival A request that reached the server.
 * @property {string} host
 * @property {string} method
 * @property {string} path with query
 * @property {string} body
 * @property {string} cookie
 *
 * @typedef {object} Demo
 * @property {{ https: number, http: number }} ports
 * @property {Arrival[]} arrivals
 * @property {Map<string, Promise<void>>} held Answers that wait: by host and path, until when.
 * @property {Map<string, import('./diary.mjs').Diary>} diaries By host; whoever adds one can read it there.
 * @property {() => Promise<void>} close
 *
 * @typedef {{ status?: number, type: string, body: string | Buffer, headers?: Record<string, string> }} Answer
 */

const BODY_LIMIT = 1024 * 1024;
/** A picture that every browser can decode: Firefox reports an undecodable one as an error. */
const GIF = {
  type: 'image/gif',
  body: Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
};
const SITES = new Set(Object.values(PAGES).map(({ site }) => site));

/**
 * Starts the server.
 * @returns {Promise<Demo>}
 */
export async function startDemo() {
  /** @type {Arrival[]} */
  const arrivals = [];
  /** @type {Demo['diaries']} */
  const diaries = new Map();
  /** @type {Demo['held']} */
  const held = new Map();
  const scripts = await tagScripts();
  /** @type {import('node:http').RequestListener} */
  const listener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk) => {
      if (body.length < BODY_LIMIT) body += chunk;
    });
    request.on('end', () => {
      const host = request.headers.host ?? '';
      const path = request.url ?? '/';
      const { method = '', headers: sent } = request;
      arrivals.push({ host, method, path, body, cookie: sent.cookie ?? '' });
      const diary = diaries.get(host);
      const {
        status = 200,
        type,
        body: answer,
        headers,
      } = diary ? diaryPage(diary) : answerOf(host, new URL(path, `https://${host}`), scripts);
      void Promise.resolve(held.get(`${host}${path}`)).then(() => {
        response.writeHead(status, {
          'content-type': type,
          'cache-control': 'no-store',
          'access-control-allow-origin': '*',
          ...headers,
        });
        response.end(answer);
      });
    });
  };
  const servers = [createHttps(await makeCertificate(), listener), createHttp(listener)];
  const sockets = new WebSocketServer({ noServer: true });
  for (const server of servers) {
    server.on('upgrade', (request, stream, head) => {
      const { host = '', cookie = '' } = request.headers;
      arrivals.push({
        host,
        method: 'GET',
        path: request.url ?? '/',
        body: '',
        cookie,
      });
      sockets.handleUpgrade(request, stream, head, (socket) => socket.close());
    });
  }
  const [https = 0, http = 0] = await Promise.all(servers.map(listen));
  return {
    ports: { https, http },
    arrivals,
    held,
    diaries,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      await Promise.all(
        servers.map((server) => {
          const closed = new Promise((done) => server.close(done));
          server.closeAllConnections();
          return closed;
        }),
      );
    },
  };
}

/**
 * @param {import('node:http').Server} server
 * @returns {Promise<number>} the port
 */
function listen(server) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** @returns {Promise<Map<string, string>>} the tags' scripts by name */
async function tagScripts() {
  const names = Object.values(TRACKERS).flatMap(({ tag }) => tag ?? []);
  return new Map(
    await Promise.all(
      names.map(async (name) => {
        const text = await readFile(fileURLToPath(new URL(`tags/${name}.js`, import.meta.url)), 'utf8');
        // Each in a scope of its own, as tags are.
        return /** @type {[string, string]} */ ([name, `{\n${text}}\n`]);
      }),
    ),
  );
}

/**
 * @param {string} host
 * @param {URL} url
 * @param {Map<string, string>} scripts
 * @returns {Answer}
 */
function answerOf(host, url, scripts) {
  const script = (/** @type {string} */ name) => ({ type: 'text/javascript', body: scripts.get(name) ?? '' });
  const own = kindsAnswer(host, url.pathname) ?? bodiesAnswer(host);
  if (own !== null) return own;
  if (SITES.has(host)) return pageOf(host, url);
  if (SITES.has(host.replace(/^cdn\./, ''))) {
    const tag = /^\/tags\/([\w-]+)\.js$/.exec(url.pathname)?.[1];
    if (tag !== undefined) return script(tag);
    if (url.pathname === '/paper.css') return { type: 'text/css', body: CSS };
    if (url.pathname === '/page.js') return { type: 'text/javascript', body: PAGE_SCRIPT };
    if (url.pathname === '/done.js') return { type: 'text/javascript', body: DONE_SCRIPT };
    return { type: 'image/svg+xml', body: HARBOUR };
  }
  switch (host) {
    case 'www.googletagmanager.com':
      return script('google-analytics');
    case 'connect.facebook.net':
      return script('facebook');
    case 'cdn.jsdelivr.net':
      return { type: 'text/javascript', body: '// a library\n' };
    case 'ib.adnxs.com':
      return {
        ...GIF,
        headers: {
          'set-cookie': 'uuid2=8213790123456789012; Path=/; Max-Age=7776000; Secure; SameSite=None',
        },
      };
    case 'ad.doubleclick.net': {
      const told = new URLSearchParams({ dl: url.searchParams.get('u') ?? '', tid: 'UA-8675309-1' });
      return {
        status: 302,
        type: 'text/plain',
        body: '',
        headers: { location: `https://www.google.com/ads/ga-audiences?${told}` },
      };
    }
    default:
      return GIF;
  }
}

/**
 * @param {string} host
 * @param {URL} url
 * @returns {Answer}
 */
function pageOf(host, url) {
  const pages = /** @type {(keyof typeof PAGES)[]} */ (Object.keys(PAGES));
  const found = pages.find(
    (name) => PAGES[name].url.replace(/\?.*/, '') === `https://${host}${url.pathname}`,
  );
  const front = host === 'shop.example' ? 'shop' : 'article';
  return { type: 'text/html; charset=utf-8', body: html(found ?? front) };
}
