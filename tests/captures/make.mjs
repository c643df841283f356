/**
 * Writes the captures of this folder: the same browsing, as each tool writes it down.
 *
 * `node tests/captures/make.mjs` after a change here; the files are committed so that tests read what a person can open.
 * A page of news.example reports itself to Google Analytics (GET) and to Sensors Analytics (POST, JavaScript flavour);
 * Mint Browser uploads what it noted of the same page and of a search (POST, Android flavour: a form around base64 around
 * gzip around JSON, with the hash by which Sensors Analytics is known on any host).
 */

import { writeFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';

/**
 * @typedef {object} Sent A request as it went over the wire.
 * @property {string} method
 * @property {string} url
 * @property {string} dest
 * @property {string} mode
 * @property {string} [type]
 * @property {string} answer The type of the answer.
 * @property {string} [body]
 * @property {boolean} [own] Sent by the browser's own code, of which no page knows.
 * @property {number} at Milliseconds after the start.
 *
 * @typedef {readonly (readonly string[])[]} Pairs
 * @typedef {{ name: string, value: string }} Named
 *
 * @typedef {object} Written A request as a tool writes it down, as far as this script changes it.
 * @property {Named[]} headers
 * @property {{ mimeType: string, text?: string, params?: Named[] }} [postData]
 * @property {string} [_requestBodyStatus]
 * @property {object} [_content]
 *
 * @typedef {object} Tool
 * @property {string} file
 * @property {object} creator
 * @property {string} [pages]
 * @property {(request: Sent) => { request: Written }} entry
 * @property {object} [extra]
 */

const HERE = new URL('.', import.meta.url);
const PAGE = 'https://news.example/politics/article?id=7&from=träume';
const PAGE_SENT = 'https://news.example/politics/article?id=7&from=tr%C3%A4ume';
const UUID = '8d6f1c3e-52a7-4b0e-9f64-1f3a0c77be21';
const SEARCHED = 'clinics near me';
const ANDROID_ID = '9774d56d682e549c';
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36';
const ANDROID = 'Dalvik/2.1.0 (Linux; U; Android 9; Redmi Note 8 MIUI/V11.0.3.0)';

/**
 * Java's String.hashCode, which Sensors Analytics sends along.
 * @param {string} text
 */
function javaHash(text) {
  let hash = 0;
  for (const unit of text) hash = (Math.imul(31, hash) + unit.charCodeAt(0)) | 0;
  return hash;
}

/** @param {Uint8Array | string} bytes */
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

function sensorsBody() {
  const data = base64(
    JSON.stringify({
      distinct_id: UUID,
      lib: { $lib: 'js', $lib_method: 'code', $lib_version: '1.27.10' },
      properties: { $screen_height: 800, $screen_width: 1280, url: PAGE_SENT, platform: 'web' },
      anonymous_id: UUID,
      type: 'track',
      event: 'page_load_event_finish',
      time: 1588549800456,
      _track_id: 551809800,
    }),
  );
  return `data=${encodeURIComponent(data)}&ext=${encodeURIComponent(`crc=${javaHash(data)}`)}`;
}

/**
 * One event as Mint Browser notes it: what it tells of the event, beside what it tells every time.
 * @param {number} time
 * @param {string} event
 * @param {object} properties
 */
const mintEvent = (time, event, properties) => ({
  _track_id: 1873622405,
  time,
  type: 'track',
  event,
  distinct_id: UUID,
  anonymous_id: UUID,
  lib: { $lib: 'Android', $lib_version: '4.0.5', $app_version: '3.4.0', $lib_method: 'code' },
  properties: {
    $os: 'Android',
    $os_version: '9',
    $manufacturer: 'Xiaomi',
    $model: 'Redmi Note 8',
    $screen_width: 1080,
    $screen_height: 2340,
    $carrier: 'Some Carrier',
    $network_type: 'WIFI',
    $device_id: ANDROID_ID,
    uuid: UUID,
    internet_status: 'wifi',
    platform: 'AndroidApp',
    miui_region: 'IN',
    system_language: 'en',
    ...properties,
  },
  _flush_time: 1588549802000,
});

function mintFields() {
  const events = [
    mintEvent(1588549801000, 'page_load_event_finish', { url: PAGE_SENT }),
    mintEvent(1588549801500, 'search', {
      used_searchengine: 'google',
      search_position: 'address_bar',
      search_method: 'keyboard',
      search_word: SEARCHED,
    }),
  ];
  const list = base64(gzipSync(JSON.stringify(events)));
  return [
    ['crc', String(javaHash(list))],
    ['gzip', '1'],
    ['data_list', list],
  ];
}

/** @param {Pairs} fields */
const encodeForm = (fields) =>
  fields.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');

const GA4 =
  'https://www.google-analytics.com/g/collect?v=2&tid=G-4XQ2T7KZ11&_p=1588549800&cid=1234567890.1588549800' +
  `&ul=en-us&sr=1280x800&dl=${encodeURIComponent(PAGE_SENT)}&dt=Politics&en=page_view`;

/** @type {Sent[]} */
const REQUESTS = [
  {
    method: 'GET',
    url: PAGE_SENT,
    dest: 'document',
    mode: 'navigate',
    type: 'document',
    answer: 'text/html',
    at: 0,
  },
  { method: 'GET', url: GA4, dest: 'empty', mode: 'no-cors', type: 'fetch', answer: 'text/plain', at: 310 },
  {
    method: 'POST',
    url: 'https://sa.api.intl.miui.com/sa?project=news_web',
    dest: 'empty',
    mode: 'cors',
    type: 'xhr',
    answer: 'text/plain',
    body: sensorsBody(),
    at: 456,
  },
  {
    method: 'POST',
    url: 'https://sa.api.intl.miui.com/sa?project=global_browser_mini&r=IN',
    dest: 'empty',
    mode: 'cors',
    type: 'xhr',
    answer: 'text/plain',
    body: encodeForm(mintFields()),
    own: true,
    at: 2000,
  },
];

const FORM = 'application/x-www-form-urlencoded';
const START = Date.parse('2020-05-03T23:50:00.000Z');
/** @param {Sent} request */
const moment = (request) => new Date(START + request.at);
/** @param {Pairs} list */
const pairs = (list) => list.map(([name = '', value = '']) => ({ name, value }));
/** @param {Sent} request */
const query = (request) =>
  pairs([...new URL(request.url).searchParams].map(([n, v]) => [n, encodeURIComponent(v)]));

/**
 * @param {Sent} request
 * @returns {[name: string, value: string][]}
 */
function headers(request) {
  if (request.own) {
    return [
      ['Content-Type', FORM],
      ['User-Agent', ANDROID],
      ['Host', new URL(request.url).host],
      ['Content-Length', String(request.body?.length)],
    ];
  }
  /** @type {ReturnType<typeof headers>} */
  const list = [
    ['Host', new URL(request.url).host],
    ['User-Agent', BROWSER],
    ['Accept', request.dest === 'document' ? 'text/html,application/xhtml+xml' : '*/*'],
    ['Sec-Fetch-Dest', request.dest],
    ['Sec-Fetch-Mode', request.mode],
  ];
  if (request.dest !== 'document') list.push(['Referer', 'https://news.example/']);
  if (request.body) {
    list.push(
      ['Origin', 'https://news.example'],
      ['Content-Type', FORM],
      ['Content-Length', String(request.body.length)],
    );
  }
  return list;
}

const ANSWER = { httpVersion: 'HTTP/1.1', cookies: [], redirectURL: '', headersSize: -1, bodySize: 2 };

/** @param {Sent} request */
function chromium(request) {
  const listed = headers(request).filter(([name]) => name !== 'Host');
  return {
    _connectionId: '42',
    _initiator: {
      type: 'script',
      stack: { callFrames: [{ functionName: '', url: 'https://news.example/t.js' }] },
    },
    _priority: 'High',
    _resourceType: request.type,
    cache: {},
    connection: '42',
    pageref: 'page_1',
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'http/2.0',
      headers: pairs([
        [':authority', new URL(request.url).host],
        ...listed.map(([n, v]) => [n.toLowerCase(), v]),
      ]),
      queryString: query(request),
      cookies: [],
      headersSize: -1,
      bodySize: request.body?.length ?? 0,
      ...(request.body && { postData: { mimeType: FORM, text: request.body, params: formOf(request.body) } }),
    },
    response: {
      status: 200,
      statusText: '',
      headers: [],
      content: { size: 2, mimeType: request.answer, text: 'ok' },
      ...ANSWER,
      _transferSize: 99,
      _error: null,
      _fetchedViaServiceWorker: false,
    },
    serverIPAddress: '203.0.113.9',
    startedDateTime: moment(request).toISOString(),
    time: 12.5,
    timings: {
      blocked: 1,
      dns: -1,
      ssl: -1,
      connect: -1,
      send: 0.1,
      wait: 10,
      receive: 1.4,
      _blocked_queueing: 1,
    },
  };
}

