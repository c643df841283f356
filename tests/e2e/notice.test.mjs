/// <reference path="../browsers/globals.d.ts" />

/** The notification that a private window is open: only where it was asked for, once, and with nothing of what is open in it. */

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { PAGES } from '../demo/trackers.mjs';
import { inBothBrowsers, ROOT, until } from './support.mjs';

/** @typedef {import('./support.mjs').Stage} Stage */
/** @typedef {import('./support.mjs').Page} Page */

const SETTINGS = 'extension/settings/settings.html';

/** @type {string[]} */
const folders = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** No test can press "Allow" in Chromium's own question: there, the package is one to which it was given. */
async function allowed() {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-notice-'));
  folders.push(folder);
  await cp(join(ROOT, 'dist/chromium'), folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
  const { optional_permissions: optional, permissions } = manifest;
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify({ ...manifest, optional_permissions: [], permissions: [...permissions, ...optional] }),
  );
  return { extension: folder };
}

/** @param {Stage} stage */
const shown = (stage) =>
  stage.driven.inExtension(async () => Object.keys((await browser.notifications?.getAll()) ?? {}));

/**
 * Waits until it is taken back. That nothing shows says it only where nothing else takes notifications away, as Firefox's own
 * clock does.
 * @param {Stage} stage
 */
const takenBack = (stage) =>
  until('it is taken back', async () => {
    const said = await stage.driven.inExtension(() => browser.storage.session.get('noticed'));
    return Object.keys(said).length === 0 && (await shown(stage)).length === 0;
  });

/** @param {Page} page */
const offered = (page) =>
  page.evaluate(() => ({
    offer: document.getElementById('notice-offer')?.checkVisibility(),
    given: document.getElementById('notice-given')?.checkVisibility(),
  }));

inBothBrowsers(
  'the notification of a private window',
  (scenario, browserName) => {
    if (browserName === 'firefox')
      scenario(
        'nobody is notified who did not ask, and the page says what the system may keep',
        async (stage) => {
          await stage.driven.inBrowser?.(() => {
            Services.prefs.setBoolPref('extensions.webextOptionalPermissionPrompts', false);
            // A system without a desktop shows none: then Firefox shows them itself, for some seconds.
            Services.prefs.setBoolPref('alerts.useSystemBackend', false);
          });
          const secret = await stage.visit(PAGES.about.url, { private: true });
          assert.deepEqual(await shown(stage), []);
          const page = await stage.own(SETTINGS);
          assert.deepEqual(await offered(page), { offer: true, given: false });
          const described = await page.evaluate(() => {
            const button = document.getElementById('notice-allow');
            const text = document.getElementById(button?.getAttribute('aria-describedby') ?? '');
            return `${button?.textContent} ${text?.textContent}`;
          });
          assert.match(described, /although the system may keep it.*history on its disk/);
          await page.click('#notice-allow');
          await until('the page says that it is given', async () => (await offered(page)).given === true);
          await until('who allows it sees how it looks', async () => (await shown(stage)).length === 1);
          await secret.close();
          await takenBack(stage);
        },
      );

    scenario(
      'it is shown once, outlives the background, and goes with the last private window',
      async (stage) => {
        const page = await stage.own(SETTINGS);
        assert.deepEqual(await offered(page), { offer: false, given: true });
        await stage.visit(PAGES.about.url);
        assert.deepEqual(await shown(stage), [], 'a normal window is none');
        const first = await stage.visit(PAGES.about.url, { private: true });
        await until('it is shown', async () => (await shown(stage)).length === 1);
        const named = await shown(stage);
        const second = await stage.visit(PAGES.article.url, { private: true });
        await stage.driven.stopBackground();
        await first.close();
        await stage.go(second, PAGES.shop.url);
        if (browserName === 'chromium') assert.deepEqual(await shown(stage), named, 'and not twice');
        const kept = await stage.driven.inExtension(async () => browser.storage.session.get('noticed'));
        assert.match(String(kept['noticed']), /^private-[0-9a-f-]{36}$/);
        const disk = await stage.driven.inExtension(async () => browser.storage.local.get(null));
        assert.deepEqual(disk, {}, 'nothing of it is on the disk');
        await second.close();
        await takenBack(stage);
      },
    );

    if (browserName === 'firefox')
      scenario(
        'who takes it back and allows it again while a private window is open is shown it again',
        async (stage) => {
          const secret = await stage.visit(PAGES.about.url, { private: true });
          await until('it is shown', async () => (await shown(stage)).length === 1);
          const [before] = await shown(stage);
          const page = await stage.own(SETTINGS);
          await page.click('#notice-withdraw');
          await until('the page offers it again', async () => (await offered(page)).offer === true);
          await page.click('#notice-allow');
          await until('it is shown anew, and alone', async () => {
            const names = await shown(stage);
            return names.length === 1 && names[0] !== before;
          });
          await secret.close();
          await takenBack(stage);
        },
      );

    if (browserName === 'firefox')
      scenario('who no longer wants it is no longer notified', async (stage) => {
        const page = await stage.own(SETTINGS);
        await page.click('#notice-withdraw');
        await until('the page offers it again', async () => (await offered(page)).offer === true);
        await stage.visit(PAGES.about.url, { private: true });
        assert.deepEqual(await shown(stage), []);
      });
  },
  (browserName) => (browserName === 'chromium' ? allowed() : {}),
);
