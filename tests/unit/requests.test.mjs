/** The list of requests: which rows stand on the page, where keys lead, and when the core is asked. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Asked, PAGE } from '../../extension/report/requests/asked.js';
import {
  inView,
  ledTo,
  listed,
  pagesOf,
  scrolledTo,
  standing,
  TALLEST,
} from '../../extension/report/requests/windowing.js';

test('the rows that are seen stand on the page, and some around them, whatever the total', () => {
  const window = { top: 60_000, height: 600, row: 60 };
  assert.deepEqual(inView(window, 50_000, 10), { first: 990, end: 1_020 });
  assert.deepEqual(inView({ ...window, top: 0 }, 50_000, 10), { first: 0, end: 20 });
  assert.deepEqual(inView({ ...window, top: 30 }, 50_000, 0), { first: 0, end: 11 }, 'parts of a row count');
  assert.deepEqual(inView({ ...window, top: 50_000 * 60 - 600 }, 50_000, 10), { first: 49_980, end: 50_000 });
  assert.deepEqual(inView(window, 3, 10), { first: 3, end: 3 }, 'the list became shorter');
  assert.deepEqual(
    inView({ ...window, row: 0 }, 50_000, 10),
    { first: 0, end: 0 },
    'nothing is laid out yet',
  );
});

test('no list is taller than browsers lay out', () => {
  assert.equal(listed(50_000, 60), 50_000);
  assert.equal(listed(1_000_000, 60), TALLEST / 60);
  assert.equal(listed(7, 0), 7);
});

test('what has the focus stays on the page, in its place', () => {
  const range = { first: 10, end: 13 };
  assert.deepEqual(standing(range, [11, 11], 50), [10, 11, 12]);
  assert.deepEqual(standing(range, [40, 2], 50), [2, 10, 11, 12, 40]);
  assert.deepEqual(standing(range, [1, 2], 50), [1, 2, 10, 11, 12]);
  assert.deepEqual(standing(range, [2, 2], 50), [2, 10, 11, 12]);
  assert.deepEqual(standing({ first: 0, end: 0 }, [0, 0], 0), []);
});

test('a list is scrolled no further than a row asks for', () => {
  const window = { top: 600, height: 600, row: 60 };
  assert.equal(scrolledTo(10, window), 600);
  assert.equal(scrolledTo(19, window), 600);
  assert.equal(scrolledTo(9, window), 540);
  assert.equal(scrolledTo(20, window), 660);
});

test('keys lead within the list, and others nowhere', () => {
  assert.equal(ledTo('ArrowDown', 4, 10, 50), 5);
  assert.equal(ledTo('ArrowUp', 0, 10, 50), 0);
  assert.equal(ledTo('PageDown', 4, 10, 50), 13);
  assert.equal(ledTo('PageUp', 4, 10, 50), 0);
  assert.equal(ledTo('PageDown', 4, 0, 50), 5);
  assert.equal(ledTo('End', 4, 10, 50), 49);
  assert.equal(ledTo('Home', 4, 10, 50), 0);
  for (const key of ['Enter', 'a', 'constructor']) assert.equal(ledTo(key, 4, 10, 50), null);
  assert.equal(ledTo('End', 0, 10, 0), null);
});

test('rows lie on pages', () => {
  assert.deepEqual(pagesOf({ first: 95, end: 105 }, 100), [0, 1]);
  assert.deepEqual(pagesOf({ first: 100, end: 200 }, 100), [1]);
  assert.deepEqual(pagesOf({ first: 0, end: 0 }, 100), []);
});

/** A core that answers when it is told to. */
function core(total = 1_000) {
  /** @type {{ wanted: any, answer: (total?: number) => Promise<void>, fail: () => Promise<void> }[]} */
  const asked = [];
  /** @type {(number | string | undefined)[]} */
  const drawn = [];
  const list = new Asked(
    (wanted) =>
      new Promise((resolve, reject) => {
        const { from, count, filter } = wanted;
        const settled = () => new Promise((next) => setImmediate(() => next(undefined)));
        asked.push({
          wanted,
          answer(all = total) {
            const here = Math.max(0, Math.min(count, all - from));
            const requests = Array.from({ length: here }, (_, at) => ({ id: `${filter.text}${from + at}` }));
            resolve({ total: all, from, requests: /** @type {any} */ (requests) });
            return settled();
          },
          fail() {
            reject(new Error('gone'));
            return settled();
          },
        });
      }),
    () => drawn.push(list.row(0)?.id),
  );
  const question = (/** @type {string} */ text) =>
    list.ask({ filter: { text }, sort: /** @type {const} */ ('newest'), reveal: false });
  return { list, asked, drawn, question };
}

