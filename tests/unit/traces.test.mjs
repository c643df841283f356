/**
 * The search for traces finds every form of a word in every kind of file: without this, that it finds none would say
 * nothing.
 */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { FORMS, freshWord, needlesOf } from '../traces/forms.mjs';
import * as made from '../traces/made.mjs';
import { search } from '../traces/search.mjs';

/** @type {Record<string, { name: string, container: string, make: (word: Buffer) => Buffer }>} */
const FILES = {
  'a plain file': { name: 'plain', container: 'as it lies', make: (word) => word },
  mozLz4: { name: 'recovery.jsonlz4', container: 'mozLz4', make: made.mozLz4 },
  'what Firefox keeps of extensions': {
    name: 'webext.sc.lz4',
    container: 'mozLz4',
    make: (word) => made.mozLz4(word, 'mozJSSCLz40v001\0'),
  },
  gzip: { name: 'ping', container: 'gzip', make: made.gzip },
  zlib: { name: 'model', container: 'zlib', make: made.zlib },
  'the values of a LevelDB table': {
    name: '000005.ldb',
    container: 'LevelDB table',
    make: made.tableOfValues,
  },
  'the keys of a LevelDB table': { name: '000006.ldb', container: 'LevelDB table', make: made.tableOfKeys },
  'a LevelDB log': { name: '000007.log', container: 'LevelDB log', make: made.log },
  'compressed values in SQLite': { name: 'a.sqlite', container: 'SQLite', make: made.sqliteWithSnappy },
  'rows of several pages in SQLite': { name: 'b.sqlite', container: 'SQLite', make: made.sqliteOverflowing },
  'a write-ahead log of SQLite': { name: 'b.sqlite-wal', container: 'SQLite', make: made.sqliteLog },
};

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-made-'));
});
after(() => rm(folder, { recursive: true }));

/**
 * A folder with one file in it, which may be within another.
 * @param {string} name
 * @param {Buffer} bytes
 */
async function holding(name, bytes) {
  const place = await mkdtemp(join(folder, 'place-'));
  await mkdir(join(place, 'profile'));
  await writeFile(join(place, 'profile', name), bytes);
  return place;
}

for (const [kind, { name, container, make }] of Object.entries(FILES)) {
  test(`every form of a word is found in ${kind}, and only there`, async () => {
    const word = freshWord();
    for (const [index, { form, bytes }] of needlesOf(word).entries()) {
      const place = await holding(name, make(Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')])));
      const { traces, unread, files } = await search(place, { word, other: freshWord() });
      assert.deepEqual(
        traces.map((trace) => `${trace.word} ${trace.form} ${trace.container} ${trace.file}`),
        [`word ${form} ${container} ${join('profile', name)}`],
        `needle ${index}`,
      );
      assert.deepEqual(unread, []);
      assert.equal(files, 1);
    }
  });
}

test('a word is found in base64 wherever it stands', () => {
  const word = freshWord();
  for (let before = 0; before < 9; before += 1) {
    const text = Buffer.from(`${'x'.repeat(before)}${word}yy`).toString('base64');
    const found = needlesOf(word).filter(({ bytes }) => text.includes(bytes.toString('latin1')));
    assert.deepEqual(
      found.map(({ form }) => form),
      ['base64'],
      `${before} bytes before it`,
    );
  }
});

test('every form has a needle', () => {
  assert.deepEqual([...new Set(needlesOf(freshWord()).map(({ form }) => form))], FORMS);
});

test('names of files and folders are searched, and where links lead', async () => {
  const word = freshWord();
  const place = await holding('empty', Buffer.alloc(0));
  await mkdir(join(place, `https+++${word}.example`));
  await symlink(`/nowhere/${word}`, join(place, 'lock'));
  const { traces } = await search(place, { word });
  assert.deepEqual(traces.map(({ container, file }) => `${container}: ${file.replace(word, '…')}`).sort(), [
    'as it lies: lock',
    'its name: https+++….example',
  ]);
});

test('a file that cannot be read through is said, not taken for clean', async () => {
  const word = Buffer.from(freshWord());
  for (const [name, bytes] of /** @type {[string, Buffer][]} */ ([
    ['recovery.jsonlz4', made.mozLz4(word).subarray(0, 40)],
    ['000005.ldb', made.tableOfValues(word).subarray(0, -8)],
    ['ping', Buffer.concat([made.gzip(word).subarray(0, 30), Buffer.alloc(40, 0xff)])],
  ])) {
    const { unread } = await search(await holding(name, bytes), { word: word.toString() });
    assert.equal(unread.length, 1, name);
    assert.ok(unread[0]?.startsWith(join('profile', name)), unread[0]);
  }
});