/**
 * Chromium takes the form apart and leaves the percent-encoding on.
 * @param {string} body
 */
const formOf = (body) => pairs(body.split('&').map((field) => field.split('=')));
/**
 * Others take it off.
 * @param {string} body
 */
const decodedForm = (body) => pairs([...new URLSearchParams(body)]);

/** @param {Sent} request */
function firefox(request) {
  return {
    startedDateTime: new Date(moment(request).getTime() + 7_200_000).toISOString().replace('Z', '+02:00'),
    request: {
      bodySize: request.body?.length ?? 0,
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2',
      headers: pairs(headers(request)),
      cookies: [],
      queryString: query(request),
      headersSize: 512,
      ...(request.body && {
        postData: { mimeType: FORM, params: decodedForm(request.body), text: request.body },
      }),
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [],
      content: { mimeType: request.answer, size: 2, text: 'ok' },
      ...ANSWER,
    },
    cache: {},
    timings: { blocked: 0, dns: 0, connect: 0, ssl: 0, send: 0, wait: 10, receive: 0 },
    time: 10,
    _securityState: 'secure',
    serverIPAddress: '203.0.113.9',
    connection: '443',
    pageref: 'page_1',
  };
}

/** @param {Sent} request */
function mitmproxy(request) {
  return {
    startedDateTime: moment(request).toISOString().replace('Z', '000+00:00'),
    time: 12.0,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: pairs(headers(request)),
      queryString: query(request),
      headersSize: 400,
      bodySize: request.body?.length ?? 0,
      ...(request.body && {
        postData: { mimeType: FORM, text: request.body, params: decodedForm(request.body) },
      }),
    },
    response: {
      status: 200,
      statusText: '',
      headers: [],
      content: { size: 2, compression: 0, mimeType: request.answer, text: 'ok' },
      ...ANSWER,
    },
    cache: {},
    timings: { connect: -1, ssl: -1, send: 0.3, receive: 0.4, wait: 11 },
    serverIPAddress: '203.0.113.9',
  };
}