test('who types fast waits for one answer and for the last', async () => {
  const { list, asked, drawn, question } = core();
  const all = ['a', 'ab', 'abc'].map(question);
  assert.equal(asked.length, 1, 'the core is asked once at a time');
  await asked[0]?.answer();
  assert.deepEqual(
    asked.map(({ wanted }) => wanted.filter.text),
    ['a', 'abc'],
  );
  assert.deepEqual(drawn, [], 'what is no longer wanted is not drawn');
  await asked[1]?.answer(7);
  await Promise.all(all);
  assert.deepEqual([list.total, drawn], [7, ['abc0']]);
});

test('what was there stays until the next answer, and pages come as they are needed', async () => {
  const { list, asked, question } = core();
  void question('a');
  await asked[0]?.answer();
  void list.need({ first: 95, end: 105 });
  assert.deepEqual([asked[1]?.wanted.from, asked[1]?.wanted.count], [PAGE, PAGE]);
  await asked[1]?.answer();
  assert.deepEqual([list.row(99)?.id, list.row(100)?.id, list.row(200)?.id], ['a99', 'a100', undefined]);
  await list.need({ first: 0, end: 200 });
  assert.equal(asked.length, 2, 'what is here is not asked for again');
  void question('b');
  assert.equal(list.row(99)?.id, 'a99');
  await asked[2]?.answer();
  assert.deepEqual([list.row(0)?.id, list.row(100)?.id], ['b0', undefined], 'lists are not mixed');
  await asked[3]?.answer();
  assert.equal(list.row(100)?.id, 'b100');
});

test('a list that grows while it is looked at is no endless question', async () => {
  const { list, asked, question } = core();
  void question('a');
  await asked[0]?.answer(300);
  void list.need({ first: 250, end: 260 });
  await asked[1]?.answer(300);
  void list.need({ first: 95, end: 105 });
  await asked[2]?.answer(301);
  assert.equal(asked.length, 3);
  assert.equal(list.row(250), undefined, 'what is not seen is asked for afresh');
  assert.equal(list.row(0)?.id, 'a0');
});

test('of a long list a bounded part is held', async () => {
  const { list, asked, question } = core(5_000);
  void question('a');
  await asked[0]?.answer();
  for (let page = 1; page < 50; page += 1) {
    void list.need({ first: page * PAGE, end: page * PAGE + 20 });
    await asked[page]?.answer();
  }
  const held = Array.from({ length: 50 }, (_, page) => list.row(page * PAGE)).filter(Boolean);
  assert.equal(held.length, 12);
});

test('an answer that fails is told to whoever asked, and the next question is asked', async () => {
  const { list, asked, question } = core();
  const first = assert.rejects(question('a'));
  await asked[0]?.fail();
  await first;
  assert.equal(asked.length, 1, 'nothing is tried again by itself');
  void question('b');
  await asked[1]?.answer();
  assert.equal(list.row(0)?.id, 'b0');
});

test('forgotten requests are none', async () => {
  const { list, asked, question } = core();
  void question('a');
  await asked[0]?.answer(0);
  assert.deepEqual([list.total, list.row(0), asked.length], [0, undefined, 1]);
  void question('b');
  assert.equal(asked[1]?.wanted.from, 0, 'and the next question begins with the first');
});

test('where what is seen is beyond a shorter answer, its end is asked for', async () => {
  const { list, asked, question } = core(5_000);
  void question('a');
  await asked[0]?.answer();
  void list.need({ first: 900, end: 920 });
  await asked[1]?.answer();
  void question('b');
  await asked[2]?.answer(50);
  assert.deepEqual([asked[2]?.wanted.from, asked[3]?.wanted.from], [900, 0]);
  await asked[3]?.answer(50);
  assert.equal(list.row(49)?.id, 'b49');
});
