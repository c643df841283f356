/**
 * Shows what the person has to switch so that Telltale can see, and where.
 *
 * Decides which notice is needed. Refuses to nag: each is shown only while it is true.
 */

import { browser, family } from '../shared/browser.js';
import { localize, words } from '../shared/localize.js';

/** @typedef {import('../shared/messages.js').Access} Access */

const EVERYWHERE = { origins: ['<all_urls>'] };

/**
 * Puts the notices that are needed into a place on the page.
 * @param {HTMLElement} place
 * @param {Access} access
 * @param {() => void} changed called when the person has granted something
 */
export function showGranting(place, { privateWindows, hosts }, changed) {
  const notices = [];
  if (!hosts) notices.push(hostsNotice(changed));
  if (!privateWindows) notices.push(privateNotice());
  place.replaceChildren(...notices);
  place.hidden = notices.length === 0;
}

/** @param {string} id */
function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  const copy = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  localize(copy);
  return copy;
}

/** @param {() => void} changed */
function hostsNotice(changed) {
  const notice = fromTemplate('hosts-notice');
  notice.querySelector('button')?.addEventListener('click', () => {
    // The browser shows its own question; it has to be asked within the click.
    void browser.permissions.request(EVERYWHERE).then((granted) => {
      if (granted) changed();
    });
  });
  return notice;
}

function privateNotice() {
  const notice = fromTemplate('private-notice');
  const steps = notice.querySelector('ol');
  for (let step = 1; ; step += 1) {
    const key = `grant_private_${family}_${step}`;
    const text = words(key);
    if (text === key) break;
    const item = document.createElement('li');
    item.textContent = text;
    steps?.append(item);
  }
  const button = notice.querySelector('button');
  // Firefox opens about:addons to nobody but the person.
  if (family === 'firefox') button?.remove();
  button?.addEventListener('click', () => {
    void browser.tabs.create({ url: `chrome://extensions/?id=${browser.runtime.id}` });
  });
  return notice;
}
