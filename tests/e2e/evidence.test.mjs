/**
 * The pages that the command line writes, in a real browser: they ask nobody for anything, fit, and are accessible in
 * light and dark, on a phone, and on paper.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import axe from 'axe-core';
import puppeteer from 'puppeteer-core';

import { findExecutable } from '../browsers/executable.mjs';
import { ARTIFACTS, ROOT } from './support.mjs';

const TELLTALE = join(ROOT, 'target/release/telltale');
const SIZES = [
  { width: 320, height: 640 },
  { width: 1280, height: 900 },
];
const SIDES = ['--normal', 'tests/captures/chromium.har', '--private', 'tests/captures/mitmproxy.har'];

/** What a stranger could put into a capture to break a page. */
const HOSTILE = `${'x'.repeat(10_000)}"'><script>document.title = 'broken'</script><img src="https://evil.example/">\u202e\0`;

/** @type {import('puppeteer-core').Browser} */
let chromium;
/** @type {string} */
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telltale-evidence-'));
  await mkdir(ARTIFACTS, { recursive: true });
  chromium = await puppeteer.launch({
    executablePath: findExecutable('chromium'),
    pipe: true,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
});

after(async () => {
  await chromium?.close();
  if (folder) await rm(folder, { recursive: true });
});

/**
 * Writes a page with the command line, opens it, and returns it with everything that it asked for.
 * @param {string} name
 * @param {string[]} args
 */
async function opened(name, args) {
  const html = execFileSync(TELLTALE, args, { cwd: ROOT, maxBuffer: 1 << 28 });
  const file = join(folder, `${name}.html`);
  await writeFile(file, html);
  const page = await chromium.newPage();
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
  return { page, asked, address: pathToFileURL(file).href };
}

/**
 * Looks at a page as people do.
 * @param {string} name
 * @param {string[]} args
 */
async function lookAt(name, args) {
  const { page, asked, address } = await opened(name, args);
  await page.evaluate(`${axe.source};undefined`);
  for (const size of SIZES) {
    for (const scheme of ['light', 'dark']) {
      const title = `${name}-${size.width}-${scheme}`;
      await page.setViewport(size);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.screenshot({ path: join(ARTIFACTS, `${title}.png`) });
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(wide, 0, `${title} is wider than its window`);
      assert.deepEqual(await faults(page), [], title);
    }
  }
  const facts = await page.evaluate(() => ({
    title: document.title,
    scripts: document.scripts.length,
    images: document.images.length,
    links: document.links.length,
    forms: document.forms.length,
  }));
  assert.match(facts.title, /^Telltale: /);
  assert.deepEqual({ ...facts, title: '' }, { title: '', scripts: 0, images: 0, links: 0, forms: 0 });
  const paper = await page.pdf({ format: 'a4' });
  assert.ok(paper.length > 1_000, 'it prints');
  assert.deepEqual(asked, [address], 'it asks for nothing but itself');
  await page.close();
}

/**
 * What axe-core finds fault with, in words.
 * @param {import('puppeteer-core').Page} page
 */
async function faults(page) {
  return page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return violations.flatMap((/** @type {any} */ { id, nodes }) =>
      nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
  });
}

test('evidence with everything in it', async () => {
  const about = join(folder, 'about.json');
  const incident = join(folder, 'incident.json');
  await writeFile(
    about,
    JSON.stringify({
      subject: {
        browser: { name: 'Mint', version: '3.4.3' },
        settings: [{ name: 'Enhanced', value: 'off' }],
      },
      protocol: { id: 'two-session-visit/1', steps: [{ action: 'open a page', mode: 'private' }] },
      statements: [{ by: 'the vendor', text: 'aggregated usage statistics' }],
    }),
  );
  await writeFile(
    incident,
    JSON.stringify({ title: 'A browser told', articles: [{ title: 'It told', source: 'a newspaper' }] }),
  );
  await lookAt('evidence', [
    'evidence',
    '--format',
    'html',
    '--label',
    'Mint Browser 3.4.3',
    '--about',
    about,
    '--incident',
    incident,
    ...SIDES,
  ]);
});

test('a report', () =>
  lookAt('page-report', ['report', '--format', 'html', 'tests/captures/http-toolkit.har']));

test('a comparison', () => lookAt('page-comparison', ['compare', '--format', 'html', ...SIDES]));

test('evidence out of a hostile capture', async () => {
  const file = join(folder, 'hostile.har');
  const url = `https://t.example/c?uid=9f86d081884c7d659a2feaa0&dl=${encodeURIComponent(`https://news.example/${HOSTILE}`)}`;
  const entry = {
    request: { method: 'GET', url, headers: [{ name: 'referer', value: 'https://news.example/' }] },
    response: { status: 200 },
    serverIPAddress: HOSTILE,
  };
  const log = { creator: { name: HOSTILE, version: '1' }, entries: [entry, HOSTILE] };
  await writeFile(file, JSON.stringify({ log }));
  await lookAt('evidence-hostile', [
    'evidence',
    '--reveal',
    '--format',
    'html',
    '--label',
    HOSTILE.replaceAll('\0', ''),
    '--normal',
    file,
    '--private',
    file,
  ]);
});
