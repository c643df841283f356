/** Every state of the popup has its own sentence and its own remedy. */

import assert from 'node:assert/strict';

import { expected, PAGES } from '../demo/trackers.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */

/**
 * What the popup says of a tab.
 * @param {Stage} stage
 * @param {number} tab
 */
async function said(stage, tab) {
  const popup = await stage.own(`extension/popup/popup.html?tab=${tab}`, { width: 320, height: 640 });
  const shown = await popup.evaluate(() => ({
    title: document.getElementById('site')?.textContent,
    remark: document.getElementById('remark')?.textContent ?? '',
    grants: document.querySelectorAll('#granting .notice').length,
    forget: document.getElementById('forget')?.hidden === false,
    compare: document.getElementById('compare')?.hidden === false,
  }));
  await popup.close();
  return shown;
}

inBothBrowsers('states of the popup', (scenario, browser) => {
  scenario('no access, access and nothing arriving, no page, a page of the browser', async (stage) => {
    await stage.driven.setHostAccess(false);
    const { tab } = await stage.visit(PAGES.about.url);
    const withheld = await said(stage, tab);
    assert.equal(withheld.title, 'Not seen');
    assert.match(withheld.remark, /Allow it below/);
    assert.equal(withheld.grants, 1);
    await stage.driven.setHostAccess(true);
    const unarrived = await said(stage, tab);
    assert.equal(unarrived.title, 'Not seen yet');
    assert.match(unarrived.remark, /^Not one request/);
    assert.deepEqual([unarrived.grants, unarrived.forget], [0, false]);
    const none = await said(stage, 999_999);
    assert.equal(none.title, 'No page yet');
    const own = await stage.own('extension/settings/settings.html');
    const internal = await said(stage, own.tab);
    assert.equal(internal.title, 'A page of the browser');
    assert.equal(internal.compare, false);
  });

  scenario('a page: the requests that tell most, and forgetting it by keyboard', async (stage) => {
    const about = await stage.visit(PAGES.article.url);
    await stage.glance(about.tab, { told: expected('article', browser).told });
    const { remark, forget, compare } = await said(stage, about.tab);
    assert.deepEqual([remark, forget, compare], ['', true, true]);
    const popup = await stage.own(`extension/popup/popup.html?tab=${about.tab}`, { width: 320, height: 640 });
    const { requests } = await stage.ask('requests', {
      from: 0,
      count: 1,
      filter: { tab: about.tab, party: 'third' },
      sort: 'score',
    });
    const { recipient } = requests[0] ?? assert.fail('nothing was told');
    await popup.evaluate(() => document.querySelector('#why summary')?.scrollIntoView());
    await popup.click('#why summary');
    const reasons = await popup.evaluate(() =>
      [...document.querySelectorAll('#reasons li')].map(({ textContent }) => textContent ?? ''),
    );
    assert.equal(reasons.length, 3);
    assert.ok(
      reasons[0]?.includes(`${recipient.company ?? recipient.registrable_domain}`) &&
        reasons[0].includes(' was told: '),
    );
    await popup.evaluate(() => document.getElementById('forget')?.focus());
    await popup.keys('Enter');
    const focus = () => popup.evaluate(() => document.activeElement?.textContent);
    await until('the dialog opens on the harmless answer', async () => (await focus()) === 'Keep');
    await popup.keys('Tab', 'Enter');
    await stage.glance(about.tab, { recipients: 0 });
  });
});
