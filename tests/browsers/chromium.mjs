/// <reference path="./globals.d.ts" />

/**
 * Drives Chromium with the extension loaded unpacked, over the DevTools protocol.
 *
 * Decides how Chromium is started and switched. Refuses to know what is tested.
 *
 * @typedef {import('./types.mjs').Driven} Driven
 * @typedef {import('./types.mjs').LaunchOptions} LaunchOptions
 * @typedef {import('./types.mjs').Page} Page
 * @typedef {import('./types.mjs').View} View
 */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import puppeteer from 'puppeteer-core';

import { layOut } from './disk.mjs';
import { findExecutable } from './executable.mjs';
import { until } from './until.mjs';

const CONTROL_PAGE = 'extension/report/report.html';

/**
 * Starts Chromium.
 * @param {LaunchOptions} options
 * @returns {Promise<Driven>}
 */
export async function launchChromium({
  extension,
  ports,
  privateAccess = true,
  headless = true,
  blocked = [],
  executable,
  disk,
}) {
  const laidOut = disk === undefined ? undefined : await layOut(disk);
  const chromium = await puppeteer.launch({
    executablePath: executable ?? findExecutable('chromium'),
    headless,
    pipe: true,
    enableExtensions: true,
    defaultViewport: null,
    ...(laidOut && { userDataDir: laidOut.profile, env: { ...process.env, ...laidOut.env } }),
    args: [
      // Root, in containers and on fresh machines, has no user namespace to build a sandbox in.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--ignore-certificate-errors',
      `--host-resolver-rules=MAP *:443 127.0.0.1:${ports.https},MAP *:80 127.0.0.1:${ports.http}`,
    ],
  });
  try {
    return await drive(chromium, { extension, privateAccess, blocked });
  } catch (error) {
    await chromium.close();
    throw error;
  }
}

/**
 * @param {import('puppeteer-core').Browser} chromium
 * @param {{ extension: string, privateAccess: boolean, blocked: string[] }} options
 * @returns {Promise<Driven>}
 */
