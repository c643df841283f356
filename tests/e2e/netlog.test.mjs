/**
 * One page load, seen twice: by the browser's own network log, and by a HAR made of what its developer tools tell. What
 * the page told is the same in both, over HTTP/1.1 and over HTTP/2 with TLS, and the log tells of the browser as well.
 *
 * Decides what the page sends. Refuses to know the extension: the log is made below every extension.
 *
 * @typedef {{ url: string, party: string, body: string, component: string | null, sent: boolean | null, recipient: { host: string }, findings: { category: string, at: string, hmac: string }[] }} Row
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import puppeteer from 'puppeteer-core';

import { findExecutable } from '../browsers/executable.mjs';
import { makeCertificate } from '../demo/certificate.mjs';
import { ROOT, until } from './support.mjs';

const run = promisify(execFile);
const PAGE = `<!doctype html><title>The harbour</title><img src="//stats.example/p.gif?dl=LOCATION&cid=1234567890.1700000000">
<script>
  const told = JSON.stringify({ page: location.href, email: 'ann@mail.example', pad: 'x'.repeat(40000) });
  const send = (path) => fetch(path, { method: 'POST', body: told, mode: 'no-cors' });
  send('//stats.example/collect').then(() => send('//stats.example/redirected')).then(() => (document.title = 'done'));
</script>`;
/** Where the browser is told to ask for updates, in the clear, and for its field trials, over HTTP/2. */
const OWN = {
  updates: 'http://updates.example/service/update2/json',
  trials: 'https://variations.example/seed',
};
const HEADERS = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };

/** What was asked of the server: host, version of HTTP, bytes of the body. @type {Map<string, { version: string, bytes: number }>} */
const asked = new Map();

/**
 * @param {{ url?: string, httpVersion: string, headers: import('node:http').IncomingHttpHeaders, on: Function }} request
 * @param {{ writeHead: Function, end: Function }} response
 */
function answer(request, response) {
  let bytes = 0;
  request.on('data', (/** @type {Buffer} */ piece) => (bytes += piece.length));
  request.on('end', () => {
    const host = String(request.headers[':authority'] ?? request.headers.host);
    asked.set(host, { version: request.httpVersion, bytes });
    const path = request.url ?? '/';
    if (path === '/redirected') {
      response.writeHead(307, { ...HEADERS, location: '/at-last' });
      return response.end();
    }
    const page = path.startsWith('/story');
    response.writeHead(200, { ...HEADERS, 'content-type': page ? 'text/html' : 'text/plain' });
    const scheme = request.headers[':authority'] === undefined ? 'http' : 'https';
    const address = encodeURIComponent(`${scheme}://news.example${path}`);
    return response.end(page ? PAGE.replace('LOCATION', address) : '');
  });
}

/** @param {import('node:net').Server} server */
async function listen(server) {
  await /** @type {Promise<void>} */ (new Promise((done) => server.listen(0, '127.0.0.1', done)));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/**
 * A HAR of what the developer tools tell while pages load.
 * @param {import('puppeteer-core').Page} page
 */
async function recorder(page) {
  const session = await page.createCDPSession();
  await session.send('Network.enable', { maxPostDataSize: 1024 * 1024 });
  /** @type {{ id: string, entry: (headers: object[]) => object }[]} */
  const seen = [];
  /** The headers that went out, in their order: a redirect has the id of what led there. @type {Map<string, object[][]>} */
  const sent = new Map();
  let loads = 0;
  session.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
    const list = Object.entries(headers).map(([name, value]) => ({ name, value }));
    sent.set(requestId, [...(sent.get(requestId) ?? []), list]);
  });
  session.on(
    'Network.requestWillBeSent',
    ({ requestId, request, type = 'Other', wallTime, redirectResponse }) => {
      if (type === 'Document' && redirectResponse === undefined) loads += 1;
      const pageref = `page_${loads}`;
      const entry = (/** @type {object[]} */ headers) => ({
        pageref,
        startedDateTime: new Date(wallTime * 1000).toISOString(),
        _resourceType: type.toLowerCase(),
        request: {
          method: request.method,
          url: request.url,
          headers,
          ...(request.postData === undefined
            ? {}
            : { postData: { mimeType: 'text/plain', text: request.postData } }),
        },
        response: { status: 200 },
      });
      seen.push({ id: requestId, entry });
    },
  );
  return () => {
    const entries = seen.map(({ id, entry }) => entry(sent.get(id)?.shift() ?? []));
    return { log: { version: '1.2', creator: { name: 'WebInspector', version: '1' }, pages: [], entries } };
  };
}

