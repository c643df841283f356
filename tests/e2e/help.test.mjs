/** The help: reached from popup and report, legible everywhere, and never more sure than it can be. */

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { faults, misfits } from './faults.mjs';
import { ARTIFACTS, inBothBrowsers } from './support.mjs';

const HELP = 'extension/help/help.html';

inBothBrowsers('the help', (scenario, browser) => {
  scenario('in every size, light and dark', async (stage) => {
    await mkdir(ARTIFACTS, { recursive: true });
    const page = await stage.own(HELP);
    for (const width of [320, 800, 1400]) {
      for (const dark of [false, true]) {
        await page.look({ width, height: 900, dark });
        const title = `${browser}-help-${width}-${dark ? 'dark' : 'light'}`;
        await page.screenshot(join(ARTIFACTS, `${title}.png`));
        assert.deepEqual(await misfits(page), [], title);
        if (width !== 1400) assert.deepEqual(await faults(page), [], title);
      }
    }
    const text = await page.evaluate(() => document.body.textContent ?? '');
    assert.ok(text.includes('67') && text.includes('71'), 'the example is added up');
    assert.doesNotMatch(text, /\bsafe\b|help_\w/, 'no promise, and no message without words');
  });

  for (const path of ['extension/popup/popup.html?tab=999999', 'extension/report/report.html']) {
    scenario(`a link leads there from ${path.split('/')[1]}`, async (stage) => {
      const page = await stage.own(path);
      const target = await page.evaluate(
        () =>
          [...document.querySelectorAll('a')].find(({ pathname }) => pathname.endsWith('/help.html'))?.href ??
          '',
      );
      assert.equal(target, `${stage.driven.origin}/${HELP}`);
    });
  }
});
