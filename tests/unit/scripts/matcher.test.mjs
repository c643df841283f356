/**
 * The matcher for Node, as the build puts it together.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

const BUILT = new URL('../../../dist/node/telltale.mjs', import.meta.url);
assert.ok(existsSync(BUILT), 'dist/node is not built; run `npm run build`');
/** @type {typeof import('../../../scripts/node/telltale.mjs')} */
const { compileList, openMatcher } = await import(BUILT.href);

const PAGE = 'https://news.example/';

test('a rule blocks, an exception frees, and the deciding rule is named', () => {
  const matcher = openMatcher(compileList(['||ads.example^$script\n@@||ads.example/fine']));
  assert.equal(matcher.match('https://ads.example/a.js', PAGE, 'script'), true);
  assert.equal(matcher.match('https://ads.example/a.png', PAGE, 'image'), false);
  assert.equal(matcher.match('https://ads.example/fine.js', PAGE, 'script'), false);
  assert.equal(matcher.explain('https://ads.example/a.js', PAGE, 'script'), '||ads.example^$script');
  assert.equal(matcher.explain('https://ads.example/fine.js', PAGE, 'script'), '@@||ads.example/fine');
  assert.equal(matcher.explain('https://other.example/a.js', PAGE, 'script'), '');
});

test('a compiled list says of which text it is', () => {
  const text = '||ads.example^\n/\ud800/é^\n';
  const digest = createHash('sha256').update(text).digest('hex');
  assert.ok(Buffer.from(compileList([text])).includes(digest));
});

test('several matchers live side by side, also when memory grows under them', () => {
  const first = openMatcher(compileList(['||one.example^']));
  const second = openMatcher(compileList(['||two.example^']));
  assert.equal(first.match('https://one.example/', PAGE, 'image'), true);
  const many = Array.from({ length: 50_000 }, (_, index) => `||host${index}.example^`).join('\n');
  const third = openMatcher(compileList([many]));
  assert.equal(first.match('https://one.example/', PAGE, 'image'), true);
  assert.equal(first.match('https://two.example/', PAGE, 'image'), false);
  assert.equal(second.match('https://two.example/', PAGE, 'image'), true);
  assert.equal(third.match('https://host49999.example/', PAGE, 'image'), true);
  assert.ok(third.memory() > 0);
});

test('an address larger than the buffer is matched to its end, and the next one as before', () => {
  const matcher = openMatcher(compileList(['/needle/at-the-end']));
  const long = 'x'.repeat(2_000_000);
  assert.equal(matcher.match(`https://a.example/${long}/needle/at-the-end`, PAGE, 'image'), true);
  assert.equal(matcher.match(`https://a.example/${long}`, PAGE, 'image'), false);
  assert.equal(matcher.match('https://a.example/needle/at-the-end', PAGE, 'image'), true);
  assert.equal(
    matcher.match(`https://a.example/${'é'.repeat(60_000)}/needle/at-the-end`, PAGE, 'image'),
    true,
  );
});

test('every byte that ends a word does so wherever it stands', () => {
  // Words are looked for sixteen bytes at a time: each byte stands in each of the places, and a little beyond.
  const enders = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).filter(
    (byte) => !/[a-z0-9*^|]/i.test(byte),
  );
  for (const byte of enders) {
    const before = openMatcher(compileList([`x${byte}pixelword$domain=news.example`, `x${byte}trackword^`]));
    for (let place = 0; place < 34; place += 1) {
      const start = `https://ads.example/${'a'.repeat(place)}x`;
      for (const word of ['pixelword', 'trackword']) {
        assert.equal(before.match(`${start}${byte}${word}/`, PAGE, 'image'), true, `${start}${byte}${word}`);
        assert.equal(before.match(`${start}b${word}/`, PAGE, 'image'), false, `${start}b${word}`);
      }
    }
  }
});

test('a rule that is found by the end of a word is found wherever that stands', () => {
  const names = ['longer', 'shorter', 'inner', 'other'];
  const matcher = openMatcher(compileList(names.map((name) => `${name}.de$image`)));
  for (let place = 0; place < 34; place += 1) {
    for (const name of names) {
      const start = `https://ads.example/${'a'.repeat(place)}`;
      assert.equal(matcher.match(`${start}${name}.de`, PAGE, 'image'), true, `${start}${name}.de`);
      assert.equal(matcher.match(`${start}${name}-de`, PAGE, 'image'), false, `${start}${name}-de`);
    }
  }
});

test('a document that stays, changes, is unknown or outgrows the buffer is the one that counts', () => {
  const matcher = openMatcher(compileList(['/pixel.$third-party,domain=news.example|ads.example']));
  const pixel = 'https://ads.example/pixel.gif';
  const long = `${PAGE}${'é'.repeat(60_000)}`;
  for (const [document, hit] of /** @type {const} */ ([
    [PAGE, true],
    [PAGE, true],
    ['https://ads.example/', false],
    ['', false],
    [long, true],
    [PAGE, true],
    ['https://other.example/', false],
    [long, true],
  ])) {
    assert.equal(matcher.match(pixel, document, 'image'), hit, document.slice(0, 40));
    assert.equal(matcher.match(`${pixel}?${'x'.repeat(500_000)}`, document, 'image'), hit);
    assert.equal(matcher.match(pixel, document, 'image'), hit);
  }
});

test('a type that nobody knows is other, and a damaged blob is refused with a code', () => {
  const matcher = openMatcher(compileList(['||ads.example^$other']));
  assert.equal(matcher.match('https://ads.example/', PAGE, 'a_type_to_come'), true);
  assert.throws(() => openMatcher(new Uint8Array([1, 2, 3])), { code: /./ });
});
