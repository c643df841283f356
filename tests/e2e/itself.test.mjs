/// <reference path="../browsers/globals.d.ts" />

/**
 * What the browser itself sends, where a browser shows it: counted once, in the right kind of window, for as long as its
 * person allows it; and the person's proxy is never touched.
 */

import assert from 'node:assert/strict';

import { KINDS, KINDS_PAGE } from '../demo/kinds.mjs';
import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { startProxy } from './proxy.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('../../extension/shared/messages.js').Mode} Mode */
/** @typedef {import('./support.mjs').Page} Page */
/** @typedef {import('./support.mjs').Stage} Stage */

const REPORT = 'extension/report/report.html#browser';
const SUGGEST = 'duckduckgo.com';
const SETTINGS = 'firefox.settings.services.mozilla.com';
const MAKER = 'merino.services.mozilla.com';
/** Where suggestions are asked for. @type {Record<string, string>} */
const PATHS = { [SUGGEST]: '/ac/', [MAKER]: '/api/v1/suggest' };

/**
 * Runs a function in Firefox's own process.
 * @type {(stage: Stage) => Page['evaluate']}
 */
const within = ({ driven }) => {
  if (driven.inBrowser === undefined) throw new Error(`${driven.name} lets nobody in`);
  return driven.inBrowser;
};

/**
 * Firefox asks a search engine for suggestions, as it does while somebody types into its address bar.
 * @param {Stage} stage
 * @param {string} text
 * @param {boolean} isPrivate
 * @param {string} [host] Whose engine it is.
 */
function type(stage, text, isPrivate, host = SUGGEST) {
  return within(stage)(
    async (
      /** @type {string} */ searchString,
      /** @type {boolean} */ inPrivateBrowsing,
      engineHost,
      path,
    ) => {
      const folder = 'moz-src:///toolkit/components/search/';
      const { SearchService } = ChromeUtils.importESModule(`${folder}SearchService.sys.mjs`);
      const { SearchSuggestionController } = ChromeUtils.importESModule(
        `${folder}SearchSuggestionController.sys.mjs`,
      );
      // Off unless a person switches it on.
      Services.prefs.setBoolPref('browser.search.suggest.enabled.private', true);
      await SearchService.init();
      const engine =
        SearchService.getEngineByName(engineHost) ??
        (await SearchService.addUserEngine({
          name: engineHost,
          url: `https://search.example/?q={searchTerms}`,
          suggestUrl: `https://${engineHost}${path}?q={searchTerms}`,
        }));
      await new SearchSuggestionController().fetch({
        searchString,
        inPrivateBrowsing,
        engine,
        dedupeRemoteAndLocal: true,
      });
    },
    text,
    isPrivate,
    host,
    PATHS[host],
  );
}

/**
 * Firefox asks its maker for the settings that it keeps up to date by itself.
 * @param {Stage} stage
 */
function update(stage) {
  return within(stage)(async (/** @type {string} */ host) => {
    Services.prefs.setStringPref('services.settings.server', `https://${host}/v1`);
    const { RemoteSettings } = ChromeUtils.importESModule(
      'resource://services-settings/remote-settings.sys.mjs',
    );
    // Nobody answers: the names of Mozilla's hosts lead to the fake internet, whose certificates Firefox refuses.
    await RemoteSettings.pollChanges().catch(() => undefined);
  }, SETTINGS);
}

/**
 * The requests to a host that are counted.
 * @param {Stage} stage
 * @param {string} host
 */
async function countedAt(stage, host) {
  const { requests } = await stage.ask('report', { reveal: true });
  return requests.filter(({ recipient }) => recipient.host === host);
}

/**
 * The section of the report page that is about the browser itself.
 * @param {Page} page
 */
const section = (page) =>
  page.evaluate(() => {
    const shown = (/** @type {string} */ id) => document.getElementById(id)?.hidden === false;
    return {
      offer: shown('itself-offer'),
      heard: shown('itself-heard'),
      elsewhere: shown('itself-elsewhere'),
      rows: [...document.querySelectorAll('#browser tbody th')].map((cell) => cell.textContent ?? ''),
      text: /** @type {HTMLElement} */ (document.getElementById('browser')).innerText,
    };
  });

/**
 * Presses a button of the section and waits for what it leads to.
 * @param {Page} page
 * @param {'itself-allow' | 'itself-withdraw'} button
 * @param {'offer' | 'heard'} state
 */
async function press(page, button, state) {
  await page.click(`#${button}`);
  await until(`the section says "${state}"`, async () => (await section(page))[state]);
}

/** @param {Stage} stage */
async function allow(stage) {
  // The browser's own question is answered with yes.
  await within(stage)(() => Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false));
  const page = await stage.own(REPORT);
  if ((await section(page)).offer) await press(page, 'itself-allow', 'heard');
  return page;
}

