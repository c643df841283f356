/// <reference path="./globals.d.ts" />

/**
 * Drives Firefox with the extension loaded unpacked, over WebDriver BiDi and nothing between.
 *
 * Decides how Firefox is started and switched. Refuses to know what is tested.
 *
 * @typedef {import('./types.mjs').Driven} Driven
 * @typedef {import('./types.mjs').LaunchOptions} LaunchOptions
 */

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Bidi } from './bidi.mjs';
import { layOut } from './disk.mjs';
import { findExecutable } from './executable.mjs';
import { wrap } from './firefox-page.mjs';
import { inPopup, popupPicture } from './firefox-popup.mjs';
import { until } from './until.mjs';

const CONTROL_PAGE = 'extension/report/report.html';
/** The extension's pages get this host, so that they can be opened by address. */
const UUID = '11111111-2222-4333-8444-555555555555';
const START_PATIENCE = 60_000;

/**
 * Starts Firefox.
 * @param {LaunchOptions} options
 * @returns {Promise<Driven>}
 */
export async function launchFirefox({
  extension,
  ports,
  privateAccess = true,
  headless = true,
  blocked = [],
  executable,
  disk,
}) {
  const manifest = JSON.parse(await readFile(join(extension, 'manifest.json'), 'utf8'));
  /** @type {string} */
  const id = manifest.browser_specific_settings.gecko.id;
  const { profile, env } =
    disk === undefined
      ? { profile: await mkdtemp(join(tmpdir(), 'telltale-firefox-')), env: {} }
      : await layOut(disk);
  const all = {
    'extensions.webextensions.uuids': JSON.stringify({ [id]: UUID }),
    // The fake internet: every name is here, whatever its port.
    'network.dns.forceResolve': '127.0.0.1',
    'network.socket.forcePort': `443=${ports.https};80=${ports.http}`,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    // Asks Mozilla and Google for plug-ins for media, whenever it likes.
    'media.gmp-manager.updateEnabled': false,
    'privacy.trackingprotection.pbmode.enabled': blocked.length > 0,
    'urlclassifier.trackingTable.testEntries': blocked.join(','),
    'datareporting.policy.dataSubmissionEnabled': false,
    // What a person's Firefox does and a driven one does not: it writes down which pages are open, as often as it may.
    ...(disk !== undefined && {
      'browser.sessionstore.resume_from_crash': true,
      'browser.sessionstore.interval': 1000,
      // … and keeps what an extension wrote when it is quit, though this one is installed for the time being.
      'extensions.webextensions.keepStorageOnUninstall': true,
    }),
  };
  const lines = Object.entries(all).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const child = spawn(
    executable ?? findExecutable('firefox'),
    [
      ...(headless ? ['--headless'] : []),
      ...[
        '--no-remote',
        '--profile',
        profile,
        '--remote-debugging-port',
        '0',
        '--remote-allow-system-access',
      ],
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, MOZ_REMOTE_SETTINGS_DEVTOOLS: '1', MOZ_CRASHREPORTER_DISABLE: '1' },
    },
  );
  const ended = /** @type {Promise<void>} */ (new Promise((resolve) => child.once('exit', () => resolve())));
  const end = async () => {
    child.kill();
    await ended;
    if (disk === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const bidi = await Bidi.connect(`${await address(child)}/session`);
    /** A profile that is looked at afterwards holds what a browser writes when it is quit, not what a killed one leaves. */
    const quit = async () => {
      if (disk !== undefined) {
        await bidi.send('browser.close');
        await ended;
      }
      bidi.close();
      await end();
    };
    return await drive(bidi, { extension, id, privateAccess, quit, ended });
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * Reads from the browser's output where it listens.
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {Promise<string>}
 */
function address(child) {
  return new Promise((found, failed) => {
    let output = '';
    const timer = setTimeout(() => failed(new Error(`Firefox did not start:\n${output}`)), START_PATIENCE);
    /** @param {Buffer} data */
    const read = (data) => {
      output += data;
      const url = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(output)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      found(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => {
      clearTimeout(timer);
      failed(new Error(`Firefox ended with status ${code}:\n${output}`));
    });
  });
}

/**
 * @param {Bidi} bidi
 * @param {{ extension: string, id: string, privateAccess: boolean, quit: () => Promise<void>, ended: Promise<void> }} options
 * @returns {Promise<Driven>}
 */
async function drive(bidi, { extension, id, privateAccess, quit, ended }) {
  let origin = `moz-extension://${UUID}`;
  const { capabilities } = await bidi.send('session.new', {
    capabilities: { alwaysMatch: { acceptInsecureCerts: true } },
  });
  await bidi.send('webExtension.install', {
    extensionData: { type: 'path', path: extension },
    'moz:allowPrivateBrowsing': privateAccess,
  });
  /** The tab that Firefox started with: own pages are opened beside it, in a normal window. */
  const [home] = (await bidi.send('browsingContext.getTree', { maxDepth: 0 })).contexts;
  const { contexts } = await bidi.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
  /** @type {string} */
  const chromeContext = contexts[0].context;

  /** What was written to the consoles of tabs as errors. @type {Map<string, string[]>} */
  const complaints = new Map();
  await bidi.listen('log.entryAdded', ({ level, text, source }) => {
    if (level === 'error') complaints.get(source.context)?.push(String(text));
  });

  let control = await openControl();

  /** @returns {Promise<string>} */
  async function openControl() {
    // Until the extension is registered an error stands in the place of its pages.
    return until('the extension shows its pages', async () => {
      const { context } = await bidi.send('browsingContext.create', {
        type: 'tab',
        referenceContext: home.context,
      });
      try {
        await bidi.send('browsingContext.navigate', {
          context,
          url: `${origin}/${CONTROL_PAGE}`,
          wait: 'complete',
        });
        if (await bidi.run(context, () => typeof browser === 'object', [])) return context;
        throw new Error('an error page');
      } catch (error) {
        await bidi.send('browsingContext.close', { context });
        throw error;
      }
    });
  }

  /** @type {Driven['inExtension']} */
  const inExtension = (work, ...args) => bidi.run(control, work, args);

  /**
   * A tab that the extension opens, so that its number is known; it is told from others by its address.
   * @param {boolean} isPrivate
   */
  const openTab = async (isPrivate) => {
    const blank = `about:blank#${crypto.randomUUID()}`;
    const tab = await inExtension(
      async (/** @type {string} */ url, /** @type {boolean} */ incognito) => {
        if (incognito) {
          const { tabs } = await browser.windows.create({ url, incognito });
          return tabs?.[0]?.id ?? -1;
        }
        // Where no window is named the last one is meant, and that may be a private one.
        const normal = (await browser.windows.getAll()).find((window) => !window.incognito);
        const tab = await browser.tabs.create({ url, windowId: normal?.id });
        return tab.id ?? -1;
      },
      blank,
      isPrivate,
    );
    const context = await until('the new tab is there', async () => {
      const { contexts: all } = await bidi.send('browsingContext.getTree', { maxDepth: 0 });
      return all.find((/** @type {{ url: string }} */ { url }) => url === blank)?.context;
    });
    /** @type {string[]} */
    const complained = [];
    complaints.set(context, complained);
    return wrap(bidi, { context, tab, chromeContext, complaints: complained });
  };

  return {
    name: 'firefox',
    version: capabilities.browserVersion,
    get origin() {
      return origin;
    },
    inExtension,
    inBrowser: (work, ...args) => bidi.run(chromeContext, work, args),
    ended,
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
      await inExtension(async (/** @type {number} */ tabId) => {
        const { windowId } = await browser.tabs.get(tabId);
        await browser.windows.update(windowId ?? -1, { focused: true });
        await browser.action.openPopup({ windowId });
      }, tab);
      return {
        evaluate: (work, ...args) =>
          bidi.run(chromeContext, inPopup, [`(${work})(...${JSON.stringify(args)})`]),
        async screenshot(file) {
          /** @type {string} */
          const data = await bidi.run(chromeContext, popupPicture, []);
          await writeFile(file, Buffer.from(data, 'base64'));
        },
      };
    },
    async stopBackground() {
      // One that is starting cannot be stopped yet, and one that was running may be woken again at once.
      await until('the event page is gone', () =>
        bidi.run(
          chromeContext,
          async (/** @type {string} */ addon) => {
            const extension = WebExtensionPolicy.getByID(addon)?.extension;
            const ran = extension?.backgroundState === 'running';
            await extension?.terminateBackground({ ignoreDevToolsAttached: true });
            return ran || extension?.backgroundState === 'stopped';
          },
          [id],
        ),
      );
    },
    async setPrivateAccess(granted) {
      await bidi.run(
        chromeContext,
        async (/** @type {string} */ addon, /** @type {boolean} */ grant) => {
          // What the switch in about:addons does.
          const { ExtensionPermissions } = ChromeUtils.importESModule(
            'resource://gre/modules/ExtensionPermissions.sys.mjs',
          );
          const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
          const permission = { permissions: ['internal:privateBrowsingAllowed'], origins: [] };
          const policy = WebExtensionPolicy.getByID(addon);
          await ExtensionPermissions[grant ? 'add' : 'remove'](addon, permission, policy?.extension);
          await (await AddonManager.getAddonByID(addon)).reload();
        },
        [id, granted],
      );
      // An extension that is loaded for the time being comes back under another host.
      origin = await until('the extension is back', () =>
        bidi.run(
          chromeContext,
          (/** @type {string} */ addon) => {
            const policy = WebExtensionPolicy.getByID(addon);
            return policy?.active ? `moz-extension://${policy.mozExtensionHostname}` : null;
          },
          [id],
        ),
      );
      control = await openControl();
      await until('the switch has its effect', async () => {
        const now = await inExtension(() => browser.extension.isAllowedIncognitoAccess());
        return now === granted;
      });
    },
    async setHostAccess(granted) {
      await bidi.run(
        chromeContext,
        async (/** @type {string} */ addon, /** @type {boolean} */ grant) => {
          const { ExtensionPermissions } = ChromeUtils.importESModule(
            'resource://gre/modules/ExtensionPermissions.sys.mjs',
          );
          const hosts = { permissions: [], origins: ['<all_urls>'], data_collection: [] };
          const extension = WebExtensionPolicy.getByID(addon)?.extension;
          await ExtensionPermissions[grant ? 'add' : 'remove'](addon, hosts, extension);
        },
        [id, granted],
      );
      await until('the switch has its effect', async () => {
        const now = await inExtension(() => browser.permissions.contains({ origins: ['<all_urls>'] }));
        return now === granted;
      });
    },
    close: quit,
  };
}
