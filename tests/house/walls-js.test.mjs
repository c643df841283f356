/**
 * The walls of the JavaScript: each is climbed once, and has to be seen. That nobody climbs them in the tree is checked
 * by eslint with the same rules (`npm run check`).
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ESLint } from 'eslint';

import { WALLS } from '../../scripts/check/walls.mjs';
import { ROOT } from './tree.mjs';

const eslint = new ESLint({ cwd: ROOT });

/**
 * The walls that a text runs into at a place.
 * @param {string} filePath
 * @param {string} code
 */
async function hits(filePath, code) {
  const [result] = await eslint.lintText(code, { filePath });
  assert.ok(result, `eslint does not look at ${filePath}`);
  const fatal = result.messages.find((message) => message.fatal);
  assert.ok(!fatal, `the example does not parse: ${fatal?.message}`);
  return result.messages.flatMap(({ ruleId }) => (ruleId?.startsWith('walls/') ? [ruleId.slice(6)] : []));
}

/**
 * For each wall: what climbs over it, and what may stand beside it.
 * @type {Record<string, { climbs: [path: string, code: string][], stands: [path: string, code: string][] }>}
 */
const CASES = {
  'background-is-private': {
    climbs: [
      ['extension/popup/popup.js', `import { meter } from '../background/main.js'; meter();`],
      ['extension/shared/messages.js', `export * from '../background/answers.js';`],
      ['extension/report/report.js', `const late = () => import('../background/main.js'); late();`],
    ],
    stands: [['extension/popup/popup.js', `import { ask } from '../shared/messages.js'; ask();`]],
  },
  'pages-are-leaves': {
    climbs: [['extension/components/bar.js', `import { draw } from '../report/report.js'; draw();`]],
    stands: [['extension/report/report.js', `import { rows } from './rows.js'; rows();`]],
  },
  'one-name-for-the-browser': {
    climbs: [
      ['extension/popup/popup.js', `chrome.tabs.create({});`],
      ['extension/background/badge.js', `browser.action.setBadgeText({});`],
      ['extension/background/badge.js', `globalThis.browser.action.setBadgeText({});`],
    ],
    stands: [
      [
        'extension/popup/popup.js',
        `import { browser } from '../shared/browser.js'; browser.tabs.create({});`,
      ],
      ['extension/shared/browser.js', `export const it = globalThis.browser ?? globalThis.chrome;`],
    ],
  },
  'one-door-to-the-disk': {
    climbs: [
      [
        'extension/background/main.js',
        `import { browser } from '../shared/browser.js'; browser.storage.local.get();`,
      ],
      ['extension/background/main.js', `export const f = (storage) => storage.sync.set({});`],
      [
        'extension/popup/popup.js',
        `import { browser } from '../shared/browser.js'; const { local } = browser.storage; local.get();`,
      ],
    ],
    stands: [
      [
        'extension/shared/settings.js',
        `import { browser } from './browser.js'; browser.storage.local.get();`,
      ],
      [
        'extension/background/main.js',
        `import { browser } from '../shared/browser.js'; browser.storage.session.get();`,
      ],
    ],
  },
  'no-other-disk': {
    climbs: [['extension/popup/popup.js', `localStorage.setItem('a', 'b');`]],
    stands: [['extension/popup/popup.js', `export const f = (localStorage) => localStorage.size;`]],
  },
  'no-requests': {
    climbs: [
      ['extension/popup/popup.js', `fetch('x');`],
      ['extension/background/main.js', `navigator.sendBeacon('x');`],
      ['extension/background/main.js', `new WebSocket('x').close();`],
      ['extension/background/main.js', `self.fetch('x');`],
    ],
    stands: [['extension/background/main.js', `export const f = (fetch) => fetch();`]],
  },
  'own-files-only': {
    climbs: [
      ['extension/shared/own-files.js', `export const f = (path) => fetch(path);`],
      ['extension/shared/own-files.js', `const at = 'x'; export const f = () => fetch(at);`],
    ],
    stands: [
      [
        'extension/shared/own-files.js',
        `import { browser } from './browser.js'; export const f = (path) => fetch(browser.runtime.getURL(path));`,
      ],
    ],
  },
  'text-is-text': {
    climbs: [
      ['extension/popup/popup.js', `export const f = (e, x) => { e.innerHTML = x; };`],
      ['extension/popup/popup.js', `export const f = (e, x) => { e['outerHTML'] = x; };`],
      ['extension/popup/popup.js', `export const f = (e, x) => e.insertAdjacentHTML('beforeend', x);`],
      ['extension/popup/popup.js', `export const f = (x) => document.write(x);`],
    ],
    stands: [['extension/popup/popup.js', `export const f = (e, x) => { e.textContent = x; };`]],
  },
  'pages-show': {
    climbs: [
      ['extension/report/report.js', `export const f = (rows) => rows.sort();`],
      ['extension/components/bar.js', `export const f = (rows) => rows.toSorted();`],
    ],
    stands: [['extension/report/report.js', `export const f = (rows) => rows.map(String);`]],
  },
  'a-worker-starts-at-once': {
    climbs: [
      ['extension/background/main.js', `const x = 1; await x;`],
      ['extension/background/main.js', `export const f = () => import('./meter.js');`],
    ],
    stands: [['extension/background/main.js', `export const f = async (x) => { await x; };`]],
  },
  'sentences-are-translated': {
    climbs: [
      ['extension/popup/popup.js', `document.title = 'Nothing was sent';`],
      ['extension/popup/popup.js', 'export const f = (n) => n + `: requests were sent`;'],
      ['extension/background/badge.js', `export const title = 'Private window';`],
      ['extension/popup/popup.js', `export const f = (e) => { e.textContent = 'Done'; };`],
      ['extension/popup/popup.js', `export const f = (e) => e.setAttribute('aria-label', 'Close');`],
      [
        'extension/report/report.js',
        `import { textElement } from '../components/facts.js'; textElement('p', 'Nobody');`,
      ],
    ],
    stands: [
      [
        'extension/popup/popup.js',
        `import { word } from '../shared/words.js'; document.title = word('nothing_sent');`,
      ],
      [
        'extension/popup/popup.js',
        `export const f = () => { throw new TypeError('no tab has that number'); };`,
      ],
      [
        'extension/popup/popup.js',
        `export const f = (e) => { e.textContent = '–'; e.setAttribute('aria-label', e.id); };`,
      ],
      [
        'extension/popup/popup.js',
        `export const rows = () => document.querySelectorAll('main table tbody tr');`,
      ],
    ],
  },
};

test('every wall is climbed', () => {
  assert.deepEqual(Object.keys(CASES).sort(), Object.keys(WALLS).sort());
});

for (const [wall, { climbs, stands }] of Object.entries(CASES)) {
  test(`wall: ${wall}`, async () => {
    for (const [path, code] of climbs) {
      assert.ok((await hits(path, code)).includes(wall), `nobody saw this in ${path}: ${code}`);
    }
    for (const [path, code] of stands) {
      assert.deepEqual(await hits(path, code), [], `this is allowed in ${path}: ${code}`);
    }
  });
}