inBothBrowsers('the browser itself', (scenario, name) => {
  if (name === 'chromium') {
    scenario(
      'where nobody is shown its requests, the report says how to make a log of them',
      async (stage) => {
        const report = await stage.own(REPORT);
        const { offer, heard, elsewhere, text } = await section(report);
        assert.deepEqual({ offer, heard, elsewhere }, { offer: false, heard: false, elsewhere: true });
        assert.match(text, /NetLog.*chrome:\/\/net-export.*docs\/capturing\.md/);
        const manifest = await stage.driven.inExtension(() => browser.runtime.getManifest());
        assert.deepEqual(
          manifest.optional_permissions,
          ['notifications'],
          "Chromium's proxy shows no requests",
        );
      },
    );
    return;
  }

  scenario('nothing of it is told before it is allowed, and a click allows it', async (stage) => {
    await type(stage, 'before', false);
    const before = await stage.own(REPORT);
    const { offer, text } = await section(before);
    assert.equal(offer, true);
    assert.match(text, /yours stays as it is/);
    const report = await allow(stage);
    assert.deepEqual(await countedAt(stage, SUGGEST), []);
    assert.equal((await section(report)).heard, true);
    const { blind_spots } = await stage.ask('digest', {});
    assert.ok(blind_spots.some(({ code }) => code === 'browser_in_part'));
  });

  scenario('the pages’ numbers are the same, and none of their requests is the browser’s', async (stage) => {
    await allow(stage);
    const { recipients, told, unseen } = expected('article', 'firefox');
    const { tab } = await stage.visit(PAGES.article.url);
    await stage.glance(tab, { recipients, told, unseen });
    for (const isPrivate of [false, true]) {
      const page = await stage.visit(KINDS_PAGE, { private: isPrivate });
      // Neither tab nor origin: it is nearest to what the browser asks for itself.
      await page.evaluate(() => {
        const script = "onconnect = () => fetch('https://data-worker.example/', { mode: 'no-cors' })";
        new SharedWorker(`data:text/javascript,${encodeURIComponent(script)}`);
      });
      const last = ['data-worker.example', 'shared-worker.example', 'service-worker.example'];
      for (const host of last)
        await until(
          `${host} is counted`,
          async () => (await countedAt(stage, host)).length > Number(isPrivate),
        );
    }
    const { requests, summary } = await stage.ask('report', { reveal: true });
    const arrived = new Set(stage.demo.arrivals.map(({ host }) => host));
    arrived.delete(SUGGEST);
    const rows = requests.filter(({ recipient }) => arrived.has(recipient.host ?? ''));
    assert.deepEqual(
      rows.filter(({ party }) => party === 'browser').map(({ url }) => url),
      [],
    );
    for (const { address, methods, when } of Object.values(KINDS)) {
      if (when === 'leaving') continue;
      const found = rows.filter(({ url, sent }) => url === address && sent === true);
      assert.equal(found.length, 2 * methods.length, `${address}: once for each window and method`);
    }
    assert.deepEqual(
      summary.browser.recipients.filter(({ host }) => arrived.has(host)),
      [],
    );
    await stage.ask('forget', {});
  });

  scenario('what is typed into the address bar, in normal and in private windows', async (stage) => {
    const report = await allow(stage);
    await type(stage, 'harbour tide', false);
    await type(stage, 'secret doctor', true);
    const rows = await until('both are counted', async () => {
      const found = await countedAt(stage, SUGGEST);
      return found.length >= 2 ? found : null;
    });
    const told = rows.map(({ mode, party, site, sent, body, url }) => ({
      mode,
      party,
      site,
      sent,
      body,
      url,
    }));
    const each = { party: 'browser', site: null, sent: true, body: 'none' };
    assert.deepEqual(told, [
      { mode: 'normal', ...each, url: `https://${SUGGEST}/ac/?q=harbour+tide` },
      { mode: 'private', ...each, url: `https://${SUGGEST}/ac/?q=secret+doctor` },
    ]);
    for (const mode of /** @type {Mode[]} */ (['normal', 'private'])) {
      const { summary } = await stage.ask('digest', { mode });
      const heard = summary.browser.recipients.find(({ host }) => host === SUGGEST);
      assert.equal(heard?.requests, 1);
      assert.ok(
        heard.told.some(({ category }) => category === 'search_query'),
        'the words are among what was told',
      );
      assert.ok(
        summary.sites.every(({ site }) => site !== null),
        'it counts on no site, not even on an unknown one',
      );
    }
    await report.evaluate(() => document.getElementById('refresh')?.click());
    await until('the report lists who heard', async () =>
      (await section(report)).rows.some((row) => row.includes(SUGGEST)),
    );
    assert.ok(!(await section(report)).text.includes('secret'), 'no words of a private window');
    assert.deepEqual(await faults(report), []);
    await report.look({ width: 320, height: 640 });
    assert.deepEqual(await misfits(report), []);
    await stage.ask('forget', {});
  });

  scenario(
    'a background that was stopped is woken by it once it started with the permission',
    async (stage) => {
      await allow(stage);
      // Firefox remembers what wakes a background from its start, and it started before the permission was there.
      await stage.driven.stopBackground();
      await stage.ask('access', {});
      await stage.driven.stopBackground();
      await type(stage, 'wake up', false);
      await until('it is counted', async () => (await countedAt(stage, SUGGEST)).length === 1);
      await stage.ask('forget', {});
    },
  );

  scenario('the person’s own proxy gets everything, pages and browser alike', async (stage) => {
    await allow(stage);
    const proxy = await startProxy(stage);
    try {
      await within(stage)((/** @type {number} */ port) => {
        for (const kind of ['http', 'ssl']) {
          Services.prefs.setStringPref(`network.proxy.${kind}`, '127.0.0.1');
          Services.prefs.setIntPref(`network.proxy.${kind}_port`, port);
        }
        Services.prefs.setIntPref('network.proxy.type', 1);
      }, proxy.port);
      const { tab } = await stage.visit(PAGES.shop.url);
      await stage.glance(tab, { told: expected('shop', 'firefox').told });
      await type(stage, 'through the proxy', false);
      await until('it is counted', async () => (await countedAt(stage, SUGGEST)).length === 1);
      const { requests } = await stage.ask('report', { tab });
      const hosts = new Set(requests.filter(({ sent }) => sent).map(({ recipient }) => recipient.host ?? ''));
      assert.ok(hosts.size > 3);
      for (const host of [...hosts, SUGGEST]) assert.ok(proxy.asked.has(host), `${host} came by`);
    } finally {
      await within(stage)(() => Services.prefs.clearUserPref('network.proxy.type'));
      await proxy.close();
    }
    await stage.ask('forget', {});
  });

  scenario(
    'what it asks its maker, in normal and in private windows, and nothing once withdrawn',
    async (stage) => {
      const report = await allow(stage);
      await update(stage);
      await type(stage, 'rare illness', true, MAKER);
      const heard = (/** @type {string} */ host) =>
        until(`${host} is counted`, async () => {
          const rows = await countedAt(stage, host);
          return rows.length > 0 ? rows : null;
        });
      for (const { mode, party, site, recipient } of await heard(SETTINGS)) {
        const expects = {
          mode: 'normal',
          party: 'browser',
          site: null,
          vendor: 'Mozilla',
          purpose: 'config',
        };
        const { vendor, purpose } = recipient;
        assert.deepEqual({ mode, party, site, vendor, purpose }, expects);
      }
      const [typed, ...more] = await heard(MAKER);
      assert.deepEqual(more, []);
      assert.deepEqual(
        [typed?.mode, typed?.party, typed?.recipient.vendor],
        ['private', 'browser', 'Mozilla'],
      );
      assert.ok(typed?.findings.some(({ category }) => category === 'search_query'));
      for (const [mode, host] of [
        ['normal', SETTINGS],
        ['private', MAKER],
      ]) {
        await report.evaluate((/** @type {string} */ value) => {
          /** @type {HTMLElement | null} */ (
            document.querySelector(`[name="mode"][value="${value}"]`)
          )?.click();
        }, mode ?? '');
        await report.evaluate(() => document.getElementById('refresh')?.click());
        await until(`the report names ${host}`, async () =>
          (await section(report)).rows.some((row) => row.includes('mozilla.com')),
        );
      }
      await press(report, 'itself-withdraw', 'offer');
      await stage.ask('forget', {});
      await update(stage);
      await type(stage, 'rare illness', true, MAKER);
      // What pages ask for is told in order: what the browser asked before would have been told before it.
      const { tab } = await stage.visit(PAGES.shop.url);
      await stage.glance(tab, { told: expected('shop', 'firefox').told });
      const { requests } = await stage.ask('report', {});
      assert.deepEqual(
        requests.filter(({ recipient }) => recipient.vendor === 'Mozilla'),
        [],
      );
      await stage.ask('forget', {});
    },
  );

  scenario('once it is withdrawn nothing of it is told any more', async (stage) => {
    await press(await allow(stage), 'itself-withdraw', 'offer');
    await type(stage, 'afterwards', false);
    assert.ok(
      stage.demo.arrivals.some(({ path }) => path.includes('afterwards')),
      'Firefox still asks',
    );
    // What pages ask for is told in order: the suggestion would have been told before it.
    const { tab } = await stage.visit(PAGES.shop.url);
    await stage.glance(tab, { told: expected('shop', 'firefox').told });
    assert.deepEqual(await countedAt(stage, SUGGEST), []);
    const { blind_spots } = await stage.ask('digest', {});
    assert.ok(blind_spots.some(({ code }) => code === 'browser_traffic'));
  });
});
