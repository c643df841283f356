/** What a person adds of their own: compiled once, opened at every wake-up, and refused where it does not fit. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mock, test } from 'node:test';

import { fakeCore } from './fake-core.mjs';

/** @typedef {import('../../extension/shared/own.js').Kind} Kind */
/** @typedef {{ names: string[], texts: string[], digests: string[] }} Compiled */
/** @typedef {{ refuses?: (text: string) => boolean, most?: number }} Version What a version of Telltale does not take. */

mock.method(console, 'error', () => undefined);

/** What is on the disk. @type {Record<string, unknown>} */
let disk = {};
let full = false;
/** Keys that were asked for, call by call, and those that were written. @type {{ asked: string[][], written: string[] }} */
const log = { asked: [], written: [] };
let version = '1.0.0';
Object.assign(globalThis, {
  browser: {
    runtime: { getURL: () => '', getManifest: () => ({ version }) },
    storage: {
      local: {
        get: async (/** @type {string[]} */ keys) => {
          log.asked.push(keys);
          return Object.fromEntries(keys.filter((key) => key in disk).map((key) => [key, disk[key]]));
        },
        set: async (/** @type {Record<string, unknown>} */ items) => {
          if (full) throw new Error('QUOTA_BYTES quota exceeded');
          disk = { ...disk, ...structuredClone(items) };
          log.written.push(...Object.keys(items));
        },
        remove: async (/** @type {string[]} */ keys) => {
          for (const key of keys) delete disk[key];
        },
      },
    },
  },
});

const { LiveMeter } = await import('../../extension/background/meter.js');
const { Own } = await import('../../extension/background/own.js');
const { MOST, ownItems, ownTexts, refusalOf } = await import('../../extension/shared/own.js');

/**
 * A background that woke up over what is on the disk.
 * @param {{ opens?: boolean } & Version} [options]
 */
async function awake({ opens = true, refuses = (text) => text.includes('wrong'), most = 1000 } = {}) {
  /** @type {Compiled[]} */
  const compiled = [];
  /** @type {Map<Kind, Uint8Array[]>} */
  const used = new Map();
  /** @type {import('../../extension/background/texts.js').Compiler} */
  const lists = {
    async compile(names, texts, digests) {
      compiled.push({ names, texts, digests });
      if (texts.some((text) => text.includes('huge')) || texts.length > most)
        throw Object.assign(new Error('too large'), { code: 'lists_too_large' });
      const items = texts.map((text) => ({
        version: '',
        rules: text.length,
        beside: 0,
        unknown: 0,
        first_unknown: null,
        refusal: refuses(text)
          ? { code: 'not_understood', line: 3, column: null, reason: 'option', place: null, allowed: null }
          : null,
      }));
      return { parts: [new TextEncoder().encode(names.join('+')), new Uint8Array()], items };
    },
    title: async (text, fallback) => /^! Title: (.*)$/m.exec(text)?.[1] ?? fallback,
  };
  const meter = /** @type {import('../../extension/background/meter.js').LiveMeter} */ (
    /** @type {unknown} */ ({
      useOwn: (/** @type {Kind} */ kind, /** @type {Uint8Array[]} */ parts) => {
        const before = used.get(kind) ?? [];
        used.set(kind, parts);
        return before;
      },
      usesOwn: (/** @type {Kind} */ kind) => used.has(kind) && opens,
    })
  );
  const own = new Own(meter, lists);
  await own.load();
  await own.begin();
  const shown = async () => (await ownItems('lists')).map(({ name, on }) => `${name}${on ? '' : ' off'}`);
  /** @param {string} text @param {string} [name] */
  const add = (text, name = '') => own.add('lists', { name, fallback: 'file.txt', text });
  const uses = () => used.get('lists') && new TextDecoder().decode(used.get('lists')?.[0]);
  return { own, add, shown, compiled, uses };
}

function fresh() {
  disk = {};
  full = false;
  version = '1.0.0';
  log.asked = [];
  log.written = [];
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
  assert.deepEqual(await ownTexts('lists', await ownItems('lists')), [
    '||a.example^',
    '! Title: Theirs\n||b.example^',
    '||c.example^',
  ]);
});

