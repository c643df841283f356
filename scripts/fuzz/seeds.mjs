/**
 * What fuzzing starts from: the corpus and the captures of the tests, spelt as each target reads them.
 *
 * Decides the spelling, which is that of `crate/fuzz/fuzz_targets/`. Refuses to know what comes of it.
 *
 * @typedef {[name: string, seed: Buffer][]} Seeds
 * @typedef {{ url: string, method?: string, headers?: [string, string][], body?: any }} Request
 * @typedef {{ type: number, phase: number, source: { id: number, type: number }, params?: { source_dependency?: { id: number }, stream_id?: number, bytes?: string } }} Event
 * @typedef {{ constants: { logEventTypes: Record<string, number>, logSourceType: Record<string, number>, logEventPhase: object }, events: Event[] }} NetLog
 */

import { readFile, readdir } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

import { at } from '../base/place.mjs';

/** Bytes of an input: as many as a body may have that crosses the wasm wall. */
export const MOST = 65536;

/** @returns {Promise<[name: string, request: Request][]>} */
async function cases() {
  const folders = await readdir(at('tests/corpus'), { withFileTypes: true });
  const names = folders.filter((one) => one.isDirectory()).map(({ name }) => name);
  const read = (/** @type {string} */ name) => readFile(at('tests/corpus', name, 'request.json'), 'utf8');
  return Promise.all(names.map(async (name) => [name, JSON.parse(await read(name))]));
}

/**
 * A case of `tests/corpus/` as `fuzz_targets/request.rs` reads it.
 * @param {Request} request
 */
function spelt({ url, headers = [], body }) {
  const { text, base64, parts, form, cut } = body ?? {};
  const bytes = (/** @type {string} */ encoded) => Buffer.from(encoded, 'base64');
  /** @type {[string, Buffer | null]} */
  const [way, content] =
    body === 'unseen'
      ? ['u', null]
      : text !== undefined
        ? ['r', Buffer.from(text)]
        : base64 !== undefined
          ? ['r', bytes(base64)]
          : parts !== undefined
            ? ['p', Buffer.concat(parts.map(bytes))]
            : form !== undefined
              ? ['f', Buffer.from(String(new URLSearchParams(form)))]
              : cut !== undefined
                ? ['c', Buffer.from(cut[0])]
                : ['-', null];
  const head = [`${way}${url}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join('\n');
  return content === null ? Buffer.from(head) : Buffer.concat([Buffer.from(`${head}\n\n`), content]);
}

/** More than there are ways to recognise a beacon: what is beyond starts again from the first. */
const BEACONS = 200;
const SHAPES = ['query', 'form', 'marked', 'raw'];

/** The corpus, and each beacon in each shape. */
async function ofRequest() {
  /** @type {Seeds} */
  const seeds = (await cases()).map(([name, request]) => [name, spelt(request)]);
  for (let beacon = 0; beacon < BEACONS; beacon += 1) {
    for (const shape of SHAPES) {
      const text = `d${beacon} ${shape}\nhttps://www.example.org/private/path\n3f2a8e0c1d4b4c6e\n\n:1}`;
      seeds.push([`beacon-${beacon}-${shape}`, Buffer.from(text)]);
    }
  }
  return seeds;
}

/** A log that was recorded, with the names that it uses and as many events as fit. */
async function recorded() {
  const packed = await readFile(at('tests/captures/netlog-everything.json.gz'));
  const { constants, events } = /** @type {NetLog} */ (JSON.parse(gunzipSync(packed).toString()));
  const used = new Set(events.map(({ type }) => type));
  const logEventTypes = Object.fromEntries(
    Object.entries(constants.logEventTypes).filter(([, type]) => used.has(type)),
  );
  return { constants: { ...constants, logEventTypes, netError: {} }, events };
}

/** Every capture of the tests, and every case of the corpus as one: the size of the pieces, then the file. */
async function ofCapture() {
  const { constants, events } = await recorded();
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  const log = `{"constants":${JSON.stringify({ ...constants, activeFieldTrialGroups: [] })},\n"events": [\n${lines}]}`;
  /** @type {[string, string | Buffer][]} */
  const files = [['netlog.json', log.slice(0, MOST - 2)]];
  for (const name of await readdir(at('tests/captures'))) {
    if (name.endsWith('.har')) files.push([name, await readFile(at('tests/captures', name))]);
  }
  for (const [name, { method = 'POST', url, headers = [], body }] of await cases()) {
    const { text, base64, form } = body ?? {};
    const params = form && Object.entries(form).map(([field, value]) => ({ name: field, value }));
    const postData = base64 === undefined ? { text, params } : { text: base64, encoding: 'base64' };
    const request = { method, url, headers, ...(body === undefined ? {} : { postData }) };
    files.push([
      `${name}.har`,
      JSON.stringify({ log: { entries: [{ request, response: { status: 200 } }] } }),
    ]);
  }
  return /** @type {Seeds} */ (
    files.map(([name, file]) => [name, Buffer.concat([Buffer.from([64, 1]), Buffer.from(file)])])
  );
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The events that were recorded, as numbers: a one before each event and each letter, a zero after the last letter. */
async function ofNetlog() {
  const target = await readFile(at('crate/fuzz/fuzz_targets/netlog.rs'), 'utf8');
  const names = [...(target.split('];')[0] ?? '').matchAll(/"([A-Z\d_]+)"/g)].map(([, name]) => name);
  const { constants, events } = await recorded();
  const kinds = new Map(
    Object.entries(constants.logEventTypes).map(([name, type]) => [type, names.indexOf(name)]),
  );
  const requests = constants.logSourceType['URL_REQUEST'];
  const isRequest = new Set(events.flatMap(({ source }) => (source.type === requests ? source.id : [])));
  /** @type {Map<number, number>} */
  const numbers = new Map();
  /** Requests are the sources with odd numbers. */
  const number = (/** @type {number} */ id) => {
    const known = numbers.get(id) ?? (numbers.size * 2 + (isRequest.has(id) ? 1 : 0)) % 256;
    numbers.set(id, known);
    return known;
  };
  const spelling = events.flatMap(({ type, phase, source, params = {} }) => {
    const kind = kinds.get(type) ?? -1;
    if (kind < 0) return [];
    const other = number(params.source_dependency?.id ?? 0);
    const letters = [...(params.bytes ?? '')]
      .slice(0, 200)
      .flatMap((letter) => [1, Math.max(0, LETTERS.indexOf(letter))]);
    return [1, kind, phase, number(source.id), other, (params.stream_id ?? 0) % 256, ...letters, 0];
  });
  return /** @type {Seeds} */ ([['recorded', Buffer.from(spelling.slice(0, MOST))]]);
}

/** The seeds of each target. @type {Record<string, () => Promise<Seeds>>} */
export const SEEDS = { request: ofRequest, capture: ofCapture, netlog: ofNetlog };
