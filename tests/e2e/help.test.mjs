/** The help: reached from popup and report, and never more sure than it can be. */

import assert from 'node:assert/strict';

import { inBothBrowsers } from './support.mjs';

const HELP = 'extension/help/help.html';

inBothBrowsers('the help', (scenario) => {
  scenario('what it says', async (stage) => {
    const page = await stage.own(HELP);
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
