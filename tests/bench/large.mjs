/**
 * How much memory a large capture takes: `node tests/bench/large.mjs [GIGABYTES]`, after `npm run build`.
 *
 * Writes a HAR of that size, has the command line report on it and the reader of the report's page open it, and prints the
 * most memory that this took. Decides what stands in the file: small entries, as a shop has them, each with one thing to
 * find. Refuses to judge the figures. The reader runs in Node here, in pieces as large as its worker's.
 */

import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import { PIECE } from '../../extension/report/captures/calls.js';
import { Captures, initSync } from '../../extension/wasm/captures.js';
import { built } from './core.mjs';

const TELLTALE = fileURLToPath(new URL('../../target/release/telltale', import.meta.url));
const PACE = 5;

/** @param {number} number */
function entry(number) {
  const headers = (/** @type {string} */ start, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, at) => ({
      name: `${start}-header-${at}`,
      value: 'a value of usual length; q=0.9',
    }));
  const query = `v=2&n=${number}&dl=https%3A%2F%2Fnews.example%2F`;
  return {
    startedDateTime: '2026-05-04T01:30:00.123Z',
    _resourceType: 'fetch',
    request: {
      method: 'POST',
      url: `https://stats.example/collect?${query}`,
      headers: [...headers('x', 14), { name: 'Referer', value: 'https://news.example/' }],
      postData: {
        mimeType: 'application/json',
        text: JSON.stringify({ page: 'https://news.example/', number }),
      },
    },
    response: {
      status: 200,
      headers: headers('y', 10),
      content: { mimeType: 'text/html', text: '<p class="x">words\n'.repeat(16) },
    },
  };
}

/** @param {number} size in bytes */
function* har(size) {
  let written = 0;
  for (let number = 0; written < size; number += 1) {
    const start =
      number === 0 ? '{"log":{"creator":{"name":"WebInspector","version":"1"},"entries":[\n' : ',\n';
    const text = start + JSON.stringify(entry(number), null, 1);
    written += text.length;
    yield text;
  }
  yield '\n]}}\n';
}

/**
 * Opens the file as the report's page does.
 * @param {string} file
 */
async function open(file) {
  const { memory } = initSync({ module: new WebAssembly.Module(built('wasm/captures_bg.wasm')) });
  const list = (/** @type {string} */ name) => built(`data/${name}.bin`);
  const captures = new Captures(
    list('trackers'),
    list('suffixes'),
    list('companies'),
    list('addresses'),
    new Uint8Array(32),
  );
  const rest = memory.buffer.byteLength;
  const began = performance.now();
  captures.open('large.har', 'normal');
  for await (const piece of createReadStream(file, { highWaterMark: PIECE })) {
    captures.give(piece);
    while (captures.advance().more);
  }
  captures.end();
  while (captures.advance().more);
  const { opened } = captures.finish();
  const { total } = captures.requests(opened.id, { count: 1 });
  // A module's memory never shrinks.
  const most = memory.buffer.byteLength;
  return {
    rest,
    most,
    seconds: (performance.now() - began) / 1000,
    requests: opened.capture.requests,
    total,
  };
}

/**
 * The most memory that a process has had so far, in kilobytes; nothing once it has ended.
 * @param {number | undefined} id
 */
async function peak(id) {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
}

const size = Number(process.argv[2] ?? 1) * 1e9;
const folder = await mkdtemp(join(tmpdir(), 'telltale-large-'));
try {
  const file = join(folder, 'large.har');
  await pipeline(Readable.from(har(size)), createWriteStream(file));
  const began = performance.now();
  const child = spawn(TELLTALE, ['report', '--mode', 'normal', '--format', 'json', file], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((done, fail) => child.once('exit', done).once('error', fail));
  let most = 0;
  const watch = setInterval(async () => (most = Math.max(most, await peak(child.pid))), PACE);
  const status = await ended;
  clearInterval(watch);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(
    `${size / 1e9} GB, command line: ${((most * 1024) / 1e6).toFixed(1)} MB at most, ${seconds} s, status ${status}\n`,
  );
  const page = await open(file);
  process.stdout.write(
    `${size / 1e9} GB, the page's reader: ${(page.most / 1e6).toFixed(1)} MB at most, of which ${(page.rest / 1e6).toFixed(1)} MB ` +
      `are the lists at rest, ${page.seconds.toFixed(1)} s, ${page.requests} requests, ${page.total} of them kept\n`,
  );
} finally {
  await rm(folder, { recursive: true });
}
