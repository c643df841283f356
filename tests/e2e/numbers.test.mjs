/** Badge, popup and report show the numbers of the demonstration site's own answer sheet. */

import assert from 'node:assert/strict';

import { expected, PAGES, trackersOf } from '../demo/trackers.mjs';
import { inBothBrowsers } from './support.mjs';

/** @typedef {import('../demo/trackers.mjs').PageName} PageName */
/** @typedef {import('./support.mjs').Page} Page */

const VIOLET = [0x6d, 0x28, 0xd9];

/**
 * What a popup says in words.
 * @param {Page} popup
 */
function popupText(popup) {
  return popup.evaluate(() => {
    const text = (/** @type {string} */ selector) => document.querySelector(selector)?.textContent ?? '';
    const rows = (/** @type {string} */ selector) =>
      [...document.querySelectorAll(`${selector} > li`)].map((row) => ({
        names: [row.querySelector('.name')?.textContent, row.querySelector('.domain')?.textContent],
        told: [...row.querySelectorAll('.told > li')].map((item) => item.textContent),
      }));
    return {
      mode: document.documentElement.dataset['mode'],
      modeName: text('#mode-name'),
      site: text('#site'),
      sentence: text('#sentence'),
      told: rows('#recipients'),
      silent: rows('#silent-recipients'),
      asides: text('#asides'),
      granting: text('#granting'),
    };
  });
}

/**
 * The figures of the report page.
 * @param {Page} report
 */
function reportText(report) {
  return report.evaluate(() => ({
    figures: Object.fromEntries(
      [...document.querySelectorAll('[data-figure]')].map((figure) => [
        figure.getAttribute('data-figure'),
        Number(figure.textContent),
      ]),
    ),
    sites: [...document.querySelectorAll('#sites tbody th')].map((cell) => cell.textContent),
    all: document.body.innerText,
    title: document.title,
    address: location.href,
  }));
}

/** @param {Page} report */
function recipientRows(report) {
  return report.evaluate(() =>
    [...document.querySelectorAll('#recipients tbody tr')].map((row) => row.textContent ?? ''),
  );
}

