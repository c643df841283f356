/**
 * Records the network logs of this folder: a visit to the demonstration site, as a real Chromium writes it down.
 *
 * `node tests/captures/record.mjs` after Chromium writes its logs differently; the files are committed so that tests read
 * what a browser wrote. Each is made twice: in the default mode, and with `--net-log-capture-mode=Everything`.
 *
 * Decides what stays of a log: the events of requests and of the ways that they take. What came back, the command line and
 * the browser's experiments go. Refuses to know what is read out of it.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import puppeteer from 'puppeteer-core';

import { findExecutable } from '../browsers/executable.mjs';
import { startDemo } from '../demo/server.mjs';
import { PAGES } from '../demo/trackers.mjs';

/**
 * @typedef {{ type: number, source: { type: number }, params?: { bytes?: string } }} Event
 * @typedef {{ constants: { clientInfo: object, logEventTypes: Record<string, number>, logSourceType: Record<string, number> }, events: Event[] }} NetLog
 */

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const SOURCES = [
  'URL_REQUEST',
  'HTTP_STREAM_JOB',
  'HTTP_STREAM_JOB_CONTROLLER',
  'SOCKET',
  'HTTP2_SESSION',
  'TRANSPORT_CONNECT_JOB',
  'SSL_CONNECT_JOB',
];
const ANSWERS = /_BYTES_RECEIVED$|^SSL_(CERTIFICATES|HANDSHAKE)|^CERT_/;

/**
 * A log without what came back, which is most of it.
 * @param {NetLog} log
 */
function reduced({ constants, events }) {
  const { name, version } = /** @type {{ name: string, version: string }} */ (constants.clientInfo);
  const sources = new Set(SOURCES.map((source) => constants.logSourceType[source]));
  const answers = new Set(
    Object.entries(constants.logEventTypes).flatMap(([event, type]) => (ANSWERS.test(event) ? type : [])),
  );
  const kept = events.filter(({ type, source }) => sources.has(source.type) && !answers.has(type));
  const lines = kept.map((event) => JSON.stringify(event)).join(',\n');
  const told = { ...constants, clientInfo: { name, version }, activeFieldTrialGroups: [] };
  return `{"constants":${JSON.stringify(told)},\n"events": [\n${lines}]}\n`;
}

/**
 * @param {string} log where the browser writes it
 * @param {string[]} mode
 */
async function visit(log, mode) {
  const demo = await startDemo();
  try {
    const chromium = await puppeteer.launch({
      executablePath: findExecutable('chromium'),
      pipe: true,
      // What the browser sends of its own accord belongs into a log.
      ignoreDefaultArgs: ['--disable-background-networking', '--disable-component-update'],
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--no-first-run',
        '--ignore-certificate-errors',
        `--host-resolver-rules=MAP *:443 127.0.0.1:${demo.ports.https},MAP *:80 127.0.0.1:${demo.ports.http}`,
        `--log-net-log=${log}`,
        ...mode,
      ],
    });
    const page = await chromium.newPage();
    await page.goto(PAGES.article.url);
    await page.waitForFunction(() => document.documentElement.dataset['tags'] === 'through');
    await chromium.close();
  } finally {
    await demo.close();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'telltale-record-'));
try {
  for (const [name, mode] of /** @type {[string, string[]][]} */ ([
    ['netlog-default', []],
    ['netlog-everything', ['--net-log-capture-mode=Everything']],
  ])) {
    const log = join(folder, `${name}.json`);
    await visit(log, mode);
    const text = reduced(JSON.parse(await readFile(log, 'utf8')));
    await writeFile(join(FOLDER, `${name}.json.gz`), gzipSync(text, { level: 9 }));
  }
} finally {
  await rm(folder, { recursive: true });
}
