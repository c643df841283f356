/** The live meter on the real core: what a fresh instance from the same glue knows after the old one was lost. */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { mock, test } from 'node:test';

import { LiveMeter } from '../../extension/background/meter.js';
import { __wbg_reset_state, initSync, Meter } from '../../extension/wasm/telltale.js';
import { requestEvent } from './fake-core.mjs';

// A trap is reported to the console of the background; here it is expected.
mock.method(console, 'error', () => undefined);

const built = (/** @type {string} */ path) => readFile(new URL(`../../extension/${path}`, import.meta.url));
const module = new WebAssembly.Module(await built('wasm/telltale_bg.wasm'));
const lists = await Promise.all(
  ['trackers', 'suffixes', 'companies'].map((name) => built(`data/${name}.bin`)),
);
const [trackers, suffixes, companies] = /** @type {[Buffer, Buffer, Buffer]} */ (lists);

const TAB = 7;
const CULPRIT = 'https://trap.example/';
const PAGE = 'https://news.example/story';

/** The core as the background opens it; one address makes it trap, as an unreachable would. */
function realCore() {
  let opened = 0;
  return {
    get opened() {
      return opened;
    },
    open() {
      if (opened > 0) __wbg_reset_state();
      opened += 1;
      const { memory } = initSync({ module });
      const meter = new Meter(trackers, suffixes, companies);
      const seen = meter.seen.bind(meter);
      meter.seen = (kind, tab, at, flags) => {
        const text = new TextDecoder().decode(
          new Uint8Array(memory.buffer, meter.buffer() + 32, CULPRIT.length),
        );
        if (text === CULPRIT) throw new WebAssembly.RuntimeError('unreachable');
        return seen(kind, tab, at, flags);
      };
      return { meter, memory };
    },
  };
}

/**
 * A request from the page to a tracker that is told the page's address.
 * @param {LiveMeter} meter
 * @param {string} requestId
 * @param {string} url
 */
function visit(meter, requestId, url) {
  const details = { requestId, url, tabId: TAB, initiator: 'https://news.example', documentId: 'D' };
  meter.apply(requestEvent('seen', details));
  meter.apply(requestEvent('sent', { requestId, requestHeaders: [] }));
  meter.apply(requestEvent('answered', { requestId, statusCode: 200, ip: '192.0.2.1' }));
  meter.apply(requestEvent('completed', { requestId }));
}

test('a trap loses the request that caused it and nothing else', () => {
  const core = realCore();
  const meter = new LiveMeter();
  meter.begin(core, { privateWindows: true });
  meter.apply({ name: 'tab', details: { tab: TAB, isPrivate: true, url: PAGE } });
  meter.apply({ name: 'committed', details: { tab: TAB, frame: 0, url: PAGE, documentId: 'D' } });
  const told = (/** @type {string} */ host) => `https://${host}/?dl=${encodeURIComponent(PAGE)}`;
  visit(meter, '1', told('one.example'));
  meter.checkpoint();
  visit(meter, '1b', told('one.example'));
  meter.journal();
  visit(meter, '2', told('two.example'));
  const before = meter.ask((handle) => handle.glance(TAB));
  assert.equal(before.told, 2);

  meter.apply(requestEvent('seen', { requestId: '3', url: CULPRIT, tabId: TAB }));
  assert.equal(core.opened, 2);
  assert.deepEqual(
    meter.ask((handle) => handle.glance(TAB)),
    before,
    'what is in the checkpoint, in the journal and in neither',
  );

  visit(meter, '4', told('four.example'));
  const after = meter.ask((handle) => handle.glance(TAB));
  assert.equal(after.told, 3, 'the session goes on');
  assert.equal(after.mode, 'private', 'what is known of tabs is known still');
  const { blind_spots: spots } = meter.ask((handle) => handle.report({}, new Uint8Array(32)));
  const lost = spots.find((/** @type {{ code: string }} */ { code }) => code === 'requests_lost');
  assert.equal(lost?.count, 1, 'the report says that a request was lost');
});