/**
 * @param {string} file
 * @returns {Promise<{ requests: Row[], captures: { format: string, creator: string, skipped: unknown[] }[] }>}
 */
async function report(file) {
  const args = ['report', '--format', 'json', '--reveal', '--key', '07'.repeat(32), '--mode', 'normal', file];
  const { stdout } = await run(join(ROOT, 'target/release/telltale'), args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

/**
 * What the page's tracker heard, in an order that depends on nothing else.
 * @param {Row[]} requests
 */
function heard(requests) {
  const of = requests.filter(({ recipient }) => recipient.host === 'stats.example');
  return of
    .map(({ url, body, findings }) => ({
      url,
      body,
      told: findings.map(({ category, at, hmac }) => [category, at, hmac]),
    }))
    .sort((a, b) => (a.url < b.url ? -1 : 1));
}

test('a network log and the developer tools tell the same of a page, and the log tells of the browser too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-netlog-'));
  const [plain, secure] = [createServer(answer), createSecureServer(await makeCertificate(), answer)];
  const ports = { http: await listen(plain), https: await listen(secure) };
  const log = join(folder, 'log.json');
  try {
    const chromium = await puppeteer.launch({
      executablePath: findExecutable('chromium'),
      pipe: true,
      // What the browser sends of its own accord is what this is about.
      ignoreDefaultArgs: ['--disable-background-networking', '--disable-component-update'],
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--no-first-run',
        '--disable-quic',
        '--ignore-certificate-errors',
        `--host-resolver-rules=MAP *:443 127.0.0.1:${ports.https},MAP *:80 127.0.0.1:${ports.http}`,
        `--log-net-log=${log}`,
        '--net-log-capture-mode=Everything',
        `--component-updater=fast-update,url-source=${OWN.updates}`,
        `--variations-server-url=${OWN.trials}`,
      ],
    });
    const page = await chromium.newPage();
    const har = await recorder(page);
    for (const scheme of ['http', 'https']) {
      await page.goto(`${scheme}://news.example/story?of=${scheme}`);
      await page.waitForFunction(() => document.title === 'done');
    }
    const heardOf = (/** @type {string} */ address) => asked.get(new URL(address).host);
    const both = () => {
      const [updates, trials] = [heardOf(OWN.updates), heardOf(OWN.trials)];
      return updates !== undefined && trials !== undefined ? { updates, trials } : null;
    };
    const { updates, trials } = await until(
      'the browser has asked for updates and field trials by itself',
      both,
    );
    assert.equal(updates.version, '1.1');
    assert.equal(trials.version, '2.0');
    await writeFile(join(folder, 'log.har'), JSON.stringify(har()));
    await chromium.close();

    const [fromLog, fromTools] = [await report(log), await report(join(folder, 'log.har'))];
    const [capture] = fromLog.captures;
    assert.equal(capture?.format, 'netlog');
    assert.match(capture.creator, /^(Headless)?Chrom/);
    assert.deepEqual(capture.skipped, []);

    const told = heard(fromLog.requests);
    assert.deepEqual(told, heard(fromTools.requests));
    assert.equal(told.length, 8);
    const posts = told.filter(({ url }) => !url.includes('p.gif'));
    for (const { url, body, told: findings } of posts) {
      assert.equal(body, 'seen', url);
      const categories = findings.map(([category]) => category);
      assert.ok(categories.includes('page_url') && categories.includes('contact'), `${url}: ${categories}`);
    }

    const own = fromLog.requests.filter(({ party }) => party === 'browser');
    assert.ok(own.length > 0, 'the browser asked for nothing');
    const hosts = Object.values(OWN).map((address) => new URL(address).host);
    const strangers = own.filter(
      ({ recipient: { host } }) => host.endsWith('.example') && !hosts.includes(host),
    );
    assert.deepEqual(strangers, [], 'what a page asked for is not the browser’s');
    const of = (/** @type {string} */ address) => own.find(({ url }) => url.startsWith(address));
    assert.ok(updates.bytes > 0);
    assert.deepEqual(
      [of(OWN.updates)?.sent, of(OWN.updates)?.body],
      [true, 'seen'],
      'in the clear, with its body',
    );
    assert.deepEqual([of(OWN.trials)?.sent, of(OWN.trials)?.body], [true, 'none'], 'over HTTP/2');
    assert.ok(own.some(({ component }) => component !== null && /^[a-z_]+$/.test(component)));
  } finally {
    plain.closeAllConnections();
    plain.close();
    secure.close();
    await rm(folder, { recursive: true });
  }
});
