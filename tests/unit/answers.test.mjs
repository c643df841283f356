/** The answers to our own pages: the right arguments, one key a report, a code for every failure. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { answer, createAnswers } from '../../extension/background/answers.js';
import { CodedError, LiveMeter } from '../../extension/background/meter.js';
import { createRecorder } from '../../extension/background/recorder.js';
import { fakeCore } from './fake-core.mjs';

/**
 * @param {object} [options]
 * @param {Promise<void>} [options.ready]
 * @param {() => Promise<Uint8Array>} [options.addresses]
 * @param {Parameters<typeof fakeCore>[0]} [options.core]
 * @param {boolean} [options.diskFails]
 */
function answering({ ready = Promise.resolve(), addresses, core: options, diskFails = false } = {}) {
  const { core, lives } = fakeCore(options);
  const meter = new LiveMeter();
  meter.begin(core, { privateWindows: true });
  /** @type {unknown[]} */
  const experiments = [];
  /** @type {(name: string) => (question?: unknown) => Promise<never>} */
  const heard = (name) => async (question) => /** @type {never} */ (experiments.push([name, question]));
  const experiment = {
    plan: heard('plan'),
    start: heard('start'),
    cancel: heard('cancel'),
    changed: heard('changed'),
  };
  let flushed = 0;
  /** @type {unknown[]} what had been forgotten each time that the disk was told */
  const deleted = [];
  /** @type {(string | undefined)[]} the last call before each time that something was kept */
  const kept = [];
  const answers = createAnswers({
    meter,
    ready,
    addresses: addresses ?? (async () => new Uint8Array()),
    access: async () => ({ privateWindows: true, hosts: false }),
    history: {
      forget: async () => {
        deleted.push(lives[0]?.calls.at(-1)?.args[0]);
        if (diskFails) throw new Error('the disk does not answer');
      },
      state: async () => ({ refused: true, lost: 7 }),
    },
    forgotten: async () => {
      flushed += 1;
    },
    recorder: createRecorder(
      meter,
      { write: async () => '', read: async () => new Uint8Array() },
      async () => {
        kept.push(lives[0]?.calls.at(-1)?.call);
      },
    ),
    experiment,
    pauses: { pause: heard('pause'), session: () => 2, resumeSession: heard('resumeSession') },
    own: {
      add: heard('add'),
      turn: heard('turn'),
      remove: heard('remove'),
      replace: heard('replace'),
    },
  });
  return {
    ask: (/** @type {unknown} */ message) => answer(answers, message),
    lives,
    flushed: () => flushed,
    deleted,
    kept,
    experiments,
  };
}

test('a question goes to the core with its own arguments and nothing else', async () => {
  const { ask, lives } = answering();
  await ask({ type: 'glance', tab: 7 });
  await ask({ type: 'report', mode: 'private', tab: 3, surplus: true });
  const calls = lives[0]?.calls.filter(({ call }) => call === 'glance' || call === 'report');
  assert.deepEqual(calls?.[0]?.args, [7]);
  const [options, key] = calls?.[1]?.args ?? [];
  assert.deepEqual(options, { mode: 'private', tab: 3 });
  assert.equal(/** @type {Uint8Array} */ (key).length, 32);
});

test('a request that is opened is asked for under the key of the list that it was chosen from', async () => {
  const { ask, lives } = answering();
  await ask({ type: 'requests', from: 0, count: 9 });
  await ask({ type: 'request', id: '7', at: 1.5, surplus: true });
  const calls = lives[0]?.calls.filter(({ call }) => call === 'request' || call === 'requests');
  assert.deepEqual(calls?.[1]?.args[0], { id: '7', at: 1.5 });
  assert.deepEqual(calls?.[1]?.args[1], calls?.[0]?.args[1]);
});

test('the table of addresses is read for the first report, and by nothing before', async () => {
  let read = 0;
  const addresses = async () => Uint8Array.of((read += 1));
  const { ask, lives } = answering({ addresses });
  await ask({ type: 'glance', tab: 7 });
  await ask({ type: 'compare' });
  assert.equal(read, 0);
  for (const type of ['digest', 'report', 'requests', 'request']) await ask({ type, from: 0, count: 9 });
  const opened = lives[0]?.calls.filter(({ call }) => call === 'openAddresses').map(({ args }) => args);
  assert.deepEqual([read, opened], [1, [[Uint8Array.of(1)]]]);
});

test('a table of addresses that cannot be read fails the report with its code, and the next tries again', async () => {
  let read = 0;
  const { ask } = answering({
    addresses: async () => {
      read += 1;
      if (read === 1) throw new CodedError('blob_truncated', 'cut');
      return new Uint8Array();
    },
  });
  assert.deepEqual(await ask({ type: 'digest' }), { error: { code: 'blob_truncated', message: 'cut' } });
  await ask({ type: 'digest' });
  assert.equal(read, 2);
});

test('a comparison shows values only where somebody asked for them', async () => {
  const { ask, lives } = answering();
  await ask({ type: 'compare' });
  await ask({ type: 'compare', reveal: true });
  const asked = lives[0]?.calls.filter(({ call }) => call === 'compare').map(({ args }) => args);
  assert.deepEqual(
    asked?.map(([options]) => options),
    [{}, { reveal: true }],
  );
  for (const [, key] of asked ?? []) assert.equal(/** @type {Uint8Array} */ (key).length, 32);
});

