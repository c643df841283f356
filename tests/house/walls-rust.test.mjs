/**
 * The walls of the Rust packages: who may depend on whom, and what the core may never reach for.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { ROOT, files, holds, json, places, read, rustCode, table } from './tree.mjs';

/** @param {string} manifest */
const dependencies = (manifest) =>
  table(manifest, 'dependencies').map((line) => line.split(/[.= ]/)[0] ?? '');

/** What the core may use to run: pure computation. Each was looked at for clocks, I/O and randomness. */
const CORE_MAY_USE = new Set([
  'aho-corasick',
  'base64',
  'brotli-decompressor',
  'crc32fast',
  'encoding_rs',
  'flate2',
  'hmac',
  'idna',
  'itoa',
  'lz-str',
  'maud',
  'md-5',
  'memchr',
  'miniz_oxide',
  'percent-encoding',
  'postcard',
  'prost',
  'publicsuffix',
  'regex',
  'regex-automata',
  'regex-lite',
  'regex-syntax',
  'rmp',
  'rmp-serde',
  'ruzstd',
  'ryu',
  'serde',
  'serde_json',
  'serde_json_canonicalizer',
  'sha1',
  'sha2',
  'smallvec',
  'url',
  'wide',
]);

test('the core depends on pure computation only', () => {
  const broken = dependencies('crate/core/Cargo.toml').filter((name) => !CORE_MAY_USE.has(name));
  holds(
    'telltale-core knows no JavaScript, no clock, no I/O and no randomness. If this dependency is pure, name it in ' +
      'CORE_MAY_USE; if not, its caller has to bring what it does:',
    broken.map((name) => `crate/core/Cargo.toml: ${name}`),
  );
});

test('nothing that the core brings along reaches out either', () => {
  const args = [
    'tree',
    '--package',
    'telltale-core',
    '--edges',
    'normal',
    '--prefix',
    'none',
    '--locked',
    '--offline',
  ];
  const brought = execFileSync('cargo', args, { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(' ')[0] ?? '');
  assert.ok(brought.includes('telltale-core'), 'cargo tree does not show the core');
  const reaching =
    /^(getrandom|rand|fastrand|uuid|chrono|time|wasm-bindgen|js-sys|web-sys|tokio|mio|socket2|rayon|tempfile)$/;
  holds(
    'It brings a clock, I/O, randomness or JavaScript into the core; `cargo tree -p telltale-core -i NAME` says who:',
    [...new Set(brought)].filter((name) => reaching.test(name)),
  );
});

test('the core reaches for no clock, disk, network, process, randomness or JavaScript', () => {
  const forbidden =
    /\bstd::(fs|process|env|thread|net::(Tcp|Udp|ToSocketAddrs)|time::(Instant|SystemTime))|\b(Instant|SystemTime)::now\b|\b(wasm_bindgen|js_sys|web_sys|rand|getrandom|chrono)::|\bRandomState\b/;
  const broken = files(/^crate\/core\/src\/.*\.rs$/).flatMap((path) =>
    places(path, rustCode(path), forbidden),
  );
  holds(
    'Whoever calls the core brings the bytes, the time and the key; then the same request gives the same findings:',
    broken,
  );
});

test('the core prints nothing', () => {
  const broken = files(/^crate\/core\/src\/.*\.rs$/).flatMap((path) =>
    places(path, rustCode(path), /\b(e?print(ln)?|dbg)!/),
  );
  holds('The core answers; its callers talk:', broken);
});

test('dependencies point inwards', () => {
  const allowed = {
    'crate/core/Cargo.toml': [],
    'crate/lists/Cargo.toml': ['telltale-core'],
    'crate/Cargo.toml': ['telltale-core', 'telltale-lists'],
    'crate/cli/Cargo.toml': ['telltale-core', 'telltale-lists'],
    'crate/glue/Cargo.toml': [],
  };
  const broken = Object.entries(allowed).flatMap(([manifest, names]) =>
    dependencies(manifest)
      .filter((name) => name.startsWith('telltale') && !names.some((one) => one === name))
      .map((name) => `${manifest}: ${name}`),
  );
  holds('Everybody may know the core, the core knows nobody:', broken);
});

test('the wasm crate decides nothing', () => {
  const judgement = /\b(Category|Linkability|Party|Grade|Flag)::[A-Z]\w*/;
  const broken = files(/^crate\/src\/.*\.rs$/).flatMap((path) => places(path, rustCode(path), judgement));
  holds(
    "An `if` about privacy at the browser's door would be missing at every other door; it belongs in the core:",
    broken,
  );
});

test('unsafe code has one door', () => {
  const broken = files(/^crate\/.*\.rs$/).flatMap((path) =>
    places(path, rustCode(path), /\bunsafe\b|allow\([^)]*unsafe_code/),
  );
  const doors = new Set(broken.map((place) => place.split(':')[0]));
  if (doors.size > 1) {
    holds('One justified file may be unsafe, with a safety comment at each place; these are more:', broken);
  }
});

test('every package inherits the lints of the workspace', () => {
  const members = files(/^crate\/(\w+\/)?Cargo\.toml$/, { but: /fuzz/, least: 5 });
  const broken = members.filter((path) => !/^\[lints\]\nworkspace = true$/m.test(read(path)));
  holds('A package without the lints has none of the rules:', broken);
});

test('every exception from a lint has its reason', () => {
  const broken = files(/^crate\/.*\.rs$/).flatMap((path) => {
    const lines = read(path).split('\n');
    return lines.flatMap((line, index) => {
      const isException = /#!?\[(allow|expect)\(/.test(line) || /^\s*clippy::\w+/.test(line);
      const reason = /reason\s*=|\/\//.test(
        [lines[index - 1], line, lines[index + 1], lines[index + 2]].join('\n'),
      );
      return isException && !reason ? [`${path}:${index + 1}: ${line.trim()}`] : [];
    });
  });
  holds('An exception without a reason is a rule that somebody switched off:', broken);
});

test('what is released aborts on a panic and is linked as one', () => {
  const profile = table('Cargo.toml', 'profile.release').join('\n');
  const broken = ['panic = "abort"', 'lto = "fat"'].filter((line) => !profile.includes(line));
  holds('The size and speed that docs/benchmarks.md names are those of this profile:', broken);
});

test('package.json and the lock name no package that runs a script at install time', () => {
  const { packages } = json('package-lock.json');
  const broken = Object.keys(packages).filter((path) => packages[path].hasInstallScript);
  holds('.npmrc keeps such a script from running, so the package would be half installed:', broken);
});
