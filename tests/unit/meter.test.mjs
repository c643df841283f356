/** The live meter: what a trap costs, and what it does not. */

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { codeOf, LiveMeter } from '../../extension/background/meter.js';
import { fakeCore, requestEvent } from './fake-core.mjs';

/** @typedef {import('./fake-core.mjs').Life} Life */

// Traps are reported to the console of the background; here they are expected.
mock.method(console, 'error', () => undefined);

/** As the wall has it. */
const CAN_WAIT = 32;

/** @param {Parameters<typeof fakeCore>[0]} [options] */
function begun(options) {
  const { core, lives } = fakeCore(options);
  const meter = new LiveMeter();
  meter.begin(core, { privateWindows: true });
  return { meter, lives };
}

/** @param {string} id */
const seen = (id) => requestEvent('seen', { requestId: id });

/** @param {Life | undefined} life */
const requestsOf = (life) => life?.calls.filter(({ call }) => call === 'seen').map(({ args }) => args[1]);

/** @param {Life | undefined} life */
const droppedBy = (life) => life?.calls.filter(({ call }) => call === 'dropped').map(({ args }) => args[0]);

/** @param {string} id */
const trapsOn =
  (id) =>
  (/** @type {import('./fake-core.mjs').Call} */ { call, args }) =>
    call === 'seen' && args[1] === id;

test('before it has begun it takes nothing and answers with a code', () => {
  const meter = new LiveMeter();
  assert.equal(meter.open, false);
  assert.equal(meter.apply(seen('1')), false);
  assert.throws(
    () => meter.ask((core) => core.glance(1)),
    (error) => codeOf(error) === 'core_failed',
  );
});

test('a new instance is told what the person has granted, after what it restores', () => {
  const { core, lives } = fakeCore();
  const meter = new LiveMeter();
  meter.hearBrowser(true);
  meter.pauseSites(['bank.example']);
  meter.begin(core, {
    privateWindows: true,
    kept: { checkpoint: new Uint8Array([1]), pieces: [new Uint8Array([2]), new Uint8Array([3])] },
  });
  assert.deepEqual(
    lives[0]?.calls.map(({ call }) => call),
    ['restore', 'replay', 'replay', 'setAccess', 'setHearsBrowser', 'setPaused'],
  );
  meter.hearBrowser(false);
  assert.deepEqual(
    lives[0]?.calls.filter(({ call }) => call === 'setHearsBrowser').map(({ args }) => args),
    [[true], [false]],
  );
  meter.pauseSites([]);
  assert.deepEqual(
    lives[0]?.calls.filter(({ call }) => call === 'setPaused').map(({ args }) => args),
    [[['bank.example']], [[]]],
  );
});

test('what a person added is opened in every instance, and what cannot be opened costs nothing else', () => {
  const parts = [new Uint8Array([1]), new Uint8Array([2])];
  const { core, lives } = fakeCore({ trapsOn: trapsOn('3') });
  const meter = new LiveMeter();
  meter.useOwn('lists', parts);
  meter.begin(core, { privateWindows: true });
  meter.apply(seen('3'));
  const opened = lives.map(({ calls }) =>
    calls.filter(({ call }) => call === 'openOwn').map(({ args }) => args),
  );
  assert.deepEqual(opened, [[['lists', parts]], [['lists', parts]]]);
  assert.equal(meter.usesOwn('lists'), true);

  for (const fault of ['refuses', 'trapsOn']) {
    const { core: other } = fakeCore({
      [fault]: (/** @type {{ call: string }} */ { call }) => call === 'openOwn',
    });
    const without = new LiveMeter();
    without.useOwn('lists', parts);
    without.begin(other, { privateWindows: true });
    assert.deepEqual([without.open, without.usesOwn('lists')], [true, false], fault);
  }
});

test('a damaged checkpoint costs the past, not the session', () => {
  const { core, lives } = fakeCore({ refuses: ({ call }) => call === 'restore' });
  const meter = new LiveMeter();
  meter.begin(core, { privateWindows: false, kept: { checkpoint: new Uint8Array([9]), pieces: [] } });
  assert.equal(meter.open, true);
  assert.equal(lives.at(-1)?.restored, null);
  assert.equal(meter.journal(), null, 'what is in the store leads nowhere: a checkpoint has to be written');
});