test('a comparison names its sides where they are not the running ones', async () => {
  const { ask, lives } = answering();
  await ask({ type: 'compare', normal: { recording: 3 }, private: { running: 'private' } });
  assert.deepEqual(lives[0]?.calls.find(({ call }) => call === 'compare')?.args[0], {
    normal: { recording: 3 },
    private: { running: 'private' },
  });
});

test('every change of a recording is in a checkpoint before it is answered, and no question is', async () => {
  const { ask, lives, kept } = answering();
  const changes = [
    { type: 'startRecording', label: 'off', scope: { tabs: [7] } },
    { type: 'stopRecording', id: 1 },
    { type: 'describeRecording', id: 1, label: 'on', notes: '' },
    { type: 'removeRecording', id: 1 },
    { type: 'openRecording', text: '{}' },
  ];
  for (const change of changes) await ask(change);
  await ask({ type: 'recordings' });
  await ask({ type: 'saveRecording', id: 1 });
  assert.deepEqual(
    kept,
    changes.map(({ type }) => (type === 'openRecording' ? 'takeRecording' : type)),
  );
  const [options] = lives[0]?.calls.find(({ call }) => call === 'startRecording')?.args ?? [];
  assert.deepEqual(options, { label: 'off', notes: '', scope: { tabs: [7] } });
});

test('the experiment is asked with its own arguments', async () => {
  const { ask, experiments } = answering();
  await ask({ type: 'experimentPlan', tab: 7 });
  await ask({ type: 'startExperiment', tab: 7, confirmed: true, surplus: 1 });
  await ask({ type: 'cancelExperiment' });
  await ask({ type: 'experiment', seen: 3 });
  assert.deepEqual(experiments, [
    ['plan', 7],
    ['start', { tab: 7, confirmed: true, show: false }],
    ['cancel', undefined],
    ['changed', 3],
  ]);
});

test('what is undefined does not reach the core, which would refuse it', async () => {
  const { ask, lives } = answering();
  await ask({
    type: 'requests',
    from: 0,
    count: 5,
    filter: { mode: undefined, site: 'news.example' },
    sort: undefined,
  });
  assert.deepEqual(lives[0]?.calls.find(({ call }) => call === 'requests')?.args[0], {
    from: 0,
    count: 5,
    filter: { site: 'news.example' },
  });
});

test('every report has a key of its own; the pages of a list share one', async () => {
  const { ask, lives } = answering();
  for (const type of ['report', 'report', 'requests', 'requests']) await ask({ type, from: 0, count: 1 });
  const keys = (/** @type {string} */ name) =>
    lives[0]?.calls.filter(({ call }) => call === name).map(({ args }) => String(args[1])) ?? [];
  assert.notEqual(keys('report')[0], keys('report')[1]);
  assert.equal(keys('requests')[0], keys('requests')[1]);
});

test('what is forgotten is gone from the checkpoint before it is answered', async () => {
  const { ask, lives, flushed } = answering();
  assert.equal(await ask({ type: 'forget', mode: 'private' }), null);
  assert.deepEqual(lives[0]?.calls.find(({ call }) => call === 'forget')?.args, ['private']);
  assert.equal(flushed(), 1);
});

test('what normal windows told is deleted from the disk once it is forgotten, and what others told is not there', async () => {
  const { ask, deleted } = answering();
  for (const mode of ['private', 'unknown']) await ask({ type: 'forget', mode });
  assert.deepEqual(deleted, []);
  await ask({ type: 'forget', mode: 'normal' });
  await ask({ type: 'forget' });
  assert.deepEqual(deleted, ['normal', undefined]);
  assert.deepEqual(await ask({ type: 'history' }), { refused: true, lost: 7 });
});

test('a disk that fails does not keep what is forgotten in the checkpoint', async () => {
  const { ask, flushed } = answering({ diskFails: true });
  const reply = await ask({ type: 'forget' });
  assert.equal(flushed(), 1);
  assert.ok(reply !== null && typeof reply === 'object' && 'error' in reply, 'and it is said');
});

test('what nobody asks has a code, names from Object.prototype included', async () => {
  const { ask } = answering();
  for (const message of [
    null,
    'glance',
    {},
    { type: 3 },
    { type: 'constructor' },
    { type: 'hasOwnProperty' },
    // Pages read these from the disk themselves.
    { type: 'own', kind: 'lists' },
    { type: 'saveOwn', kind: 'lists' },
  ]) {
    const reply = /** @type {{ error: { code: string } }} */ (await ask(message));
    assert.equal(reply.error.code, 'bad_message');
  }
});

test('a core that could not be loaded and one that traps are told by their codes', async (context) => {
  const errors = mock.method(console, 'error', () => undefined);
  context.after(() => errors.mock.restore());
  const ready = Promise.reject(new CodedError('list_damaged', 'trackers.bin is damaged'));
  const { ask } = answering({ ready });
  assert.deepEqual(await ask({ type: 'glance', tab: 1 }), {
    error: { code: 'list_damaged', message: 'trackers.bin is damaged' },
  });
  assert.deepEqual(await ask({ type: 'access' }), { privateWindows: true, hosts: false }, 'needs no core');
  const trapping = answering({ core: { trapsOn: ({ call }) => call === 'glance' } });
  const reply = /** @type {{ error: { code: string } }} */ (await trapping.ask({ type: 'glance', tab: 1 }));
  assert.equal(reply.error.code, 'core_failed');
});
