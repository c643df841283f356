/**
 * What opening and judging costs in the built wasm, called from JavaScript as the extension calls it.
 *
 *   npm run build && node tests/bench/opening.mjs
 *
 * Decides what is compared: all figures of one run stand beside each other, taken in turns, as medians of many samples, so
 * that a busy machine slows all of them alike. What a payload costs is a whole request with it, less the same request
 * without. Ratios are what counts; microseconds are this machine's.
 */

import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

import { Matcher, PublicSuffixes } from '../../extension/wasm/telltale.js';
import { hostile } from '../doors/hostile.mjs';
import { openCore } from '../doors/wasm.mjs';
import { median } from './statistics.mjs';

/** @typedef {import('../../extension/background/events.js').RequestDetails} RequestDetails */

const PAGE = 'https://www.example.org/health/depression?ref=home';
const COLLECTOR = 'https://collect.vendor.example/v1/batch';
const PICTURE = 'https://cdn.vendor.example/assets/logo.png';
const SAMPLES = 301;
const TIMES = 60;
/** What hostile requests may take, in milliseconds. */
const LONGEST = 50;

const { wall, memory } = openCore();
wall.cross({ name: 'tab', details: { tab: 1, isPrivate: false } });
wall.cross({ name: 'committed', details: { tab: 1, frame: 0, url: PAGE } });

/** Two page views and a click, as a tag manager's collector gets them: two kilobytes. */
function beacon() {
  const event = (/** @type {number} */ number) => ({
    event: 'page_view',
    messageId: `msg-${number}-3f2a8e0c1d4b`,
    timestamp: '2026-11-25T18:00:00.000Z',
    anonymousId: '3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a',
    context: {
      page: {
        url: PAGE,
        path: '/health/depression',
        referrer: 'https://www.google.com/',
        title: 'Living with depression',
        search: '?ref=home',
      },
      userAgent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36',
      locale: 'en-US',
      timezone: 'Europe/Berlin',
      screen: { width: 1920, height: 1080, density: 1 },
      library: { name: 'collector.js', version: '4.2.1' },
    },
    properties: { scroll: 42, section: 'health', tags: ['mind', 'body', 'sleep'], ad: false, campaign: null },
  });
  const batch = [event(0), event(1), event(2)];
  return JSON.stringify({ batch, sentAt: '2026-11-25T18:00:00.000Z', writeKey: 'k7Jd82hsKq0PzX1m' });
}

let requests = 0;
/**
 * A request from its announcement to its end, which leaves the session as it was.
 * @param {Partial<RequestDetails>} differing
 */
function asked(differing) {
  const common = { method: 'POST', type: 'xmlhttprequest', tabId: 1, timeStamp: 1000, url: COLLECTOR };
  return () => {
    requests += 1;
    const details = { ...common, ...differing, requestId: String(requests) };
    wall.cross({ name: 'seen', details });
    wall.cross({ name: 'completed', details });
  };
}

/** @param {string} text */
const body = (text) => ({ raw: [{ bytes: new TextEncoder().encode(text).buffer }] });

/** Whether a rule hits, by the same lists: what a request costs before anything is opened. */
function matching(/** @type {string} */ url) {
  const list = (/** @type {string} */ name) =>
    readFileSync(new URL(`../../extension/data/${name}.bin`, import.meta.url));
  const matcher = new Matcher(list('trackers'), new PublicSuffixes(list('suffixes')));
  const address = matcher.buffer() + 32;
  const image = Matcher.kinds().indexOf('image');
  const encoder = new TextEncoder();
  const write = (/** @type {string} */ text) =>
    encoder.encodeInto(text, new Uint8Array(memory.buffer, address, 4096)).written;
  matcher.document(write(PAGE));
  return () => matcher.check(write(url), image);
}

const plain = beacon();
const packed = gzipSync(plain).toString('base64');
const layered = `v=1&data=${encodeURIComponent(packed)}`;

/** @type {Record<string, () => unknown>} */
const works = {
  parse: () => JSON.parse(plain),
  codec: () => gunzipSync(Buffer.from(packed, 'base64')),
  match: matching(PICTURE),
  picture: asked({ method: 'GET', type: 'image', url: PICTURE }),
  bare: asked({}),
  plain: asked({ requestBody: body(plain) }),
  layered: asked({ requestBody: body(layered) }),
};

/** @type {Record<string, number[]>} */
const samples = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
for (let round = 0; round < SAMPLES; round += 1) {
  for (const [name, work] of Object.entries(works)) {
    const start = performance.now();
    for (let time = 0; time < TIMES; time += 1) work();
    samples[name]?.push(((performance.now() - start) * 1000) / TIMES);
  }
}
/** Microseconds, once the first third has warmed everything up. */
const took = (/** @type {string} */ name) => median((samples[name] ?? []).slice(SAMPLES / 3));

const parse = took('parse');
const plainly = took('plain') - took('bare');
const inLayers = took('layered') - took('bare');
/** @type {[what: string, figure: string, goal: string][]} */
const rows = [
  [`JSON.parse of ${plain.length} bytes`, `${parse.toFixed(1)} µs`, ''],
  ['base64 and gunzip of the same', `${took('codec').toFixed(1)} µs`, ''],
  ['plain JSON', `${plainly.toFixed(1)} µs, ${(plainly / parse).toFixed(2)} × parse`, '5 × parse'],
  [
    'form, base64, gzip, JSON',
    `${inLayers.toFixed(1)} µs, ${((inLayers - took('codec')) / parse).toFixed(2)} × parse + codec`,
    '5 × parse + codec',
  ],
  ['a verdict alone', `${took('match').toFixed(1)} µs`, ''],
  ['a request without payload, all of it', `${(took('picture') - took('match')).toFixed(1)} µs more`, ''],
];

for (const { name, url = COLLECTOR, body: requestBody = null, headers = [] } of hostile()) {
  const details = { requestId: name, url, method: 'POST', type: 'ping', tabId: 1, timeStamp: 1 };
  const requestHeaders = headers.map(([header, value]) => ({ name: header, value }));
  const times = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    wall.cross({ name: 'seen', details: { ...details, requestBody } });
    wall.cross({ name: 'sent', details: { ...details, requestHeaders } });
    times.push(performance.now() - start);
    wall.cross({ name: 'completed', details });
  }
  rows.push([`hostile: ${name}`, `${median(times).toFixed(1)} ms`, `${LONGEST} ms`]);
}

const width = Math.max(...rows.map(([what]) => what.length));
for (const [what, figure, goal] of rows) console.log(`${what.padEnd(width)}  ${figure.padEnd(34)}${goal}`);