/** @param {Sent} request */
function charles(request) {
  return {
    startedDateTime: moment(request).toISOString().replace('Z', '+00:00'),
    time: 12,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: pairs([[':method', request.method], ...headers(request)]),
      queryString: decodedForm(new URL(request.url).search.slice(1)),
      ...(request.body && { postData: { mimeType: FORM, params: decodedForm(request.body) } }),
      headersSize: 300,
      bodySize: request.body?.length ?? 0,
    },
    response: {
      _charlesStatus: 'COMPLETE',
      status: 200,
      headers: pairs([[':status', '200']]),
      content: { size: 2, mimeType: null, text: 'ok' },
      ...ANSWER,
      statusText: null,
    },
    serverIPAddress: '203.0.113.9',
    cache: {},
    timings: { connect: 0, ssl: 0, send: 0, dns: 0, wait: 10, receive: 2 },
  };
}

/** @param {Sent} request */
function httpToolkit(request) {
  return {
    pageref: 'mint',
    startedDateTime: moment(request).toISOString(),
    time: 12,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: pairs(headers(request).map(([name, value]) => [name.toLowerCase(), value])),
      queryString: query(request),
      headersSize: -1,
      bodySize: request.body?.length ?? 0,
      ...(request.body && {
        postData: { mimeType: FORM, text: request.body, params: decodedForm(request.body) },
      }),
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [],
      content: { mimeType: request.answer, size: 2, text: 'ok' },
      ...ANSWER,
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 1, wait: 10, receive: 1 },
  };
}

/** @param {Sent} request */
function pcapdroid(request) {
  return {
    startedDateTime: moment(request).toISOString(),
    time: -1,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: pairs(headers(request)),
      queryString: query(request),
      headersSize: -1,
      bodySize: request.body?.length ?? 0,
      ...(request.body && {
        postData: { mimeType: FORM, params: [], encoding: 'base64', text: base64(request.body) },
      }),
    },
    response: {
      status: 200,
      statusText: 'OK',
      headers: [],
      content: { size: 2, mimeType: request.answer, text: 'ok' },
      ...ANSWER,
    },
    cache: {},
    timings: { send: -1, wait: -1, receive: -1 },
    serverIPAddress: '203.0.113.9',
    connection: '3',
  };
}