test('a trap costs the handle: the next instance restores, replays, and leaves the culprit out', () => {
  const { meter, lives } = begun({ trapsOn: trapsOn('3') });
  meter.apply(seen('1'));
  const checkpoint = meter.checkpoint();
  meter.apply(seen('2'));
  meter.apply(seen('3'));
  meter.apply(seen('4'));
  assert.equal(lives.length, 2);
  assert.deepEqual(lives[1]?.restored, checkpoint);
  assert.deepEqual(requestsOf(lives[1]), ['2', '4'], 'what the checkpoint holds is not replayed');
  assert.deepEqual(droppedBy(lives[1]), [1]);
});

test('what was left out is still counted after the next trap', () => {
  const { meter, lives } = begun({
    trapsOn: ({ call, args }) => call === 'seen' && ['2', '4'].includes(String(args[1])),
  });
  for (const id of ['1', '2', '3', '4', '5']) meter.apply(seen(id));
  assert.deepEqual(requestsOf(lives.at(-1)), ['1', '3', '5']);
  assert.equal(droppedBy(lives.at(-1))?.length, 2);
});

test('an event that traps only when it is replayed is left out as well', () => {
  let trapped = false;
  const { meter, lives } = begun({
    trapsOn: ({ call, args }) => {
      if (call !== 'seen') return false;
      if (args[1] === '3') trapped = true;
      return args[1] === '3' || (trapped && args[1] === '1');
    },
  });
  for (const id of ['1', '2', '3', '4']) meter.apply(seen(id));
  assert.deepEqual(requestsOf(lives.at(-1)), ['2', '4']);
});

test('a core that traps on everything loses the journal, never the browser', () => {
  let broken = false;
  const { meter, lives } = begun({ trapsOn: ({ call }) => broken && call === 'seen' });
  for (let id = 0; id < 50; id += 1) meter.apply(seen(String(id)));
  broken = true;
  meter.apply(seen('last'));
  assert.ok(lives.length < 15, `${lives.length} instances were opened`);
  assert.deepEqual(droppedBy(lives.at(-1)), [51]);
  broken = false;
  meter.apply(seen('after'));
  assert.deepEqual(requestsOf(lives.at(-1)), ['after']);
});

test('a refusal with a code leaves the instance alone and is counted', () => {
  const { meter, lives } = begun({ refuses: trapsOn('2') });
  for (const id of ['1', '2', '3']) meter.apply(seen(id));
  assert.equal(lives.length, 1);
  assert.deepEqual(requestsOf(lives[0]), ['1', '3']);
  assert.deepEqual(droppedBy(lives[0]), [1]);
});

test('a trap in an answer is told to who asked, and the session goes on', () => {
  const { meter, lives } = begun({ trapsOn: ({ call }) => call === 'report' });
  meter.apply(seen('1'));
  assert.throws(
    () => meter.ask((core) => core.report({}, new Uint8Array(32))),
    (error) => codeOf(error) === 'core_failed',
  );
  assert.deepEqual(requestsOf(lives[1]), ['1']);
  assert.equal(meter.open, true);
});

test('when no instance can be opened it says so and takes no more', () => {
  let opened = 0;
  const { meter } = begun({
    trapsOn: trapsOn('1'),
    opens: () => {
      opened += 1;
      if (opened > 1) throw new RangeError('out of memory');
    },
  });
  meter.apply(seen('1'));
  assert.equal(meter.open, false);
  assert.equal(meter.apply(seen('2')), false);
});

test('a trap after a flush is made good by the journal, and nothing is told twice', () => {
  const { meter, lives } = begun({ trapsOn: trapsOn('3') });
  meter.apply(seen('1'));
  const [piece] = meter.journal() ?? [];
  assert.deepEqual(new TextDecoder().decode(piece), '1');
  meter.apply(seen('2'));
  meter.apply(seen('3'));
  assert.deepEqual(lives[1]?.replayed, [piece]);
  assert.deepEqual(requestsOf(lives[1]), ['2']);
  assert.deepEqual(new TextDecoder().decode(meter.journal()?.[0]), '2', 'and the next piece holds it');
});

test('events that are too many to tell again go into the journal, and none is missing there', () => {
  const { meter, lives } = begun();
  for (let id = 0; id < 2049; id += 1) meter.apply(seen(String(id)));
  assert.equal(lives[0]?.calls.filter(({ call }) => call === 'journal').length, 1);
  const pieces = meter.journal() ?? [];
  const ids = pieces.flatMap((piece) => new TextDecoder().decode(piece).split(','));
  assert.deepEqual(
    ids,
    Array.from({ length: 2049 }, (_, id) => String(id)),
  );
  assert.deepEqual(meter.journal()?.length, 0, 'each piece is handed out once');
});

