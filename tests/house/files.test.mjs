/**
 * What every file has to be: introduced, of one concern, finished, and about nothing but the product.
 */

import { test } from 'node:test';

import { FILES, files, holds, places, read } from './tree.mjs';

const SOURCES = /\.(rs|js|mjs)$/;
/** Pages of the demonstration and input of tests are what strangers write. */
const STRANGERS = /^tests\/(corpus|demo\/tags)\/|\/fixtures\//;
const UNIT_TESTS_OR_STRANGERS = new RegExp(String.raw`/tests\.rs$|${STRANGERS.source}`);
/** Text that people wrote, as opposed to what tools lock or tests read. */
const OURS = FILES.filter(
  (path) =>
    !/(^|\/)(Cargo\.lock|package-lock\.json)$/.test(path) &&
    !/\.(png|bin|wasm|ico)$/.test(path) &&
    !STRANGERS.test(path),
);

/** A file may be longer than this when its reason stands here. */
const LONG = 400;
/** @type {Record<string, string>} */
const LONG_WITH_REASON = {
  'crate/core/src/payload/judge.rs':
    'one short check for each meaning of a value; apart they would be read side by side anyway',
  'crate/core/src/catalogue/regex/parse.rs':
    'one grammar, a short function for each of its productions, in the order in which they nest',
  'crate/core/src/intake/capture/cut.rs': 'one state machine over bytes; its states only make sense together',
  'crate/core/src/intake/capture/outline.rs': 'one state machine over bytes, and the parts that it finds',
  'tests/captures/make.mjs': 'the same four requests as six tools write them, one function for each tool',
};

test('every source file starts by saying what it is', () => {
  const broken = files(SOURCES, { but: STRANGERS }).filter((path) => {
    const text = read(path).replace(/^(#!.*|\/\/\/ <reference .*|\s*)\n/gm, '');
    return path.endsWith('.rs') ? !text.startsWith('//!') : !/^\/\*\*(\n \*)? [\w`]/.test(text);
  });
  holds(
    'The first lines say what a file decides and what it refuses to know, so that a reader knows where to look:',
    broken,
  );
});

test('a file is one concern', () => {
  const lengths = files(/\.(rs|js|mjs|css|html)$/, { but: UNIT_TESTS_OR_STRANGERS }).map((path) => ({
    path,
    // Unit tests stand beside what they test, and may be many.
    lines: (read(path).split(/^#\[cfg\(test\)\]$/m)[0] ?? '').split('\n').length - 1,
  }));
  const broken = lengths.filter(({ path, lines }) => lines > LONG && !(path in LONG_WITH_REASON));
  holds(
    `Over ${LONG} lines there are usually two things in it. Divide it, or say in LONG_WITH_REASON why it is one:`,
    broken.map(({ path, lines }) => `${path}: ${lines} lines`),
  );
  const stale = Object.keys(LONG_WITH_REASON).filter(
    (path) => !lengths.some((one) => one.path === path && one.lines > LONG),
  );
  holds('These are no longer long; strike them from LONG_WITH_REASON:', stale);
});

test('nothing is left unfinished', () => {
  // Written so that this line is not found by itself.
  const marks = /\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/;
  const broken = OURS.flatMap((path) => places(path, read(path), marks));
  holds('Finish it, or open an issue; a note in the code is read by nobody:', broken);
});

test('no test hides', () => {
  const rust = files(/\.rs$/).flatMap((path) =>
    places(path, read(path), /#\[ignore\b|#\[should_panic\]|```(ignore|no_run)\b/),
  );
  const js = FILES.filter(
    (path) => /^tests\/.*\.m?js$/.test(path) && path !== 'tests/house/files.test.mjs',
  ).flatMap((path) =>
    places(
      path,
      read(path),
      /\b(test|it|describe|suite)\.(skip|only|todo)\b|\{\s*(skip|only|todo):|\bt\.(skip|todo)\(|\bretries\b/,
    ),
  );
  holds('A test that does not run, or runs until it passes, proves nothing:', [...rust, ...js]);
});

test('files speak of the product, not of the machine that they were written on', () => {
  const machine = /(^|[\s"'`(=:])\/(work|tmp|root|home|Users)\/[\w.-]+/;
  const broken = OURS.filter((path) => !path.startsWith('tests/house/')).flatMap((path) =>
    places(path, read(path), machine),
  );
  holds('A path of one machine is wrong on every other:', broken);
});

test('files name no registry and no mirror', () => {
  const hosts = new RegExp(
    [
      'registry\\.npmjs',
      'npmjs\\.(com|org)',
      'crates\\.io',
      'pypi\\.org',
      'files\\.pythonhosted',
      'deb\\.debian',
    ].join('|'),
  );
  const broken = OURS.filter((path) => !path.startsWith('tests/house/')).flatMap((path) =>
    places(path, read(path), hosts),
  );
  holds('Package managers know where their packages are; whoever has a mirror has told them:', broken);
});

test('no file is large', () => {
  const broken = FILES.filter((path) => !/\.(png|svg)$/.test(path))
    .map((path) => ({ path, size: Buffer.byteLength(read(path)) }))
    .filter(({ path, size }) => size > 500_000 && path !== 'package-lock.json');
  holds(
    'The build makes large files, or a package brings them:',
    broken.map(({ path, size }) => `${path}: ${size} bytes`),
  );
});

test('what the build makes is not committed', () => {
  const broken = FILES.filter((path) =>
    /^(extension\/(wasm|data|vendor)|dist|artifacts|target|node_modules|crate\/pkg)\//.test(path),
  );
  holds('It would drift from what it is made of:', broken);
});
