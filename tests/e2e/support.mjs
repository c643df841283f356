/// <reference path="../browsers/globals.d.ts" />

/**
 * Runs the same scenarios in both browsers, each with a fake internet of its own.
 *
 * Decides what is left behind when one fails: a picture of every page that was open. Refuses to try anything twice.
 *
 * @typedef {import('../browsers/types.mjs').Driven} Driven
 * @typedef {import('../browsers/types.mjs').LaunchOptions} LaunchOptions
 * @typedef {import('../browsers/types.mjs').Page} Page
 * @typedef {import('../demo/server.mjs').Demo} Demo
 * @typedef {import('../../extension/shared/messages.js').Protocol} Protocol
 * @typedef {import('../../extension/shared/messages.js').Glance} Glance
 * @typedef {import('../../extension/shared/messages.js').Failure} Failure
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { launchChromium } from '../browsers/chromium.mjs';
import { launchFirefox } from '../browsers/firefox.mjs';
import { until } from '../browsers/until.mjs';
import { startDemo } from '../demo/server.mjs';

export { until };

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const ARTIFACTS = join(ROOT, 'artifacts');

const LAUNCH = { chromium: launchChromium, firefox: launchFirefox };

/** @typedef {'chromium' | 'firefox'} BrowserName */

/** @type {readonly BrowserName[]} */
export const BROWSERS = ['chromium', 'firefox'];

/** What a scenario works with. */
export class Stage {
  /** @type {Page[]} */ #pages = [];
  /** @type {Driven} */ driven;
  /** @type {Demo} */ demo;

  /**
   * @param {Driven} driven
   * @param {Demo} demo
   */
  constructor(driven, demo) {
    this.driven = driven;
    this.demo = demo;
  }

  /**
   * Opens a page of the demonstration site and waits until its tags are through.
   * @param {string} url
   * @param {{ private?: boolean }} [options]
   */
  async visit(url, options) {
    const page = await this.driven.open(url, options);
    this.#pages.push(page);
    await tagsThrough(page);
    return page;
  }

  /**
   * Navigates a page that is open.
   * @param {Page} page
   * @param {string} url
   */
  async go(page, url) {
    await page.goto(url);
    await tagsThrough(page);
  }

  /**
   * Opens one of the extension's pages and waits until it has drawn itself.
   * @param {string} path
   * @param {import('../browsers/types.mjs').View} [view]
   */
  async own(path, view) {
    const page = await this.driven.own(path, view);
    this.#pages.push(page);
    await until('the page has drawn itself', () =>
      page.evaluate(() => document.documentElement.dataset['state'] !== undefined),
    );
    return page;
  }

  /**
   * Asks the background as own pages do.
   * @template {keyof Protocol} Type
   * @param {Type} type
   * @param {Protocol[Type]['question']} question
   * @returns {Promise<Protocol[Type]['answer']>}
   */
  async ask(type, question) {
    const reply = await this.driven.inExtension(
      async (/** @type {object} */ message) =>
        /** @type {Protocol[Type]['answer'] | Failure} */ (await browser.runtime.sendMessage(message)),
      { ...question, type },
    );
    if (reply !== null && 'error' in reply) throw new Error(`${reply.error.code}: ${reply.error.message}`);
    return /** @type {Protocol[Type]['answer']} */ (reply);
  }

  /**
   * Waits until a tab's glance holds what is expected, and returns all of it.
   * @param {number} tab
   * @param {Partial<Glance>} facts
   */
  async glance(tab, facts) {
    return until(`the glance holds ${JSON.stringify(facts)}`, async () => {
      const glance = await this.ask('glance', { tab });
      const held = Object.entries(facts).every(
        ([name, value]) => glance[/** @type {keyof Glance} */ (name)] === value,
      );
      if (!held) throw new Error(JSON.stringify(glance));
      return glance;
    });
  }

  /**
   * The badge of a tab.
   * @param {number} tab
   */
  badge(tab) {
    return this.driven.inExtension(async (/** @type {number} */ tabId) => {
      const { action } = browser;
      const [text, colour, title] = await Promise.all([
        action.getBadgeText({ tabId }),
        action.getBadgeBackgroundColor({ tabId }),
        action.getTitle({ tabId }),
      ]);
      return {
        text: String(text),
        colour: /** @type {number[]} */ (colour).slice(0, 3),
        title: String(title),
      };
    }, tab);
  }

  /**
   * Waits until a tab's badge has a text.
   * @param {number} tab
   * @param {string} text
   */
  async badgeSays(tab, text) {
    return until(`the badge says "${text}"`, async () => {
      const badge = await this.badge(tab);
      if (badge.text !== text) throw new Error(JSON.stringify(badge));
      return badge;
    });
  }

  /**
   * Takes a picture of every page that was opened.
   * @param {string} name
   */
  async photograph(name) {
    await mkdir(ARTIFACTS, { recursive: true });
    for (const [index, page] of this.#pages.entries()) {
      await page.screenshot(join(ARTIFACTS, `${name}-${index}.png`)).catch(() => undefined);
    }
  }

  /** Closes what the scenario opened. */
  async clear() {
    for (const page of this.#pages.splice(0)) await page.close().catch(() => undefined);
  }

  /** Ends the browser and its internet. */
  async close() {
    await this.driven.close();
    await this.demo.close();
  }
}

/**
 * Starts a browser and the fake internet that it sees.
 * @param {BrowserName} browser
 * @param {Partial<LaunchOptions>} [options]
 */
export async function openStage(browser, options = {}) {
  const demo = await startDemo();
  try {
    const extension = join(ROOT, 'dist', browser);
    return new Stage(await LAUNCH[browser]({ extension, ports: demo.ports, ...options }), demo);
  } catch (error) {
    await demo.close();
    throw error;
  }
}

/** @param {Page} page */
async function tagsThrough(page) {
  await until('the tags of the page are through', () =>
    page.evaluate(() => document.documentElement.dataset['tags'] === 'through'),
  );
}

/**
 * Describes scenarios that run in both browsers.
 * @param {string} name
 * @param {(scenario: (name: string, work: (stage: Stage) => Promise<void>) => void, browser: BrowserName) => void} body
 * @param {(browser: BrowserName) => Partial<LaunchOptions> | Promise<Partial<LaunchOptions>>} [options]
 */
export function inBothBrowsers(name, body, options = () => ({})) {
  for (const browser of BROWSERS) {
    describe(`${name} (${browser})`, () => {
      /** @type {Stage | undefined} */
      let stage;
      before(async () => {
        stage = await openStage(browser, await options(browser));
      });
      after(() => stage?.close());
      body((title, work) => {
        test(title, async () => {
          if (stage === undefined) throw new Error('the browser did not start');
          try {
            await work(stage);
          } catch (error) {
            await stage.photograph(`failure-${browser}-${title.replace(/\W+/g, '-')}`);
            throw error;
          } finally {
            await stage.clear();
          }
        });
      }, browser);
    });
  }
}