test('another version of Telltale compiles again, and so does one that cannot open what there is', async () => {
  fresh();
  await (await awake()).add('||a.example^', 'mine');
  version = '1.0.1';
  const updated = await awake();
  const digests = [createHash('sha256').update('||a.example^').digest('hex')];
  assert.deepEqual(updated.compiled, [{ names: ['mine'], texts: ['||a.example^'], digests }]);
  assert.equal(updated.uses(), 'mine');
  assert.deepEqual((await awake()).compiled, []);
  assert.equal((await awake({ opens: false })).compiled.length, 1);
});

test('what is off is kept and not used, and what is removed is gone from the disk', async () => {
  fresh();
  const { own, add, shown, uses } = await awake();
  await add('||a.example^', 'one');
  await add('||b.example^', 'two');
  const [one, two] = await ownItems('lists');
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
  const { own, add, shown, uses } = await awake();
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
  assert.equal(uses(), 'mine');
  full = false;
  const texts = Array.from({ length: MOST.lists.count + 1 }, (_, at) => ({
    name: `${at}`,
    on: true,
    text: `||${at}.example^`,
  }));
  assert.deepEqual(await own.replace('lists', texts), refused('enough'));
  assert.deepEqual([await shown(), uses()], [['mine'], 'mine']);
});

test('what comes from a file is held against the same, and called by its own title where it has no name', async () => {
  fresh();
  const { own, shown, compiled, uses } = await awake();
  /** @type {(name: string, text: string, on?: boolean) => import('../../extension/shared/own.js').OwnText} */
  const one = (name, text, on = true) => ({ name, on, text });
  const mine = one('mine', '||a.example^');
  const put = (/** @type {typeof mine[]} */ ...texts) => own.replace('lists', texts);
  const refused = (/** @type {Parameters<typeof refusalOf>[0]} */ known) => ({ refused: refusalOf(known) });
  await put(mine);
  assert.deepEqual(await put(mine, one('again', '||a.example^')), refused({ code: 'same', name: 'mine' }));
  assert.deepEqual(
    await put(mine, one(' mine\n', '||b.example^')),
    refused({ code: 'name_taken', name: 'mine' }),
  );
  const wrong = refused({ code: 'not_understood', name: 'off', line: 3, reason: 'option' });
  assert.deepEqual(await put(mine, one('off', 'wrong', false)), wrong);
  assert.deepEqual([await shown(), uses()], [['mine'], 'mine']);

  await put(one('', '! Title: Theirs\n||b.example^'), one('\u200b', '||c.example^'));
  const [theirs, nameless] = await ownItems('lists');
  assert.deepEqual([theirs?.name, nameless?.name], ['Theirs', nameless?.id.slice(0, 12)]);
  await put(one('off', '||c.example^', false));
  assert.deepEqual([await shown(), uses()], [['off off'], '']);
  assert.equal((await ownItems('lists'))[0]?.facts.rules, 12, 'what became of it is known');
  compiled.length = 0;
  await put(one('off', '||c.example^', false), mine);
  assert.deepEqual(
    compiled.map(({ names }) => names),
    [['mine']],
    'what was there already is not read again',
  );
  assert.equal((await ownItems('lists'))[0]?.facts.rules, 12);
});

