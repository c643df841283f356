/** Captures in the report: what is opened says what the command line says, and everything can be done by keyboard. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

import { faults } from './faults.mjs';
import { choose, keepSaved, saved } from './files.mjs';
import { looks } from './looks.mjs';
import { ARTIFACTS, inBothBrowsers, ROOT, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('./support.mjs').Stage} Stage */

const run = promisify(execFile);
const VIEW = 'extension/report/report.html#captures';
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1400, height: 1000 };

const capture = (/** @type {string} */ name) => readFile(join(ROOT, 'tests/captures', name));

/**
 * What the command line says.
 * @param {...string} args
 */
async function telltale(...args) {
  const { stdout } = await run(join(ROOT, 'target/release/telltale'), args, {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

/**
 * The same without what a random key makes of values, and without the directories of a file.
 * @param {unknown} value
 * @returns {unknown}
 */
function comparable(value) {
  return JSON.parse(
    JSON.stringify(value, (name, one) => {
      if (name === 'hmac') return 'hmac';
      return name === 'file' ? one.split('/').at(-1) : one;
    }),
  );
}

/**
 * Opens a capture that was made in a kind of window.
 * @param {Page} page
 * @param {string} name
 * @param {Uint8Array} bytes
 * @param {string} [mode]
 */
async function open(page, name, bytes, mode = 'unknown') {
  await page.evaluate((/** @type {string} */ made) => {
    /** @type {HTMLSelectElement} */ (document.getElementById('captures-mode')).value = made;
  }, mode);
  await choose(page, 'captures-file', name, bytes);
}

/**
 * Waits until the last file in the list is in a state.
 * @param {Page} page
 * @param {string} state
 */
function last(page, state) {
  return until(`the last file is ${state}`, async () => {
    const now = await page.evaluate(() => {
      const item = /** @type {HTMLElement | null} */ (
        document.querySelector('#captures-list > li:last-child')
      );
      return { state: item?.dataset['state'], text: item?.querySelector('.facts')?.textContent ?? '' };
    });
    if (now.state !== state) throw new Error(JSON.stringify(now));
    return now;
  });
}

/**
 * @param {Page} page
 * @param {string} selector
 */
const press = (page, selector) =>
  page.evaluate(
    (/** @type {string} */ which) =>
      /** @type {HTMLElement | null} */ (document.querySelector(which))?.click(),
    selector,
  );

/** @param {Page} page */
const figures = (page) =>
  until('a capture is shown', () =>
    page.evaluate(() => {
      const found = [...document.querySelectorAll('#captured-figures dd')].map((figure) => [
        /** @type {HTMLElement} */ (figure).dataset['figure'] ?? '',
        figure.textContent ?? '',
      ]);
      return found.length > 0 ? Object.fromEntries(found) : null;
    }),
  );

/** A network log of a page's request and one of the browser itself. */
function netlog() {
  const names = ['REQUEST_ALIVE', 'URL_REQUEST_START_JOB', 'HTTP_TRANSACTION_SEND_REQUEST_HEADERS'];
  const event = (/** @type {number} */ type, /** @type {number} */ id, /** @type {object} */ params) => ({
    params,
    phase: 1,
    source: { id, type: 1 },
    time: '25',
    type,
  });
  const asked = (/** @type {number} */ id, /** @type {string} */ url, /** @type {string} */ initiator) => [
    event(0, id, { traffic_annotation: 101845102, url }),
    event(1, id, { url, method: 'GET', initiator, request_type: 'other' }),
    event(2, id, { headers: ['Accept: */*'] }),
  ];
  return Buffer.from(
    JSON.stringify({
      constants: {
        clientInfo: { name: 'Chromium', version: '156.0.8078.79' },
        logEventPhase: { PHASE_BEGIN: 1, PHASE_END: 2, PHASE_NONE: 0 },
        logEventTypes: Object.fromEntries(names.map((name, number) => [name, number])),
        logSourceType: { URL_REQUEST: 1 },
        timeTickOffset: 1777858200000,
      },
      events: [
        ...asked(
          1,
          'https://tracker.example/p?uuid=3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a',
          'https://news.example',
        ),
        ...asked(2, 'https://update.vendor.example/check', 'not an origin'),
      ],
    }),
  );
}

inBothBrowsers('captures in the report', (scenario, browser) => {
  scenario('a capture says what the command line says of it, plain and packed', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    await keepSaved(page);
    const har = await capture('chromium.har');
    const args = ['report', '--format', 'json', '--mode', 'private', 'tests/captures/chromium.har'];
    const expected = comparable(await telltale(...args));
    const { summary } = /** @type {any} */ (expected);
    for (const [number, bytes] of [har, gzipSync(har), gzipSync(gzipSync(har))].entries()) {
      await open(page, 'chromium.har', bytes, 'private');
      await last(page, 'opened');
      await press(page, `#captures-list > li:nth-child(${number + 1}) [data-action="show"]`);
      const shown = await figures(page);
      assert.equal(shown['figure_exposure'], String(summary.exposure));
      assert.equal(shown['figure_requests'], '4');
      await press(page, '#captured-download');
      assert.deepEqual(comparable(JSON.parse(await saved(page))), expected);
    }
    const recipients = await page.evaluate(
      () => document.querySelectorAll('#captured-recipients tbody tr').length,
    );
    assert.equal(recipients, summary.recipients.length - 1, 'all but the site itself');
  });

  scenario(
    'a broken file says which, where and what to do, and the next is read all the same',
    async (stage) => {
      const page = await stage.own(VIEW);
      const har = await capture('mitmproxy.har');
      const cut = har.subarray(0, har.length - 400);
      await open(page, 'notes.txt', Buffer.from('{"log": {"version"'));
      await open(page, 'cut.har', cut);
      await last(page, 'opened');
      const texts = await page.evaluate(() =>
        [...document.querySelectorAll('#captures-list .facts')].map((text) => text.textContent ?? ''),
      );
      assert.match(texts[0] ?? '', /^notes\.txt: At byte 18 .*Export it again/);
      assert.ok(texts[1]?.startsWith(`cut.har: At byte ${cut.length.toLocaleString('en')} `), texts[1]);
      assert.equal((await figures(page))['figure_skipped'], '1');
    },
  );

  scenario('a file that is being read can be cancelled, and leaves nothing', async (stage) => {
    const page = await stage.own(VIEW);
    const entry = JSON.parse(String(await capture('mitmproxy.har'))).log.entries[1];
    await page.evaluate((/** @type {string} */ one) => {
      const many = Array.from({ length: 500 }, () => one).join(',') + ',';
      const parts = ['{"log":{"entries":[', ...Array.from({ length: 200 }, () => many), one, ']}}'];
      const files = new DataTransfer();
      files.items.add(new File(parts, 'large.har'));
      files.items.add(new File(parts, 'waiting.har'));
      const input = /** @type {HTMLInputElement} */ (document.getElementById('captures-file'));
      input.files = files.files;
      input.dispatchEvent(new Event('change'));
    }, JSON.stringify(entry));
    await until('some of it was read', () =>
      page.evaluate(() => {
        const progress = /** @type {HTMLProgressElement | null} */ (
          document.querySelector('#captures-list progress')
        );
        return progress !== null && !progress.hidden && progress.value > 0 && progress.value < progress.max;
      }),
    );
    await press(page, '#captures-list > li:last-child [data-action="cancel"]');
    await press(page, '#captures-list > li:first-child [data-action="cancel"]');
    await until('both are cancelled', () =>
      page.evaluate(
        () => document.querySelectorAll('#captures-list > [data-state="cancelled"]').length === 2,
      ),
    );
    assert.equal(await page.evaluate(() => document.getElementById('captured')?.hidden), true);
    await press(page, '#captures-list > li:first-child [data-action="close"]');
    await open(page, 'chromium.har', await capture('chromium.har'));
    await last(page, 'opened');
  });

  scenario('a network log shows the browser itself apart', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    await open(page, 'log.json', netlog());
    await last(page, 'opened');
    await figures(page);
    const hosts = await page.evaluate(() =>
      ['captured-recipients', 'captured-browser'].map(
        (id) => document.querySelector(`#${id} tbody`)?.textContent ?? '',
      ),
    );
    assert.match(hosts[0] ?? '', /tracker\.example/);
    assert.match(hosts[1] ?? '', /vendor\.example/);
    assert.doesNotMatch(hosts[0] ?? '', /vendor\.example/);
    await page.evaluate(() => {
      const select = /** @type {HTMLSelectElement} */ (document.getElementById('captured-requests-party'));
      select.value = 'browser';
      select.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await until('only requests of the browser are listed', () =>
      page.evaluate(() => {
        const rows = [...document.querySelectorAll('#captured-requests .rows .row')];
        return rows.length === 1 && rows[0]?.textContent?.includes('update.vendor.example') === true;
      }),
    );
  });

  scenario('claims beside what was told, and two captures compared', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    await open(page, 'chromium.har', await capture('chromium.har'), 'normal');
    await open(page, 'mitmproxy.har', await capture('mitmproxy.har'), 'private');
    await last(page, 'opened');
    await figures(page);
    const claims = await page.evaluate(() =>
      [...document.querySelectorAll('#captured-claims-tables section')].map((section) => ({
        says: section.querySelector('h3')?.textContent ?? '',
        rows: [...section.querySelectorAll('tbody tr')].map((row) =>
          [...row.children].map((cell) => cell.textContent ?? ''),
        ),
      })),
    );
    assert.equal(claims.length, 2);
    assert.match(claims[0]?.says ?? '', /usage statistics/);
    const row = claims[0]?.rows.find(([who]) => who === 'miui.com');
    assert.match(row?.[2] ?? '', /Address of the page/, 'what no usage statistics are');
    await looks(page, `${browser}-captures`, [WIDE, { ...NARROW, dark: true }]);
    await press(page, '#captures-compare');
    const sides = ['--normal', 'tests/captures/chromium.har', '--private', 'tests/captures/mitmproxy.har'];
    const expected = await telltale('compare', '--format', 'json', ...sides);
    await until('the two are compared', () =>
      page.evaluate(
        (/** @type {string} */ verdict) =>
          document.documentElement.dataset['state'] === `compared-${verdict}`,
        expected.verdict,
      ),
    );
    const links = await page.evaluate(() => document.querySelectorAll('#links tbody tr').length);
    assert.equal(links, expected.linked.length);
    await keepSaved(page);
    await press(page, '#compare-evidence');
    await press(page, '#evidence-json');
    const evidence = JSON.parse(await saved(page));
    await press(page, '#compare-evidence');
    await press(page, '#evidence-page');
    const printed = await saved(page);
    assert.ok(printed.startsWith('<!DOCTYPE html>') && printed.includes('mitmproxy.har'));
    assert.ok(!printed.includes('<script'));
    const document = await telltale('evidence', ...sides);
    assert.deepEqual(comparable(evidence.comparison), comparable(document.comparison));
    assert.deepEqual(
      comparable([evidence.captures, evidence.observations, evidence.verdicts, evidence.claims]),
      comparable([document.captures, document.observations, document.verdicts, document.claims]),
    );
    await press(page, '#compare-raw > summary');
    await press(page, '#compare-raw-save');
    const raw = JSON.parse(await saved(page));
    const copied = join(ARTIFACTS, `${browser}-raw.har`);
    await rm(copied, { force: true });
    await run(join(ROOT, 'target/release/telltale'), ['evidence', ...sides, '--raw-har', copied], {
      cwd: ROOT,
    });
    assert.deepEqual(raw, JSON.parse(await readFile(copied, 'utf8')));
    assert.deepEqual(await faults(page), []);
    // A side of the session cannot stand beside a capture: the other follows.
    const chosen = await page.evaluate(() => {
      const first = /** @type {HTMLSelectElement} */ (document.getElementById('first'));
      first.value = 'running-private';
      first.dispatchEvent(new Event('change'));
      return /** @type {HTMLSelectElement} */ (document.getElementById('second')).value;
    });
    assert.equal(chosen, 'running-normal');
    await until('sides that stand the wrong way round have no evidence', () =>
      page.evaluate(() => document.getElementById('compare-evidence')?.hidden === true),
    );
    assert.deepEqual(await faults(page), []);
  });

  scenario('by keyboard: open a capture, save its evidence', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    await keepSaved(page);
    const har = await capture('mitmproxy.har');
    // The browser's own picker is no part of the page: the key has to reach the place that opens it.
    await page.evaluate((/** @type {string} */ text) => {
      const input = /** @type {HTMLInputElement} */ (document.getElementById('captures-file'));
      input.click = () => {
        const files = new DataTransfer();
        files.items.add(new File([text], 'mitmproxy.har'));
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
      };
      /** @type {HTMLSelectElement} */ (document.getElementById('captures-mode')).value = 'private';
      document.getElementById('captures')?.focus();
    }, String(har));
    await until('the key reaches the button', () => tabTo(page, 'captures-open'));
    await page.keys('Enter');
    await last(page, 'opened');
    await figures(page);
    await until('the key reaches the evidence', () => tabTo(page, 'captured-evidence'));
    await page.keys('Space');
    await until('the key reaches what saves it', () => tabTo(page, 'evidence-json'));
    await page.keys('Enter');
    const evidence = JSON.parse(await saved(page));
    assert.equal(evidence.schema, 'telltale/evidence/1');
    assert.deepEqual(
      evidence.sessions.map((/** @type {{ id: string }} */ { id }) => id),
      ['private'],
    );
    const [file] = evidence.captures;
    assert.deepEqual([file.file, file.bytes], ['mitmproxy.har', har.length]);
    assert.equal(file.file_sha256, createHash('sha256').update(har).digest('hex'));
    const private_ = 'tests/captures/mitmproxy.har';
    const cli = await telltale('evidence', '--normal', 'tests/captures/chromium.har', '--private', private_);
    const told = (/** @type {any} */ { observations }) =>
      comparable(
        observations
          .filter((/** @type {any} */ { session }) => session === 'private')
          .map((/** @type {any} */ { id: _, ...rest }) => rest),
      );
    assert.deepEqual(told(evidence), told(cli));
    assert.deepEqual(evidence.claims.private, cli.claims.private);
  });
});

/**
 * Goes one stop further; true when the stop is the one.
 * @param {Page} page
 * @param {string} id
 */
async function tabTo(page, id) {
  await page.keys('Tab');
  return page.evaluate((/** @type {string} */ wanted) => document.activeElement?.id === wanted, id);
}