test('what a journal cannot hold becomes a checkpoint, and whoever keeps it is told', () => {
  let overflows = true;
  const { meter, lives } = begun({ overflows: () => overflows });
  for (let id = 0; id < 2049; id += 1) meter.apply(seen(String(id)));
  assert.equal(lives[0]?.calls.filter(({ call }) => call === 'checkpoint').length, 1);
  overflows = false;
  assert.equal(meter.journal(), null, 'no piece leads up to the checkpoint that nobody kept');
  meter.checkpoint();
  assert.notEqual(meter.journal(), null);
});

test('what is told of a request that nobody knows waits for it, and not beyond a checkpoint', () => {
  let known = false;
  const { meter, lives } = begun({ strange: ({ call }) => call === 'sent' && !known });
  const sent = (/** @type {string} */ requestId) => requestEvent('sent', { requestId });
  const told = () => lives[0]?.calls.filter(({ call }) => call === 'sent').map(({ args }) => args[0]);
  meter.apply(sent('1'));
  known = true;
  meter.apply(seen('2'));
  assert.deepEqual(told(), [], 'another request is not the one');
  meter.apply(seen('1'));
  assert.deepEqual(told(), ['1']);

  known = false;
  meter.apply(sent('3'));
  known = true;
  meter.checkpoint();
  meter.apply(seen('3'));
  assert.deepEqual(told(), ['1'], 'all was quiet, or something was forgotten');
});

/** @param {Parameters<typeof fakeCore>[0]} [options] */
function awakened(options = {}) {
  const pages = new Set();
  const told = begun({
    ...options,
    strange: ({ call, args }) => {
      if (call === 'committed') pages.add(args[3]);
      return call === 'seen' && (Number(args[10]) & CAN_WAIT) !== 0 && !pages.has(args[6]);
    },
  });
  const committed = (/** @type {string} */ documentId) =>
    told.meter.apply({
      name: 'committed',
      details: { tab: 7, frame: 0, url: 'https://news.example/', documentId },
    });
  return { ...told, committed };
}

/**
 * @param {string} requestId
 * @param {number} [timeStamp]
 */
const ofPage = (requestId, timeStamp = Date.now()) =>
  requestEvent('seen', { requestId, timeStamp, documentId: 'A', frameId: 0 });

test('right after waking up, a request waits for its page', () => {
  const { meter, lives, committed } = awakened();
  meter.apply(ofPage('1'));
  committed('B');
  assert.deepEqual(requestsOf(lives[0]), [], 'another page is not the one');
  committed('A');
  assert.deepEqual(requestsOf(lives[0]), ['1']);
  committed('A');
  assert.deepEqual(requestsOf(lives[0]), ['1'], 'once');
});

test('a page that nobody tells of keeps no request from being counted', () => {
  const { meter, lives } = awakened();
  meter.apply(ofPage('1'));
  meter.checkpoint();
  assert.deepEqual(
    lives[0]?.calls.slice(-2).map(({ call }) => call),
    ['seen', 'checkpoint'],
    'all is quiet: it is kept with everything else',
  );
  meter.apply(ofPage('2'));
  assert.deepEqual(meter.tellEarly(), [7], 'nor is it waited for longer than until it is written down');
  assert.deepEqual(meter.tellEarly(), []);
  meter.apply(ofPage('3', Date.now() + 60_000));
  assert.deepEqual(requestsOf(lives[0]), ['1', '2', '3'], 'and later none waits');
});

test('what waits for its page is forgotten with everything else', () => {
  const { meter, lives } = awakened();
  meter.apply(ofPage('1'));
  meter.forget((core) => core.forget(undefined));
  assert.deepEqual(
    lives[0]?.calls.slice(-2).map(({ call }) => call),
    ['seen', 'forget'],
  );
});

test('what waits for its page when the core dies is told once', () => {
  const { meter, lives, committed } = awakened({ trapsOn: trapsOn('poison') });
  meter.apply(ofPage('1'));
  meter.apply(requestEvent('seen', { requestId: 'poison', timeStamp: Date.now() }));
  assert.deepEqual(requestsOf(lives[1]), []);
  committed('A');
  assert.deepEqual(requestsOf(lives[1]), ['1']);
});
