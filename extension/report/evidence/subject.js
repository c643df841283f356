/**
 * What this browser says of itself, as far as it says it: evidence of its own session may name it.
 *
 * Decides nothing: every fact is the browser's own, and one that it does not state is absent. Its person may change it.
 *
 * @typedef {Partial<Record<'browser' | 'version' | 'vendor' | 'os' | 'os-version' | 'device', string>>} Subject
 */

import { browser } from '../../shared/browser.js';

/** Brands that browsers make up so that nobody takes the list for closed. */
const GREASE = /not.*brand/i;

/**
 * @typedef {{ brand: string, version: string }} Brand
 * @typedef {{ fullVersionList?: Brand[], platform?: string, platformVersion?: string, model?: string }} HighEntropy
 * @typedef {{ getHighEntropyValues(hints: string[]): Promise<HighEntropy> }} UserAgentData
 */

/** @returns {Promise<Subject>} */
export async function ownSubject() {
  const { userAgentData } = /** @type {{ userAgentData?: UserAgentData }} */ (
    /** @type {unknown} */ (navigator)
  );
  return userAgentData === undefined ? ofFirefox() : ofChromium(userAgentData);
}

/** @returns {Promise<Subject>} */
async function ofFirefox() {
  const [{ name, version, vendor }, { os }] = await Promise.all([
    browser.runtime.getBrowserInfo(),
    browser.runtime.getPlatformInfo(),
  ]);
  return { browser: name, version, vendor, os };
}

/**
 * @param {UserAgentData} agent
 * @returns {Promise<Subject>}
 */
async function ofChromium(agent) {
  const hints = ['fullVersionList', 'platformVersion', 'model'];
  const { fullVersionList = [], platform, platformVersion, model } = await agent.getHighEntropyValues(hints);
  // The engine stands beside the browser that is built on it.
  const brands = fullVersionList.filter(({ brand }) => !GREASE.test(brand));
  const own = brands.find(({ brand }) => brand !== 'Chromium') ?? brands[0];
  return /** @type {Subject} */ (
    Object.fromEntries(
      Object.entries({
        browser: own?.brand,
        version: own?.version,
        os: platform,
        'os-version': platformVersion,
        device: model,
      }).filter(([, fact]) => fact !== undefined && fact !== ''),
    )
  );
}
