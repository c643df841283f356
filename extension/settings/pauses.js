/**
 * The sites that are paused, and how to go on with them.
 *
 * Decides that what is kept for all windows is named, and that what a private window paused is only counted: its names are
 * nobody's business on a page that is shown in any window. Refuses to know what a pause does.
 */

import { counted, words } from '../shared/localize.js';
import { ask } from '../shared/messages.js';

/** @typedef {import('../shared/settings.js').Settings} Settings */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Offers to go on.
 * @param {(chosen: Partial<Settings>) => Promise<void>} keep
 */
export function offerPauses(keep) {
  /** @type {string[]} */
  let sites = [];

  byId('resume-all').addEventListener('click', () => {
    void keep({ pausedSites: [] }).then(() => byId('paused-title').scrollIntoView({ block: 'nearest' }));
  });
  byId('resume-session').addEventListener('click', () => {
    void ask('resumeSession', {}).then(showSession);
  });

  async function showSession() {
    const { session } = await ask('pauses', {});
    byId('paused-session').hidden = session === 0;
    byId('paused-session-count').textContent =
      session === 0 ? '' : counted('settings_paused_session', session);
  }

  /** @param {string} site */
  function row(site) {
    const template = /** @type {HTMLTemplateElement} */ (byId('paused-site'));
    const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    const button = /** @type {HTMLButtonElement} */ (item.querySelector('button'));
    /** @type {HTMLElement} */ (item.querySelector('bdi')).textContent = site;
    button.textContent = words('settings_paused_remove');
    button.setAttribute('aria-label', words('settings_paused_remove_site', site));
    button.addEventListener('click', () => {
      void keep({ pausedSites: sites.filter((other) => other !== site) });
    });
    return item;
  }

  return {
    /** @param {Settings} now */
    show({ pausedSites }) {
      sites = pausedSites;
      byId('paused-none').hidden = sites.length > 0;
      byId('resume-all').hidden = sites.length < 2;
      byId('paused-sites').replaceChildren(...sites.map(row));
      void showSession();
    },
  };
}
