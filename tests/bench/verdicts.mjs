/**
 * Compares Telltale's verdicts with those of its rivals, request by request.
 *
 *   node verdicts.mjs --list FILE… --suffixes FILE --workload FILE (--ours FILE | --command COMMAND) [--show N]
 *
 * The workload is one `[url, document url, type]` a line. Ours are `0` or `1` a line: a file, or what a command writes
 * that gets the workload on standard input, such as `telltale match --list FILE`. Exits with 2 when Telltale differs
 * where two rivals agree, `main_frame` aside: there only `$document` and `$all` rules hit.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { rivals } from './rivals.mjs';

const { values } = parseArgs({
  options: {
    list: { type: 'string', multiple: true },
    suffixes: { type: 'string' },
    workload: { type: 'string' },
    ours: { type: 'string' },
    command: { type: 'string' },
    show: { type: 'string', default: '20' },
  },
});
if (!values.list || !values.suffixes || !values.workload || (!values.ours && !values.command)) {
  console.error(
    'usage: node verdicts.mjs --list FILE… --suffixes FILE --workload FILE (--ours FILE | --command COMMAND)',
  );
  process.exit(1);
}

const lists = values.list.map((path) => readFileSync(path, 'utf8'));
const workload = readFileSync(values.workload, 'utf8').trimEnd();
/** @type {[string, string, string][]} */
const requests = workload.split('\n').map((line) => JSON.parse(line));

const ours = ourVerdicts();
if (ours.length !== requests.length) {
  console.error(`${ours.length} verdicts for ${requests.length} requests`);
  process.exit(1);
}

/** @type {{ name: string, verdicts: boolean[] }[]} */
const theirs = [];
for (const { name, load } of rivals) {
  try {
    const engine = await load(readFileSync(values.suffixes, 'utf8'));
    const { match } = await engine.parse(lists);
    theirs.push({ name, verdicts: requests.map(([url, document, type]) => match(url, document, type)) });
  } catch (error) {
    console.error(`${name} is left out: ${error instanceof Error ? error.message : error}`);
  }
}

const differing = requests.flatMap((request, index) => {
  const hits = theirs.filter(({ verdicts }) => verdicts[index]).length;
  const misses = theirs.length - hits;
  const majority = hits >= 2 ? true : misses >= 2 ? false : undefined;
  return majority === undefined || majority === ours[index] ? [] : [{ request, index, majority }];
});
const isPage = (/** @type {typeof differing[number]} */ { request }) => request[2] === 'main_frame';
const pages = differing.filter(isPage);
const others = differing.filter((one) => !isPage(one));

console.log(`${requests.length} requests, ${ours.filter(Boolean).length} hit by telltale`);
for (const { name, verdicts } of theirs) {
  const off = verdicts.filter(
    (verdict, index) => verdict !== ours[index] && requests[index]?.[2] !== 'main_frame',
  );
  console.log(
    `${verdicts.filter(Boolean).length} by ${name}, ${off.length} otherwise than telltale (main_frame aside)`,
  );
}
console.log(`${others.length} otherwise than two rivals, ${pages.length} more are main_frame`);
for (const { request, index, majority } of others.slice(0, Number(values.show))) {
  const said = theirs.map(({ name, verdicts }) => `${name} ${verdicts[index] ? 1 : 0}`).join(', ');
  console.log(`${majority ? 'missing' : 'too much'} (${said}): ${JSON.stringify(request).slice(0, 400)}`);
}
process.exitCode = others.length > 0 ? 2 : 0;

/** @returns {boolean[]} */
function ourVerdicts() {
  let text;
  if (values.ours) {
    text = readFileSync(values.ours, 'utf8');
  } else {
    const run = spawnSync(values.command ?? '', {
      shell: true,
      input: `${workload}\n`,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    });
    if (run.status !== 0) {
      console.error(`${values.command} failed: ${run.stderr}`);
      process.exit(1);
    }
    text = run.stdout;
  }
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line === '1');
}
