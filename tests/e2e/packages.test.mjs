/** What a person loads: the repository's root after a build, and the two packages; and what a broken build says. */

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

import { expected, PAGES } from '../demo/trackers.mjs';
import { inBothBrowsers, ROOT } from './support.mjs';

inBothBrowsers(
  'the root of the repository',
  (scenario, browser) => {
    scenario('loads unpacked as it stands', async (stage) => {
      const { tab } = await stage.visit(PAGES.shop.url);
      await stage.badgeSays(tab, String(expected('shop', browser).told));
    });
  },
  () => ({ extension: ROOT }),
);

/** @type {string[]} */
const copies = [];
after(async () => {
  for (const copy of copies) await rm(copy, { recursive: true });
});

inBothBrowsers(
  'a package with a damaged list',
  (scenario) => {
    scenario('says that it cannot answer, with the reason’s code', async (stage) => {
      const { tab } = await stage.visit(PAGES.shop.url);
      const popup = await stage.own(`extension/popup/popup.html?tab=${tab}`);
      const said = await popup.evaluate(() => ({
        state: document.documentElement.dataset['state'],
        title: document.querySelector('#failure h2')?.textContent,
        text: document.querySelector('#failure-text')?.textContent ?? '',
      }));
      assert.equal(said.state, 'failed');
      assert.equal(said.title, 'Telltale cannot answer');
      assert.match(said.text, /Code: \w+_\w+/);
    });
  },
  async (browser) => {
    const copy = await mkdtemp(join(tmpdir(), 'telltale-damaged-'));
    copies.push(copy);
    await cp(join(ROOT, 'dist', browser), copy, { recursive: true });
    const list = join(copy, 'extension/data/trackers.bin');
    const bytes = await readFile(list);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 0xff;
    await writeFile(list, bytes);
    return { extension: copy };
  },
);
