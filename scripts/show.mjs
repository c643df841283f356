/// <reference path="../tests/browsers/globals.d.ts" />

/**
 * Shows the product at work: a browser with Telltale on the demonstration site, in a normal and in a private window.
 *
 * Decides which browser, and what to do where nobody can look: then the report is printed and pictures are written.
 * Refuses to build anything: `npm start` does that before.
 *
 *     node scripts/show.mjs [chromium|firefox]
 *
 * @typedef {import('../tests/browsers/types.mjs').Driven} Driven
 * @typedef {import('../tests/demo/trackers.mjs').PageName} PageName
 * @typedef {import('../extension/shared/messages.js').Glance} Glance
 * @typedef {import('../extension/shared/messages.js').Digest} Digest
 */

import { mkdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launchChromium } from '../tests/browsers/chromium.mjs';
import { findExecutable } from '../tests/browsers/executable.mjs';
import { launchFirefox } from '../tests/browsers/firefox.mjs';
import { until } from '../tests/browsers/until.mjs';
import { startDemo } from '../tests/demo/server.mjs';
import { expected, PAGES } from '../tests/demo/trackers.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PICTURES = join(ROOT, 'artifacts', 'start');
const LAUNCH = { chromium: launchChromium, firefox: launchFirefox };
/** @type {{ page: PageName, mode: 'normal' | 'private' }[]} */
const VISITS = [
  { page: 'article', mode: 'normal' },
  { page: 'search', mode: 'private' },
];

const say = (/** @type {string} */ line = '') => process.stdout.write(`${line}\n`);
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/** @type {Record<string, { message: string }>} */
const messages = JSON.parse(await readFile(join(ROOT, '_locales', 'en', 'messages.json'), 'utf8'));
const named = (/** @type {string} */ key) => messages[key]?.message ?? key;

/** @returns {('chromium' | 'firefox')[]} the browsers that are there, or the one that was asked for */
function browsers() {
  const asked = process.argv[2];
  if (asked === 'chromium' || asked === 'firefox') return [asked];
  if (asked !== undefined) throw new Error(`there is no browser "${asked}"; say chromium or firefox`);
  return /** @type {const} */ (['chromium', 'firefox']).filter((name) => {
    try {
      return findExecutable(name) !== '';
    } catch {
      return false;
    }
  });
}

/**
 * Opens the demonstration in both kinds of window and waits until Telltale has seen it.
 * @param {Driven} driven
 */
async function visit(driven) {
  const seen = [];
  for (const { page, mode } of VISITS) {
    const opened = await driven.open(PAGES[page].url, { private: mode === 'private' });
    const { told } = expected(page, driven.name);
    const glance = await until(`Telltale has seen the ${mode} window`, async () => {
      const now = await ask(driven, 'glance', opened.tab);
      return now.told === told ? now : null;
    });
    seen.push({ mode, tab: opened.tab, glance, digest: await ask(driven, 'digest', opened.tab) });
  }
  return seen;
}

/**
 * @template {'glance' | 'digest'} Type
 * @param {Driven} driven
 * @param {Type} type
 * @param {number} tab
 * @returns {Promise<import('../extension/shared/messages.js').Protocol[Type]['answer']>}
 */
function ask(driven, type, tab) {
  return driven.inExtension((/** @type {object} */ message) => browser.runtime.sendMessage(message), {
    type,
    tab,
  });
}

/**
 * Prints what one tab's page told whom.
 * @param {Glance} glance
 * @param {Digest} digest
 */
function print(glance, { summary }) {
  const third = summary.recipients.filter(({ party }) => party === 'third');
  const names = third.map(({ company, registrable_domain: domain }) =>
    company === null ? domain : `${company} (${domain})`,
  );
  const width = Math.max(0, ...names.map(({ length }) => length));
  say();
  say(`  ${named(`mode_${glance.mode}`)}, ${glance.site}: grade ${glance.grade}`);
  say(`  ${glance.told} of ${glance.recipients} third parties were told something.`);
  for (const [index, { told }] of third.entries()) {
    const what = told.map(({ category }) => named(`category_${category}`).toLowerCase());
    say(`    ${names[index]?.padEnd(width)}  ${what.join(', ') || named('told_nothing').toLowerCase()}`);
  }
  if (glance.unseen > 0) say(`    ${glance.unseen} with a body that this browser does not show`);
}

/**
 * Where nobody can look: prints the report and writes pictures of what a person would see.
 * @param {Driven} driven
 */
async function showUnseen(driven) {
  await mkdir(PICTURES, { recursive: true });
  const seen = await visit(driven);
  say(`Telltale in ${driven.name} ${driven.version}`);
  for (const { glance, digest } of seen) print(glance, digest);
  const popup = { width: 392, height: 720, dark: false };
  const report = { width: 1200, height: 900, dark: false };
  const pages = [
    ...seen.map(({ mode, tab }) => ({
      path: `extension/popup/popup.html?tab=${tab}`,
      name: `popup-${mode}`,
      view: popup,
    })),
    { path: 'extension/report/report.html#all', name: 'report', view: report },
  ];
  say();
  for (const { path, name, view } of pages) {
    const page = await driven.own(path, view);
    await until('the page has drawn itself', () =>
      page.evaluate(() => document.documentElement.dataset['state'] !== undefined),
    );
    const file = join(PICTURES, `${driven.name}-${name}.png`);
    await page.screenshot(file);
    await page.close();
    say(`  picture: ${relative(ROOT, file)}`);
  }
  say();
}

/**
 * Where a person can look: leaves the browser to them.
 * @param {Driven} driven
 */
async function showSeen(driven) {
  for (const { glance, digest } of await visit(driven)) print(glance, digest);
  say();
  say(`${driven.name} ${driven.version} is open with Telltale in a normal and a private window.`);
  say('Press its button in the toolbar (in Chromium behind the puzzle piece). Close the browser to end.');
  await driven.ended;
}

const [first, ...others] = browsers();
if (first === undefined) throw new Error('neither Chromium nor Firefox was found; install one of them');
const demo = await startDemo();
try {
  for (const name of hasDisplay ? [first] : [first, ...others]) {
    const extension = join(ROOT, 'dist', name);
    const driven = await LAUNCH[name]({ extension, ports: demo.ports, headless: !hasDisplay });
    process.once('SIGINT', () => void driven.close());
    try {
      await (hasDisplay ? showSeen(driven) : showUnseen(driven));
    } finally {
      await driven.close();
    }
  }
} finally {
  await demo.close();
}