inBothBrowsers('the numbers of the demonstration site', (scenario, browser) => {
  for (const { page, mode } of /** @type {{ page: PageName, mode: 'normal' | 'private' }[]} */ ([
    { page: 'article', mode: 'normal' },
    { page: 'search', mode: 'private' },
  ])) {
    scenario(`a visit in a ${mode} window`, async (stage) => {
      const { recipients, told, unseen } = expected(page, browser);
      const { tab } = await stage.visit(PAGES[page].url, { private: mode === 'private' });
      const glance = await stage.glance(tab, { recipients, told, unseen });
      assert.equal(glance.mode, mode);
      assert.equal(glance.site, PAGES[page].site);
      assert.equal(glance.stopped, 0);

      const { summary } = await stage.ask('digest', { tab });
      const others = summary.recipients.filter(({ party }) => party === 'third');
      assert.deepEqual(others.map(({ registrable_domain }) => registrable_domain).sort(), domainsOf(page));
      for (const { domain, hosts, requests, told: categories, cookie } of trackersOf(page)) {
        const found = others.find(({ registrable_domain }) => registrable_domain === domain);
        assert.deepEqual(found?.hosts, hosts, domain);
        assert.equal(found?.requests, requests, domain);
        assert.deepEqual(found?.modes, { normal: 0, private: 0, unknown: 0, [mode]: requests }, domain);
        const heard = found?.told.map(({ category }) => category) ?? [];
        for (const category of categories)
          assert.ok(heard.includes(category), `${domain} was told ${category}`);
        if (categories.length === 0) assert.deepEqual(heard, [], `${domain} was told nothing`);
        if (cookie) {
          // Browsers differ here, and so do their kinds of window: what reached the server is the truth.
          const arrived = stage.demo.arrivals.some((one) => hosts.includes(one.host) && one.cookie !== '');
          assert.equal(heard.includes('persistent_id'), arrived, `${domain} got its cookie back`);
        }
      }

      const badge = await stage.badgeSays(tab, mode === 'private' ? `•${told}` : String(told));
      assert.equal(String(badge.colour) === String(VIOLET), mode === 'private');
      assert.ok(badge.title.includes(String(told)));

      const popup = await popupText(await stage.own(`extension/popup/popup.html?tab=${tab}`));
      assert.equal(popup.mode, mode);
      assert.equal(popup.modeName, mode === 'private' ? 'Private window' : 'Normal window');
      assert.equal(popup.site, PAGES[page].site);
      assert.match(popup.sentence, new RegExp(`\\b${told} of the ${recipients} third parties`));
      assert.equal(popup.told.length, told);
      assert.equal(popup.silent.length, recipients - told);
      assert.equal(
        /body/.test(popup.asides),
        unseen > 0,
        'bodies that were not shown are said, and only then',
      );
      assert.equal(popup.granting, '');
      const sensors = popup.told.find(({ names }) => names.includes('miui.com'));
      assert.ok(sensors?.told.includes('Address of the page'), 'the base64 beacon was opened');

      const report = await reportText(await stage.own(`extension/report/report.html#${mode}`));
      assert.equal(report.figures['figure_recipients'], recipients);
      assert.equal(report.figures['figure_told'], told);
      assert.equal(report.figures['figure_unseen'], unseen);
      assert.equal(report.figures['figure_stopped'], 0);
      const heard = await recipientRows(await stage.own(`extension/report/report.html#recipients/${mode}`));
      for (const domain of domainsOf(page))
        assert.ok(
          heard.some((row) => row.includes(domain)),
          domain,
        );
      assert.deepEqual(report.sites, [PAGES[page].site]);
      assert.ok(
        !`${report.title} ${report.address}`.includes(PAGES[page].site),
        'the report’s own address tells nothing',
      );
      await stage.ask('forget', {});
    });
  }

  scenario('normal and private are kept apart', async (stage) => {
    const normal = await stage.visit(PAGES.shop.url);
    const secret = await stage.visit(PAGES.search.url, { private: true });
    await stage.glance(normal.tab, { told: expected('shop', browser).told });
    await stage.glance(secret.tab, { told: expected('search', browser).told });
    const only = async (/** @type {'normal' | 'private'} */ mode) => {
      const { summary } = await stage.ask('digest', { mode });
      return summary.recipients
        .filter(({ party }) => party === 'third')
        .map(({ registrable_domain }) => registrable_domain);
    };
    assert.deepEqual((await only('normal')).sort(), domainsOf('shop'));
    assert.deepEqual((await only('private')).sort(), domainsOf('search'));

    const report = await reportText(await stage.own('extension/report/report.html'));
    assert.ok(report.all.includes('shop.example'));
    for (const secretly of ['news.example', 'mixpanel', 'doctor']) {
      assert.ok(!report.all.includes(secretly), `${secretly} is not shown before it is asked for`);
    }

    await stage.ask('forget', { mode: 'private' });
    assert.deepEqual(await only('private'), []);
    assert.deepEqual((await only('normal')).sort(), domainsOf('shop'));
    await stage.badgeSays(secret.tab, '•');
    await stage.ask('forget', {});
    assert.deepEqual(await only('normal'), []);
  });

  scenario('values stay in Telltale: the download is redacted', async (stage) => {
    const { tab } = await stage.visit(PAGES.search.url, { private: true });
    await stage.glance(tab, { told: expected('search', browser).told });
    const report = await stage.ask('report', { mode: 'private' });
    assert.equal(report.schema, 'telltale/report/1');
    assert.ok(report.requests.length > 0);
    const text = JSON.stringify(report);
    assert.ok(text.includes('sa.api.intl.miui.com'));
    for (const secret of ['doctor', 'parents'])
      assert.ok(!text.includes(secret), `the report holds "${secret}"`);
    await stage.ask('forget', {});
  });
});

/** @param {PageName} page */
function domainsOf(page) {
  return trackersOf(page)
    .map(({ domain }) => domain)
    .sort();
}