/** @type {Tool[]} */
const TOOLS = [
  {
    file: 'chromium',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: PAGE_SENT,
    entry: chromium,
  },
  { file: 'firefox', creator: { name: 'Firefox', version: '140.5.0' }, pages: 'Politics', entry: firefox },
  {
    file: 'mitmproxy',
    creator: { name: 'mitmproxy', version: '1.2.3', comment: 'mitmproxy version 12.1.1' },
    entry: mitmproxy,
  },
  { file: 'charles', creator: { name: 'Charles Proxy', version: '5.0.1' }, entry: charles },
  {
    file: 'http-toolkit',
    creator: { name: 'HTTP Toolkit', version: '1.20.1' },
    pages: 'Mint Browser',
    entry: httpToolkit,
    extra: {
      _tlsErrors: [
        {
          startedDateTime: '2020-05-03T23:50:03.000Z',
          time: 3,
          hostname: 'pinned.bank.example',
          cause: 'cert-rejected',
          clientIPAddress: '192.0.2.4',
          clientPort: 40400,
        },
      ],
    },
  },
  { file: 'pcapdroid', creator: { name: 'PCAPdroid', version: '1.9.2' }, entry: pcapdroid },
];

/** @param {Tool} tool */
function har({ creator, pages, entry, extra }) {
  const listed = pages
    ? [
        {
          startedDateTime: new Date(START).toISOString(),
          id: pages === 'Mint Browser' ? 'mint' : 'page_1',
          title: pages,
          pageTimings: { onContentLoad: 300, onLoad: 500 },
        },
      ]
    : [];
  return { log: { version: '1.2', creator, pages: listed, entries: REQUESTS.map(entry), ...extra } };
}

for (const tool of TOOLS) {
  writeFileSync(new URL(`${tool.file}.har`, HERE), `${JSON.stringify(har(tool), null, 2)}\n`);
}

// A body that is gzip and says it is JSON: what each proxy makes of the same bytes.
const OPAQUE = gzipSync(JSON.stringify([{ url: PAGE_SENT, uuid: UUID, title: 'Träume' }]));
const upload = {
  method: 'POST',
  url: 'https://collect.vendor.example/v1',
  dest: 'empty',
  mode: 'cors',
  at: 5,
  answer: 'text/plain',
  body: ' '.repeat(OPAQUE.length),
};
const surrogates = [...OPAQUE]
  .map((byte) =>
    byte < 0x80 ? JSON.stringify(String.fromCharCode(byte)).slice(1, -1) : `\\udc${byte.toString(16)}`,
  )
  .join('');
/**
 * The upload of one tool, with its body written its way.
 * @param {string} file
 * @param {(request: Written) => unknown} change
 */
function binary(file, change) {
  const tool = TOOLS.find((one) => one.file === file);
  if (tool === undefined) throw new Error(`there is no tool ${file}`);
  const entry = tool.entry(upload);
  entry.request.headers = entry.request.headers.map((header) =>
    header.name.toLowerCase() === 'content-type' ? { ...header, value: 'application/json' } : header,
  );
  entry.request.postData = { ...entry.request.postData, mimeType: 'application/json', params: [] };
  change(entry.request);
  return JSON.stringify(
    { log: { version: '1.2', creator: tool.creator, pages: [], entries: [entry] } },
    null,
    1,
  );
}
/**
 * @param {Written} request
 * @param {string} text
 * @param {string} [mimeType]
 */
const write = (request, text, mimeType = 'application/json') => {
  request.postData = { ...request.postData, mimeType, text };
};
const mitm = binary('mitmproxy', (request) => write(request, 'BODY')).replace('"BODY"', `"${surrogates}"`);
const files = {
  'binary-mitmproxy.har': mitm,
  'binary-mitmproxy.zhar': deflateSync(mitm, { level: 9 }),
  'binary-mitmproxy-latin1.har': binary('mitmproxy', (request) => {
    request.headers = request.headers.map((header) =>
      header.name === 'Content-Type' ? { ...header, value: 'application/octet-stream' } : header,
    );
    write(request, OPAQUE.toString('latin1'), 'application/octet-stream');
  }),
  'binary-http-toolkit.har': binary('http-toolkit', (request) => {
    delete request.postData;
    request._requestBodyStatus = 'discarded:not-representable';
    request._content = { text: base64(OPAQUE), size: OPAQUE.length, encoding: 'base64' };
  }),
  'binary-pcapdroid.har': binary('pcapdroid', (request) => write(request, base64(OPAQUE))),
};
for (const [name, text] of Object.entries(files)) writeFileSync(new URL(name, HERE), text);

// The page's address as a person types it: only here so that nobody takes the encoded form for it.
if (new URL(PAGE).href !== PAGE_SENT) throw new Error('the page and what is sent of it have drifted apart');
