/** The queue of captures: one file after the other, whatever becomes of each. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../browsers/until.mjs';

/** @typedef {import('../../extension/report/captures/calls.js').Question} Question */
/** @typedef {import('../../extension/report/captures/calls.js').Reply} Reply */

/** @type {Question[]} */
const asked = [];
/** The reader: it begins at once, and answers everything else when a test says so. */
class FakeWorker extends EventTarget {
  /** @param {Question} question */
  postMessage(question) {
    if (question.call === 'begin') reply({ id: question.id, value: null }, this);
    else asked.push(question);
    worker = this;
  }

  terminate() {
    ended.push(this);
  }
}
/** @type {FakeWorker[]} */
const ended = [];
/** @type {FakeWorker | undefined} */
let worker;

/**
 * @param {Reply} data
 * @param {EventTarget | undefined} [from]
 */
function reply(data, from = worker) {
  queueMicrotask(() => from?.dispatchEvent(new MessageEvent('message', { data })));
}

Object.assign(globalThis, {
  browser: {
    runtime: { getURL: (/** @type {string} */ path) => path },
    storage: { local: { get: async () => ({}) } },
  },
  fetch: async () => ({ ok: true, headers: new Map(), arrayBuffer: async () => new ArrayBuffer(0) }),
  Worker: FakeWorker,
});
WebAssembly.compile = async () => /** @type {WebAssembly.Module} */ ({});

const { add, letGo, queue, watchQueue } = await import('../../extension/report/captures/queue.js');
const { askReader } = await import('../../extension/report/captures/calls.js');

const file = (/** @type {string} */ name) => new File(['x'], name);
const states = () => queue().map(({ state }) => state);
const next = () => until('the reader is asked', () => asked.shift());
const opened = (/** @type {number} */ id) => ({
  opened: { id, problem: null, capture: { requests: 4 } },
});

test('files are read one after the other, and one that fails keeps none from being read', async () => {
  let changes = 0;
  watchQueue(() => (changes += 1));
  add([file('a.har'), file('b.har'), file('c.har'), file('d.har')], 'private');
  const first = await next();
  assert.deepEqual(states(), ['reading', 'waiting', 'waiting', 'waiting']);
  assert.deepEqual([first.call, first.args[1]], ['open', 'private']);
  reply({ progress: { read: 1, requests: 2 } });
  await until('the progress is noted', () => queue()[0]?.requests === 2);

  const [, , third] = queue();
  assert.ok(third);
  await letGo(third);
  assert.deepEqual(states(), ['reading', 'waiting', 'cancelled', 'waiting']);

  reply({ id: first.id, value: opened(1) });
  const second = await next();
  assert.deepEqual(states(), ['opened', 'reading', 'cancelled', 'waiting']);
  assert.equal(asked.length, 0, 'nothing is read beside another');
  reply({ id: second.id, error: { code: 'captures_full', message: 'full' } });
  const last = await next();
  assert.deepEqual(states(), ['opened', 'failed', 'cancelled', 'reading']);
  assert.equal(queue()[1]?.problem?.code, 'captures_full');

  const [, , , fourth] = queue();
  assert.ok(fourth);
  await letGo(fourth);
  const cancel = await next();
  assert.equal(cancel.call, 'cancel');
  reply({ id: last.id, value: { cancelled: true } });
  await until('it is cancelled', () => states().at(-1) === 'cancelled');
  assert.ok(changes > 8);
});

test('what is closed is gone, from the reader too', async () => {
  const [first] = queue();
  assert.ok(first);
  const gone = letGo(first);
  const close = await next();
  assert.deepEqual([close.call, close.args], ['close', [1]]);
  reply({ id: close.id, value: null });
  await gone;
  assert.deepEqual(states(), ['failed', 'cancelled', 'cancelled']);
});

test('a trap costs the reader and the file that it was reading; the others are read again by a new one', async () => {
  for (const entry of [...queue()]) await letGo(entry);
  add([file('one.har'), file('two.har'), file('three.har')], 'normal');
  reply({ id: (await next()).id, value: opened(1) });
  const fatal = await next();
  const before = worker;
  reply({ id: fatal.id, error: { code: 'page_failed', message: 'unreachable' } });
  const again = await next();
  assert.deepEqual(states(), ['reading', 'failed', 'waiting']);
  assert.equal(queue()[0]?.opened, null, 'what the old reader had opened is gone with it');
  assert.deepEqual(ended, [before]);
  assert.notEqual(worker, before);
  reply({ id: again.id, value: opened(1) });
  reply({ id: (await next()).id, value: opened(2) });
  await until('all others are open', () => states().join() === 'opened,failed,opened');
});

test('a trap over a question is answered, and what was open is read again', async () => {
  const question = askReader('digest', 2);
  reply({ id: (await next()).id, error: { code: 'page_failed', message: 'unreachable' } });
  await assert.rejects(question, { code: 'page_failed' });
  reply({ id: (await next()).id, value: opened(1) });
  reply({ id: (await next()).id, value: opened(2) });
  await until('they are open', () => states().join() === 'opened,failed,opened');
});