async function drive(chromium, { extension, privateAccess, blocked }) {
  const session = await chromium.target().createCDPSession();
  // The protocol's declarations are older than this parameter.
  const send = /** @type {(method: string, params: object) => Promise<{ id: string }>} */ (
    /** @type {unknown} */ (session.send.bind(session))
  );
  const blocker = blocked.length > 0 ? await writeBlocker(blocked) : null;
  if (blocker !== null) await send('Extensions.loadUnpacked', { path: blocker, enableInIncognito: true });
  const { id } = await send('Extensions.loadUnpacked', { path: extension, enableInIncognito: privateAccess });
  const origin = `chrome-extension://${id}`;
  /** @param {import('puppeteer-core').Target} target */
  const isWorker = (target) => target.type() === 'service_worker' && target.url().startsWith(origin);
  await chromium.waitForTarget(isWorker);

  let control = await openControl();

  async function openControl() {
    // Until the extension is registered its pages are refused.
    return until('the extension shows its pages', async () => {
      const page = await chromium.newPage();
      try {
        await page.goto(`${origin}/${CONTROL_PAGE}`);
        // One name in both browsers for what tests run in here.
        await page.evaluate(() => Object.assign(globalThis, { browser: chrome }) && undefined);
        return page;
      } catch (error) {
        await page.close();
        throw error;
      }
    });
  }

  /** @type {Driven['inExtension']} */
  const inExtension = (work, ...args) => evaluateIn(control, work, args);

  /**
   * A tab that the extension opens, so that its number is known; it is told from others by its address.
   * @param {boolean} isPrivate
   */
  const openTab = async (isPrivate) => {
    const blank = `about:blank#${crypto.randomUUID()}`;
    const tab = await inExtension(
      async (/** @type {string} */ url, /** @type {boolean} */ incognito) => {
        if (!incognito) return (await browser.tabs.create({ url })).id ?? -1;
        const window = await browser.windows.create({ url, incognito });
        return window?.tabs?.[0]?.id ?? -1;
      },
      blank,
      isPrivate,
    );
    const target = await chromium.waitForTarget((candidate) => candidate.url() === blank);
    const page = await target.page();
    if (page === null) throw new Error('Chromium opened a tab that is not a page');
    return wrap(page, tab);
  };

  const hasHosts = () => inExtension(() => browser.permissions.contains({ origins: ['<all_urls>'] }));

  return {
    name: 'chromium',
    version: (await chromium.version()).replace(/^.*\//, ''),
    origin,
    inExtension,
    ended: new Promise((resolve) => chromium.once('disconnected', () => resolve())),
    async open(url, { private: isPrivate = false } = {}) {
      const page = await openTab(isPrivate);
      await page.goto(url);
      return page;
    },
    async own(path, view = {}) {
      const page = await openTab(false);
      await page.look(view);
      await page.goto(`${origin}/${path}`);
      return page;
    },
    async popup(tab) {
      const target = await chromium.waitForTarget(isWorker);
      const worker = await target.worker();
      const opened = chromium.waitForTarget((candidate) =>
        candidate.url().startsWith(`${origin}/extension/popup/`),
      );
      await worker?.evaluate(async (tabId) => {
        const { windowId = -1 } = await chrome.tabs.get(tabId);
        await chrome.windows.update(windowId, { focused: true });
        await chrome.action.openPopup({ windowId });
      }, tab);
      const page = await (await opened).asPage();
      return wrap(page, tab, { fullPage: false });
    },
    async stopBackground() {
      // One that is woken at once goes on in the same target: only its context tells one from the other.
      const contexts = () =>
        inExtension(async () => {
          const all = await chrome.runtime.getContexts({ contextTypes: ['BACKGROUND'] });
          return all.map(({ contextId }) => contextId);
        });
      const before = await contexts();
      const target = await chromium.waitForTarget(isWorker);
      const worker = await target.worker();
      await worker?.close();
      await until('the service worker is gone', async () => {
        const now = await contexts();
        return !before.some((context) => now.includes(context));
      });
    },
    async setPrivateAccess(granted) {
      const page = await chromium.newPage();
      await page.goto('chrome://extensions');
      await page.evaluate(
        async (extensionId, incognitoAccess) => {
          // Without it Chromium switches unpacked extensions off when they reload; whoever loads one has it on.
          await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
          await chrome.developerPrivate.updateExtensionConfiguration({ extensionId, incognitoAccess });
        },
        id,
        granted,
      );
      await page.close();
      // Chromium reloads the extension and closes its pages.
      await until('the old control page is gone', () => control.isClosed());
      control = await openControl();
      await until('the switch has its effect', async () => {
        const now = await inExtension(() => browser.extension.isAllowedIncognitoAccess());
        return now === granted;
      });
    },
    async setHostAccess(granted) {
      const page = await chromium.newPage();
      await page.goto('chrome://extensions');
      await page.evaluate(
        async (extensionId, hostAccess) => {
          await chrome.developerPrivate.updateExtensionConfiguration({ extensionId, hostAccess });
        },
        id,
        granted ? 'ON_ALL_SITES' : 'ON_CLICK',
      );
      await page.close();
      await until('the switch has its effect', async () => (await hasHosts()) === granted);
    },
    async close() {
      await chromium.close();
      if (blocker !== null) await rm(blocker, { recursive: true });
    },
  };
}

/**
 * @param {import('puppeteer-core').Page} page
 * @param {number} tab
 * @param {{ fullPage: boolean }} [picture] Whether a picture holds what one would have to scroll to.
 * @returns {Page}
 */
function wrap(page, tab, { fullPage } = { fullPage: true }) {
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return {
    tab,
    complaints: () => complaints,
    async goto(url) {
      await page.goto(url, { waitUntil: 'load' });
    },
    evaluate: (work, ...args) => evaluateIn(page, work, args),
    click: (selector) => page.click(selector),
    async inject(source) {
      await page.evaluate(`${source};undefined`);
    },
    async keys(...names) {
      // A page that is behind another has no focus.
      await page.bringToFront();
      for (const name of names) {
        if (name === 'ShiftTab') await page.keyboard.down('Shift');
        await page.keyboard.press(name === 'ShiftTab' ? 'Tab' : name);
        if (name === 'ShiftTab') await page.keyboard.up('Shift');
      }
    },
    async look({ width, height, dark, forced }) {
      if (width && height) await page.setViewport({ width, height });
      if (dark !== undefined) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
      }
      if (forced !== undefined) {
        const features = [{ name: 'forced-colors', value: forced ? 'active' : 'none' }];
        const devtools = await page.createCDPSession();
        await devtools.send('Emulation.setEmulatedMedia', { features });
      }
    },
    async screenshot(file) {
      // What is taken beyond the window is shifted where text runs from right to left: the window is made as high instead.
      const path = /** @type {`${string}.png`} */ (file);
      await page.screenshot({ path, fullPage, captureBeyondViewport: false });
    },
    close: () => page.close(),
  };
}

/**
 * @template Answer
 * @param {import('puppeteer-core').Page} page
 * @param {Function} work
 * @param {unknown[]} args
 * @returns {Promise<Answer>}
 */
async function evaluateIn(page, work, args) {
  return /** @type {Answer} */ (await page.evaluate(`(${work})(...${JSON.stringify(args)})`));
}

/**
 * Writes another extension that stops requests, as blockers do.
 * @param {string[]} hosts
 * @returns {Promise<string>} its folder
 */
async function writeBlocker(hosts) {
  const folder = await mkdtemp(join(tmpdir(), 'telltale-blocker-'));
  const manifest = {
    manifest_version: 3,
    name: 'Blocker',
    version: '1',
    permissions: ['declarativeNetRequest'],
    declarative_net_request: { rule_resources: [{ id: 'rules', enabled: true, path: 'rules.json' }] },
  };
  const rules = hosts.map((host, index) => ({
    id: index + 1,
    action: { type: 'block' },
    condition: { urlFilter: `||${host}^` },
  }));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'rules.json'), JSON.stringify(rules));
  return folder;
}
