/** What a person adds of their own: compiled once, opened at every wake-up, and refused where it does not fit. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

/** @typedef {import('../../extension/shared/own.js').Kind} Kind */
/** @typedef {{ names: string[], texts: string[] }} Compiled */

mock.method(console, 'error', () => undefined);

/** What is on the disk. @type {Record<string, unknown>} */
let disk = {};
let full = false;
let version = '1.0.0';
Object.assign(globalThis, {
  browser: {
    runtime: { getURL: () => '', getManifest: () => ({ version }) },
    storage: {
      local: {
        get: async (/** @type {string[]} */ keys) =>
          Object.fromEntries(keys.filter((key) => key in disk).map((key) => [key, disk[key]])),
        set: async (/** @type {Record<string, unknown>} */ items) => {
          if (full) throw new Error('QUOTA_BYTES quota exceeded');
          disk = { ...disk, ...structuredClone(items) };
        },
        remove: async (/** @type {string[]} */ keys) => {
          for (const key of keys) delete disk[key];
        },
      },
    },
  },
});

const { Own } = await import('../../extension/background/own.js');
const { MOST } = await import('../../extension/shared/own.js');

/**
 * A background that woke up over what is on the disk.
 * @param {{ opens?: boolean }} [options]
 */
async function awake({ opens = true } = {}) {
  /** @type {Compiled[]} */
  const compiled = [];
  /** @type {Map<Kind, string>} */
  const used = new Map();
  const core = {
    compileOwn(/** @type {Kind} */ _, /** @type {string[]} */ names, /** @type {string[]} */ texts) {
      compiled.push({ names, texts });
      if (texts.some((text) => text.includes('huge')))
        throw Object.assign(new Error('too large'), { code: 'lists_too_large' });
      const items = texts.map((text) => ({
        version: '',
        rules: text.length,
        beside: 0,
        unknown: 0,
        first_unknown: null,
        refusal: text.includes('wrong') ? { code: 'not_understood', line: 3, reason: 'option' } : null,
      }));
      return { parts: [new TextEncoder().encode(names.join('+')), new Uint8Array()], items };
    },
    titleOfOwn: (/** @type {Kind} */ _, /** @type {string} */ text, /** @type {string} */ fallback) =>
      /^! Title: (.*)$/m.exec(text)?.[1] ?? fallback,
  };
  const meter = /** @type {import('../../extension/background/meter.js').LiveMeter} */ (
    /** @type {unknown} */ ({
      ask: (/** @type {(it: typeof core) => unknown} */ question) => question(core),
      useOwn: (/** @type {Kind} */ kind, /** @type {Uint8Array[]} */ parts) =>
        void used.set(kind, parts[0] ? new TextDecoder().decode(parts[0]) : ''),
      usesOwn: (/** @type {Kind} */ kind) => used.has(kind) && opens,
    })
  );
  const own = new Own(meter);
  await own.load();
  await own.begin();
  const shown = async () =>
    (await own.shown('lists')).items.map(({ name, on }) => `${name}${on ? '' : ' off'}`);
  /** @param {string} text @param {string} [name] */
  const add = (text, name = '') => own.add('lists', { name, fallback: 'file.txt', text });
  return { own, add, shown, compiled, uses: () => used.get('lists') };
}

function fresh() {
  disk = {};
  full = false;
  version = '1.0.0';
}

test('a list holds at once, and a wake-up opens it without compiling it', async () => {
  fresh();
  const first = await awake();
  assert.deepEqual(await first.add('||a.example^', ' My\u202e  list\n'), { refused: null });
  assert.deepEqual(await first.add('! Title: Theirs\n||b.example^'), { refused: null });
  assert.deepEqual(await first.add('||c.example^'), { refused: null });
  assert.deepEqual(await first.shown(), ['My list', 'Theirs', 'file.txt']);
  assert.equal(first.uses(), 'My list+Theirs+file.txt');

  const second = await awake();
  assert.deepEqual([second.compiled, second.uses()], [[], 'My list+Theirs+file.txt']);
  assert.ok(!JSON.stringify(disk).includes('||a.example^'), 'texts are packed');
  assert.deepEqual(await second.own.texts('lists'), [
    { name: 'My list', on: true, text: '||a.example^' },
    { name: 'Theirs', on: true, text: '! Title: Theirs\n||b.example^' },
    { name: 'file.txt', on: true, text: '||c.example^' },
  ]);
});

test('another version of Telltale compiles again, and so does one that cannot open what there is', async () => {
  fresh();
  await (await awake()).add('||a.example^', 'mine');
  version = '1.0.1';
  const updated = await awake();
  assert.deepEqual(updated.compiled, [{ names: ['mine'], texts: ['||a.example^'] }]);
  assert.equal(updated.uses(), 'mine');
  assert.deepEqual((await awake()).compiled, []);
  assert.equal((await awake({ opens: false })).compiled.length, 1);
});

test('what is off is kept and not used, and what is removed is gone from the disk', async () => {
  fresh();
  const { own, add, shown, uses } = await awake();
  await add('||a.example^', 'one');
  await add('||b.example^', 'two');
  const [one, two] = (await own.shown('lists')).items;
  await own.turn('lists', one?.id ?? '', false);
  assert.deepEqual([await shown(), uses()], [['one off', 'two'], 'two']);
  assert.equal((await awake()).uses(), 'two');
  await own.remove('lists', two?.id ?? '');
  assert.deepEqual([await shown(), uses()], [['one off'], '']);
  assert.equal(Object.keys(disk).filter((key) => key.includes('.text.')).length, 1);
  await own.turn('lists', one?.id ?? '', true);
  assert.equal(uses(), 'one');
});

test('what does not fit is refused with what is in its way, and nothing changes', async () => {
  fresh();
  const { own, add, shown } = await awake();
  await add('||a.example^', 'mine');
  const unplaced = { name: null, line: null, reason: null, column: null, place: null, allowed: null };
  /** @type {(code: string, more?: object) => object} */
  const refused = (code, more = {}) => ({ refused: { ...unplaced, code, ...more } });
  assert.deepEqual(
    await add('wrong'),
    refused('not_understood', { name: 'file.txt', line: 3, reason: 'option' }),
  );
  assert.deepEqual(await add('||a.example^', 'again'), refused('same', { name: 'mine' }));
  assert.deepEqual(await add('||b.example^', 'mine'), refused('name_taken', { name: 'mine' }));
  assert.deepEqual(await add('x'.repeat(MOST.lists.bytes)), refused('too_large'));
  assert.deepEqual(await add('huge'), refused('too_complex'));
  full = true;
  assert.deepEqual(await add('||b.example^'), refused('no_room'));
  full = false;
  const texts = Array.from({ length: MOST.lists.count + 1 }, (_, at) => ({
    name: `${at}`,
    on: true,
    text: `||${at}.example^`,
  }));
  assert.deepEqual(await own.replace('lists', texts), refused('enough'));
  assert.deepEqual(await shown(), ['mine']);
});

test('changes that come at once are made one after the other', async () => {
  fresh();
  const { add, shown } = await awake();
  await Promise.all(['a', 'b', 'c'].map((host) => add(`||${host}.example^`, host)));
  assert.deepEqual(await shown(), ['a', 'b', 'c']);
});

test('nobody asks for what there is not', async () => {
  fresh();
  const { own } = await awake();
  await assert.rejects(own.shown(/** @type {Kind} */ ('__proto__')), { code: 'bad_message' });
});
