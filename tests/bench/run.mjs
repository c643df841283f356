/**
 * Measures how fast Telltale is, beside its rivals, and says which goals are met: one table.
 *
 *   npm run bench -- [--workload FILE] [--list FILE]
 *
 * FILE of requests: a line `[url, document url, type]` each; without one, four thousand are made from a seed. FILE of a
 * list: a second list beside the built-in one, which is EasyPrivacy where its goals are compared. Decides the rows and the
 * goals. Refuses to know how anything is measured; its rivals have to be installed (`scripts/bench.mjs` does it).
 */

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { at } from '../../scripts/base/place.mjs';
import { answer } from '../../scripts/base/run.mjs';
import { released, tool } from '../../scripts/build/cargo.mjs';
import { MODULES } from '../../scripts/build/wasm.mjs';
import { compare } from './compare.mjs';
import { FLOOR, OURS } from './engines.mjs';
import { measureInstantiation } from './instantiate.mjs';
import { measureCommand } from './native.mjs';
import { measurePage, PAIRS } from './page.mjs';
import { makeRequests, readRequests } from './requests.mjs';
import { inWords } from './statistics.mjs';

/**
 * @typedef {import('./compare.mjs').Measured} Measured
 * @typedef {import('./requests.mjs').Request} Request
 * @typedef {object} Row
 * @property {string} what
 * @property {string} goal Empty where a figure only explains another.
 * @property {string} measured
 * @property {boolean} [met]
 */

const MADE = 4_000;
const WORKLOAD = 'requests.ndjson';
const MB = 1e6;
const KB = 1e3;

/** How many times what each rival takes, at most. */
const SHARES = { easyprivacy: { ubo: 0.18, ghostery: 0.05, adblock: 0.1 }, builtin: 0.22 };
const P99 = 0.25;
const OVER_FLOOR = 2;
const OPEN = 0.4;
const PARSE = 0.5;

const { values } = parseArgs({ options: { workload: { type: 'string' }, list: { type: 'string' } } });

/** @type {Row[]} */
const rows = [];

/**
 * A row whose figure may be as large as its goal.
 * @param {string} what
 * @param {number} figure
 * @param {number} goal
 * @param {{ unit?: string, digits?: number, more?: string }} [form]
 */
function atMost(what, figure, goal, { unit = '', digits = 2, more = '' } = {}) {
  const measured = `${figure.toFixed(digits)}${unit}${more && ` (${more})`}`;
  rows.push({ what, goal: `${goal}${unit}`, measured, met: figure <= goal });
}

const ns = (/** @type {number} */ figure) => `${figure.toFixed(0)} ns`;

/**
 * Everything that is measured on one list beside the rivals.
 * @param {string} name
 * @param {Measured[]} all
 * @param {{ ready: number, share: (rival: Measured, best: boolean) => number | undefined }} goals
 *   milliseconds, times a rival
 */
function listRows(name, all, { ready, share }) {
  const ours = all.find((one) => one.name === OURS);
  const floor = all.find((one) => one.name === FLOOR);
  const rivals = all.filter((one) => one !== ours && one !== floor);
  const by = (/** @type {'best' | 'p99' | 'open' | 'parse'} */ what) =>
    rivals.toSorted((a, b) => a[what] - b[what])[0];
  if (ours === undefined || floor === undefined) throw new Error('Telltale itself was not measured');
  const fastest = by('best');
  for (const rival of rivals) {
    const goal = share(rival, rival === fastest);
    const more = `best pass ${ns(ours.best)} to ${ns(rival.best)}, median ${ns(ours.median)} to ${ns(rival.median)}`;
    const what = `${name}: match, × ${rival.title}`;
    if (goal !== undefined) atMost(what, ours.best / rival.best, goal, { more });
    else rows.push({ what, goal: '', measured: `${(ours.best / rival.best).toFixed(2)} (${more})` });
  }
  const p99 = by('p99');
  if (p99) {
    const more = `${ns(ours.p99)} to ${ns(p99.p99)}; p50 ${ns(ours.p50)} to ${ns(p99.p50)}`;
    atMost(`${name}: p99, × ${p99.title}`, ours.p99 / p99.p99, P99, { more });
  }
  atMost(`${name}: match, × the floor`, ours.best / floor.best, OVER_FLOOR, {
    more: `${ns(ours.best)} to ${ns(floor.best)}`,
  });
  atMost(`${name}: from stored bytes to the first verdict`, ours.open, ready, { unit: ' ms' });
  const open = by('open');
  if (open)
    atMost(`${name}: the same, × ${open.title}`, ours.open / open.open, OPEN, {
      more: `${open.open.toFixed(1)} ms`,
    });
  const parse = by('parse');
  if (parse) {
    const more = `${ours.parse.toFixed(0)} ms to ${parse.parse.toFixed(0)} ms`;
    atMost(`${name}: compiled from text, × ${parse.title}`, ours.parse / parse.parse, PARSE, { more });
  }
  rows.push({
    what: `${name}: hits`,
    goal: '',
    measured: rivals
      .concat(ours)
      .map(({ title, hits }) => `${title} ${hits}`)
      .join(', '),
  });
}

/**
 * @param {string} name
 * @param {number} goal
 * @param {string[]} file of the compiled list; the built-in one if there is none
 */
async function blobRows(name, goal, ...file) {
  const said = await answer(released('telltale'), ['lists', 'show', ...file]);
  const [, all, match] = /^(\d+) bytes, of which (\d+) are read to match$/m.exec(said) ?? [];
  atMost(`${name}: blob, what a match needs`, Number(match) / MB, goal, { unit: ' MB' });
  const text = (Number(all) - Number(match)) / MB;
  rows.push({ what: `${name}: blob, the rules' texts`, goal: '', measured: `${text.toFixed(2)} MB` });
}

