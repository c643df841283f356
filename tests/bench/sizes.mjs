/**
 * Where the bytes of a wasm module are: its sections, and its code by the crate that it comes from.
 *
 *   npm run build && node tests/bench/sizes.mjs [--top N] [FILE…]
 *
 * Without a file it says how large the shipped modules are and reads what the compiler wrote last, the only module that
 * still has names: what wasm-bindgen takes away before it is shipped (`__wbindgen_describe…`) is in it. Decides which crate
 * a function belongs to: the first that its name mentions and that is not Rust's own. Code that was copied into another
 * function counts there. Refuses to know why anything is large.
 */

import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

import { at } from '../../scripts/base/place.mjs';
import { released } from '../../scripts/build/cargo.mjs';
import { MODULES } from '../../scripts/build/wasm.mjs';
import { WASM } from '../../scripts/prepare/rust.mjs';
import { sectionsOf, WasmReader } from './wasm.mjs';

const RUST = new Set(['core', 'alloc', 'std', 'hashbrown', 'compiler_builtins', 'dlmalloc', 'memchr']);
const FUNCTION_NAMES = 1;
const IMPORTED_FUNCTION = 0;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { top: { type: 'string', default: '20' } },
});
const TOP = Number(values.top);

/** @typedef {{ name: string, size: number }} Part */

/** @param {string} path */
function module(path) {
  if (!existsSync(path)) throw new Error(`${path} is missing: run \`npm run build\` first`);
  return readFileSync(path);
}

/** @param {Uint8Array} bytes */
function opened(bytes) {
  /** @type {Part[]} */
  const sections = [];
  /** @type {number[]} */
  let bodies = [];
  let imported = 0;
  /** @type {Map<number, string>} */
  let names = new Map();
  for (const { title, content } of sectionsOf(bytes)) {
    const size = content.bytes.length;
    sections.push({ name: title, size });
    if (title === 'import') imported = functionsImported(content);
    if (title === 'code') bodies = bodySizes(content);
    if (title === 'custom name') names = functionNames(content);
  }
  const functions = bodies.map((size, index) => ({
    name: names.get(index + imported) ?? '',
    size,
  }));
  return { sections, functions, named: names.size > 0 };
}

/** @param {WasmReader} content */
function functionsImported(content) {
  let functions = 0;
  for (let left = content.number(); left > 0; left -= 1) {
    content.text();
    content.text();
    // What wasm-bindgen imports is functions and no more; of anything else the length is not known here.
    if (content.number() !== IMPORTED_FUNCTION) throw new Error('an import is no function');
    content.number();
    functions += 1;
  }
  return functions;
}

/** @param {WasmReader} content */
function bodySizes(content) {
  const sizes = [];
  for (let left = content.number(); left > 0; left -= 1) {
    const size = content.number();
    content.take(size);
    sizes.push(size);
  }
  return sizes;
}

/** @param {WasmReader} content */
function functionNames(content) {
  /** @type {Map<number, string>} */
  const names = new Map();
  while (!content.ended) {
    const kind = content.number();
    const part = new WasmReader(content.take(content.number()));
    if (kind !== FUNCTION_NAMES) continue;
    for (let left = part.number(); left > 0; left -= 1) names.set(part.number(), part.text());
  }
  return names;
}

/**
 * Both ways in which the compiler writes names: `_ZN13telltale_core5judge…`, `_ZN4core3ptr…$LT$serde_json..value…` and
 * `_RNvNtCs…_13telltale_core…`.
 * @param {string} name
 */
function crateOf(name) {
  const [, length = '', path = ''] = /^_ZN(\d+)(.+)$/.exec(name) ?? [];
  const first = path.slice(0, Number(length));
  const mentioned = name.startsWith('_R')
    ? [...name.matchAll(/Cs\w*?_(\d+)(\w+)/g)].map(([, wide, rest = '']) => rest.slice(0, Number(wide)))
    : [first, ...[...path.matchAll(/(?<![\w.])([a-z_]\w*?)\.\./g)].map(([, crate = '']) => crate)];
  const crates = mentioned
    .map((crate) => crate.replace(/^_+(?=[a-z])/, ''))
    .filter((crate) => /^[a-z_]\w*$/.test(crate) && crate !== 'self');
  return crates.find((crate) => !RUST.has(crate)) ?? crates[0] ?? '(no crate in its name)';
}

/**
 * @param {Part[]} parts
 * @param {(name: string) => string} [groupOf]
 */
function largest(parts, groupOf = (name) => name) {
  /** @type {Map<string, number>} */
  const groups = new Map();
  for (const { name, size } of parts) groups.set(groupOf(name), (groups.get(groupOf(name)) ?? 0) + size);
  return [...groups].sort(([, one], [, other]) => other - one);
}

/**
 * @param {string} title
 * @param {[string, number][]} groups
 */
function table(title, groups) {
  console.log(`\n${title}`);
  for (const [name, size] of groups.slice(0, TOP)) {
    console.log(`${String(size).padStart(10)}  ${name.slice(0, 140)}`);
  }
  const rest = groups.slice(TOP).reduce((sum, [, size]) => sum + size, 0);
  if (rest > 0) console.log(`${String(rest).padStart(10)}  ${groups.length - TOP} more`);
}

if (positionals.length === 0) {
  for (const { name } of MODULES) {
    const bytes = module(at('extension', 'wasm', `${name}_bg.wasm`));
    console.log(`${name}: ${bytes.length} bytes shipped, ${gzipSync(bytes, { level: 9 }).length} with gzip`);
  }
}
const files = positionals.length > 0 ? positionals : [released('telltale_wasm.wasm', WASM)];
for (const file of files) {
  const { sections, functions, named } = opened(module(file));
  table(`${basename(file)}: sections`, largest(sections));
  if (!named) {
    console.log(
      'It names no function: give it as the compiler wrote it, from `target/wasm32-unknown-unknown`.',
    );
    continue;
  }
  table(`${basename(file)}: code by crate`, largest(functions, crateOf));
  table(`${basename(file)}: the largest functions`, largest(functions));
}
