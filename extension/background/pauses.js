/**
 * Pauses a site, and goes on with it.
 *
 * Decides who keeps a pause: the settings, which are on disk, or the session, which never is. Whether it may be on disk
 * the core says. Refuses to know what is not looked at.
 */

import { choose, MOST_PAUSED, settings } from '../shared/settings.js';
import { CodedError } from './meter.js';

/** @typedef {import('./meter.js').LiveMeter} LiveMeter */
/** @typedef {ReturnType<typeof createPauses>} Pauses */

const tooMany = () =>
  new CodedError('too_many_paused', `${MOST_PAUSED} sites are paused: go on with one of them first`);

/**
 * @param {LiveMeter} meter
 * @param {() => Promise<void>} changed Called when something was paused, before it is answered.
 */
export function createPauses(meter, changed) {
  /** Ends when what was asked for last has been kept: whoever comes next reads what it wrote. @type {Promise<unknown>} */
  let before = Promise.resolve();

  /**
   * @param {string} site
   * @param {boolean} paused
   */
  function keep(site, paused) {
    const kept = before.then(() => change(site, paused));
    before = kept.catch(() => undefined);
    return kept;
  }

  /**
   * @param {string} site
   * @param {boolean} paused
   */
  async function change(site, paused) {
    const others = (await settings()).pausedSites.filter((other) => other !== site);
    if (paused && others.length >= MOST_PAUSED) throw tooMany();
    const pausedSites = paused ? [...others, site].sort() : others;
    await choose({ pausedSites });
    meter.pauseSites(pausedSites);
  }

  return {
    /**
     * @param {number} tab
     * @param {boolean} paused
     */
    async pause(tab, paused) {
      /** @type {{ site: string, may_be_kept: boolean } | null} */
      const found = meter.ask((core) => core.pausing(tab));
      if (found === null) throw new CodedError('no_site', 'the tab shows no site that could be paused');
      if (found.may_be_kept) await keep(found.site, paused);
      else if (!meter.ask((core) => core.pause(tab, paused))) throw tooMany();
      await changed();
    },
    /** How many are in memory only. */
    session: () => meter.ask((core) => core.pausedForSession()),
    async resumeSession() {
      meter.ask((core) => core.resumeSession());
      await changed();
    },
  };
}