test('a background that dies wakes up with its checkpoint', () => {
  const core = realCore();
  const first = new LiveMeter();
  __wbg_reset_state();
  first.begin(core, { privateWindows: true });
  first.apply({ name: 'tab', details: { tab: TAB, isPrivate: false, url: PAGE } });
  first.apply({ name: 'committed', details: { tab: TAB, frame: 0, url: PAGE, documentId: 'D' } });
  visit(first, '1', `https://one.example/?dl=${encodeURIComponent(PAGE)}`);
  const before = first.ask((handle) => handle.glance(TAB));
  const checkpoint = first.checkpoint();
  visit(first, '2', `https://two.example/?dl=${encodeURIComponent(PAGE)}`);
  const after = first.ask((handle) => handle.glance(TAB));
  const pieces = first.journal() ?? [];

  const second = new LiveMeter();
  second.begin(core, { privateWindows: true, kept: { checkpoint, pieces } });
  assert.deepEqual(
    second.ask((handle) => handle.glance(TAB)),
    after,
  );
  second.begin(core, { privateWindows: true, kept: { checkpoint, pieces: [] } });
  assert.deepEqual(
    second.ask((handle) => handle.glance(TAB)),
    before,
  );
});

test('what was taken up of a history outlives a trap, and what is none leaves everything as it is', () => {
  const core = realCore();
  const started = () => {
    const meter = new LiveMeter();
    __wbg_reset_state();
    meter.begin(core, { privateWindows: true });
    meter.apply({ name: 'tab', details: { tab: TAB, isPrivate: false, url: PAGE } });
    meter.apply({ name: 'committed', details: { tab: TAB, frame: 0, url: PAGE, documentId: 'D' } });
    return meter;
  };
  const requests = (/** @type {LiveMeter} */ meter) =>
    meter.ask((handle) => handle.digest({}, new Uint8Array(32))).summary.modes.normal.requests;
  const before = started();
  visit(before, '1', `https://one.example/?dl=${encodeURIComponent(PAGE)}`);
  const changed = () => before.ask((handle) => handle.historyChanged());
  assert.equal(changed(), true);
  const bytes = before.ask((handle) => handle.history()) ?? assert.fail('normal windows told something');
  assert.equal(changed(), false);
  const everything = before.checkpoint();

  const after = started();
  assert.equal(after.takeUp(bytes.slice(1)), false);
  assert.equal(after.takeUp(everything), false, 'everything is more than may be on a disk');
  assert.equal(requests(after), 0);
  assert.equal(after.takeUp(bytes), true);
  assert.equal(requests(after), 1);
  after.apply(requestEvent('seen', { requestId: '2', url: CULPRIT, tabId: TAB }));
  assert.equal(requests(after), 1, 'after a trap');

  const begun = started();
  visit(begun, '1', 'https://two.example/');
  assert.equal(begun.takeUp(bytes), false, 'nothing counts twice');
  assert.equal(requests(begun), 1);
});

test('a request that is told of after its own end counts as any other', () => {
  const core = realCore();
  const [inOrder, late, endFirst] = ['in order', 'late', 'end first'].map((order) => {
    const meter = new LiveMeter();
    __wbg_reset_state();
    meter.begin(core, { privateWindows: true });
    meter.apply({ name: 'tab', details: { tab: TAB, isPrivate: false, url: PAGE } });
    meter.apply({ name: 'committed', details: { tab: TAB, frame: 0, url: PAGE, documentId: 'D' } });
    const about = { requestId: '1', tabId: TAB, initiator: 'https://news.example', documentId: 'D' };
    const led = { ...about, url: `https://one.example/?dl=${encodeURIComponent(PAGE)}` };
    const there = { ...about, url: `https://two.example/?dl=${encodeURIComponent(PAGE)}` };
    const events = [
      requestEvent('seen', { ...led, timeStamp: 1 }),
      requestEvent('sent', { ...led, timeStamp: 2, requestHeaders: [] }),
      requestEvent('redirected', { ...led, timeStamp: 3, statusCode: 302, ip: '192.0.2.1' }),
      requestEvent('seen', { ...there, timeStamp: 4 }),
      requestEvent('sent', { ...there, timeStamp: 5, requestHeaders: [] }),
      requestEvent('answered', { ...there, timeStamp: 6, statusCode: 204, ip: '192.0.2.2' }),
      requestEvent('completed', { ...there, timeStamp: 7 }),
    ];
    const [first, ...others] = events;
    const orders = {
      'in order': events,
      late: [...others, first],
      'end first': [...events.slice(6), ...events.slice(0, 6)],
    };
    for (const event of orders[/** @type {keyof typeof orders} */ (order)]) if (event) meter.apply(event);
    /** @type {import('../../extension/shared/messages.js').Report} */
    const { requests } = meter.ask((handle) => handle.report({}, new Uint8Array(32)));
    return requests
      .map(({ recipient: { host }, sent, status }) => ({ host, sent, status }))
      .sort((one, other) => String(one.host).localeCompare(String(other.host)));
  });
  assert.equal(inOrder?.length, 2);
  assert.deepEqual(late, inOrder);
  assert.deepEqual(endFirst, inOrder);
});