test('an update takes away no more than what it no longer takes, says why, and asks once', async (context) => {
  fresh();
  const first = await awake();
  for (const host of ['a', 'b', 'c']) await first.add(`||${host}.example^`, host);
  version = '1.0.1';
  const refuses = (/** @type {string} */ text) => text.includes('b.example');
  const updated = await awake({ refuses });
  assert.deepEqual([await updated.shown(), updated.uses()], [['a', 'b off', 'c'], 'a+c']);
  assert.deepEqual(
    (await ownItems('lists')).map(({ facts }) => facts.refusal),
    [null, refusalOf({ code: 'not_understood', name: 'b', line: 3, reason: 'option' }), null],
  );
  const again = await awake({ refuses });
  assert.deepEqual([again.compiled, again.uses()], [[], 'a+c']);
  const id = (await ownItems('lists'))[1]?.id ?? '';
  assert.equal((await again.own.turn('lists', id, true)).refused?.name, 'b');
  assert.deepEqual([await again.shown(), again.uses()], [['a', 'b off', 'c'], 'a+c']);

  await context.test('one that is off is in the way of nothing', async () => {
    version = '1.0.2';
    assert.equal((await awake({ refuses })).uses(), 'a+c');
  });
  await context.test('what is taken again says so no longer', async () => {
    const mended = await awake();
    assert.deepEqual(await mended.own.turn('lists', id, true), { refused: null });
    assert.equal((await ownItems('lists'))[1]?.facts.refusal, null);
  });
  await context.test('where they are too much together, the last ones go', async () => {
    version = '1.0.3';
    const less = await awake({ most: 1 });
    assert.deepEqual([await less.shown(), less.uses()], [['a', 'b off', 'c off'], 'a']);
    const [, , last] = await ownItems('lists');
    assert.deepEqual(last?.facts.refusal, refusalOf({ code: 'too_complex', name: 'c' }));
  });
});

test('who puts something in place of what is used is told what that was', () => {
  const { core } = fakeCore({ refuses: ({ call, args }) => call === 'openOwn' && args[1] === worse });
  const [first, second, worse] = [1, 2, 3].map((byte) => [Uint8Array.of(byte)]);
  const meter = new LiveMeter();
  assert.deepEqual(meter.useOwn('lists', first ?? []), []);
  meter.begin(core, { privateWindows: true });
  assert.deepEqual(meter.useOwn('lists', second ?? []), first);
  assert.throws(() => meter.useOwn('lists', worse ?? []));
  assert.deepEqual(meter.useOwn('lists', []), second);
});

test('what an update compiled is in use, though there is no room to keep it', async () => {
  fresh();
  await (await awake()).add('||a.example^', 'mine');
  version = '1.0.1';
  full = true;
  assert.equal((await awake()).uses(), 'mine');
});

test('a change compiles once what is on, and writes only the text that was not there', async () => {
  fresh();
  const { own, add, compiled } = await awake();
  for (const host of ['a', 'b', 'c']) await add(`||${host}.example^`, host);
  const [a, b] = await ownItems('lists');
  /** @param {() => Promise<unknown>} change */
  const work = async (change) => {
    compiled.length = 0;
    log.written = [];
    await change();
    return {
      compiled: compiled.map(({ names }) => names.join('+')),
      written: log.written.filter((key) => key.includes('.text.')).length,
    };
  };
  const turn = (/** @type {typeof a} */ item, /** @type {boolean} */ on) => () =>
    own.turn('lists', item?.id ?? '', on);
  assert.deepEqual(await work(turn(a, false)), { compiled: ['b+c'], written: 0 });
  assert.deepEqual(await work(turn(b, false)), { compiled: ['c'], written: 0 });
  assert.deepEqual(await work(() => add('||d.example^', 'd')), { compiled: ['c+d'], written: 1 });
  assert.deepEqual(await work(turn(a, true)), { compiled: ['a+c+d'], written: 0 });
  const facts = (await ownItems('lists')).map((item) => item.facts.rules);
  assert.deepEqual(facts, [12, 12, 12, 12], 'what is off keeps what became of it');
});

test('a wake-up asks the disk once where nothing is on, and for no text', async () => {
  fresh();
  const asked = async () => {
    log.asked = [];
    await awake();
    return log.asked;
  };
  const items = ['own.lists', 'own.beacons'];
  assert.deepEqual(await asked(), [items]);
  const { own, add } = await awake();
  await add('||a.example^', 'mine');
  assert.deepEqual(await asked(), [items, ['own.lists.compiled']]);
  const [mine] = await ownItems('lists');
  await own.turn('lists', mine?.id ?? '', false);
  assert.deepEqual(await asked(), [items]);
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
  const strange = /** @type {Kind} */ ('__proto__');
  for (const change of [
    async () => own.add(strange, { name: '', fallback: '', text: '' }),
    async () => own.turn(strange, '', true),
    async () => own.remove(strange, ''),
    async () => own.replace(strange, []),
  ])
    await assert.rejects(change, { code: 'bad_message' });
});