/**
 * @param {string} workload
 * @returns {import('./path.mjs').Way[]} without headers, and with a browser's
 */
function wayOf(workload) {
  const path = fileURLToPath(new URL('path.mjs', import.meta.url));
  return JSON.parse(execFileSync(process.execPath, [path, workload], { encoding: 'utf8' }));
}

/**
 * The goals are of requests without a payload: an address without a query is the least that a request can carry.
 * @param {Request[]} requests
 * @param {string} folder
 */
async function wayRows(requests, folder) {
  const plain = join(folder, 'plain.ndjson');
  const bare = requests.filter(([url]) => !url.includes('?'));
  await writeLines(plain, bare);
  const [way] = wayOf(plain);
  if (way === undefined) throw new Error('the whole path was not measured');
  const more = `${bare.length} requests without a query; and ${way.journal.toFixed(1)} µs for the journal`;
  atMost('whole path of a request: median', way.median, 6, { unit: ' µs', digits: 1, more });
  atMost('whole path of a request: p99', way.p99, 20, { unit: ' µs', digits: 1 });
  const [all, headers] = wayOf(join(folder, WORKLOAD));
  for (const [what, one] of /** @type {const} */ ([
    ['whole path of any request', all],
    ["the same with a browser's request headers", headers],
  ])) {
    const measured = `median ${one?.median.toFixed(1)} µs, p99 ${one?.p99.toFixed(1)} µs`;
    rows.push({ what, goal: '', measured });
  }
}

async function moduleRows() {
  for (const { name } of MODULES) {
    const bytes = await readFile(at('extension', 'wasm', `${name}_bg.wasm`));
    atMost(`module ${name}`, bytes.length / MB, 1.2, { unit: ' MB' });
    atMost(`module ${name}, gzip`, gzipSync(bytes, { level: 9 }).length / KB, 550, {
      unit: ' kB',
      digits: 0,
    });
  }
}

/**
 * @param {string} name
 * @param {Parameters<typeof measureCommand>[0]} what
 */
function commandRow(name, what) {
  const { requests, perCore, cores } = measureCommand(what);
  rows.push({
    what: `${name}: command line, requests a second and core`,
    goal: '2.00 million',
    measured: `${(perCore / MB).toFixed(2)} million (${requests} requests, ${cores.toFixed(1)} cores busy)`,
    met: perCore >= 2 * MB,
  });
}

/** What only a browser shows. */
async function browserRows() {
  for (const { name, ours, control, ratio } of await measureInstantiation())
    atMost(`module ${name}: instantiated, × one as large that does nothing`, ratio.ratio, 1.5, {
      more: `${inWords(ratio)}; medians ${ours.toFixed(1)} ms, ${control.toFixed(1)} ms`,
    });
  const { asked, ours, listening, deaf, overListening, overDeaf } = await measurePage(PAIRS);
  const medians = [ours, listening, deaf].map((time) => `${time.toFixed(0)} ms`).join(', ');
  atMost(
    `page of ${asked} requests: loaded, × the same listeners, which do nothing`,
    overListening.ratio,
    1.05,
    {
      more: `${inWords(overListening)}; medians with Telltale, with these, without any: ${medians}`,
    },
  );
  rows.push({ what: 'the same, × no listeners', goal: '', measured: inWords(overDeaf) });
}

/**
 * @param {string} file
 * @param {Request[]} requests
 */
function writeLines(file, requests) {
  return writeFile(file, requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
}

function table() {
  const said = rows.map(({ what, goal, measured, met }) => [
    what,
    goal,
    measured,
    met === undefined ? '' : met ? 'met' : 'missed',
  ]);
  const all = [['what', 'goal', 'measured', ''], ...said];
  const wide = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(wide[column] ?? 0)).join(' | ')} |`;
  const rule = wide.map((width) => '-'.repeat(width));
  return [all[0] ?? [], rule, ...said].map(line).join('\n');
}

const folder = await mkdtemp(join(tmpdir(), 'telltale-bench-'));
try {
  const packages = ['--node-modules', at('node_modules')];
  await answer(await tool('telltale-lists'), ['texts', '--output', folder, ...packages]);
  const builtinPath = join(folder, 'trackers.txt');
  const suffixes = join(folder, 'suffixes.dat');
  const requests = values.workload
    ? readRequests(resolve(values.workload))
    : makeRequests(MADE, await readFile(builtinPath, 'utf8'));
  await writeLines(join(folder, WORKLOAD), requests);

  if (values.list) {
    const list = resolve(values.list);
    const name = 'EasyPrivacy';
    const all = await compare({ list, suffixes, requests, folder });
    /** @type {Record<string, number>} */
    const shares = SHARES.easyprivacy;
    listRows(name, all, { ready: 2, share: (rival) => shares[rival.name] });
    const compiled = join(folder, 'list.bin');
    await answer(released('telltale'), ['lists', 'compile', list, '--output', compiled]);
    await blobRows(name, 1, compiled);
    commandRow(name, { list, requests, folder });
  }
  const name = 'built-in list';
  const all = await compare({ list: builtinPath, suffixes, requests, folder });
  const share = (/** @type {Measured} */ _rival, /** @type {boolean} */ best) =>
    best ? SHARES.builtin : undefined;
  listRows(name, all, { ready: 4, share });
  await blobRows(name, 3);
  commandRow(name, { requests, folder });
  await wayRows(requests, folder);
  await moduleRows();
  await browserRows();
  const from = values.workload ? 'of a file' : 'made';
  process.stdout.write(
    `${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}, ${requests.length} requests ${from}\n\n${table()}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
