/**
 * The popup: who heard about the page in front of the person.
 *
 * Decides which of its states is shown and keeps it true while it is open. Refuses to score and to sort.
 */

import { dressSeal, toldList } from '../components/facts.js';
import { showGranting } from '../components/granting.js';
import { browser } from '../shared/browser.js';
import { counted, country, isolated, localizePage, named, number, words } from '../shared/localize.js';
import { ask, Unanswered } from '../shared/messages.js';
import { offerComparison } from './compare.js';
import { offerForgetting } from './forget.js';
import { offerPause, showPausing } from './pause.js';
import { reasonItems } from './reasons.js';
import { subject } from './subject.js';

/** @typedef {import('../shared/messages.js').Glance} Glance */
/** @typedef {import('../shared/messages.js').Recipient} Recipient */

/** While the popup is open, it looks so often whether something new was told. */
const PACE = 1000;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {string} id
 * @param {string} text
 */
function say(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === '';
}

const pauseButton = /** @type {HTMLButtonElement} */ (byId('pause'));

/** @type {number | null} the tab that can be compared or paused */
let comparable = null;

/** @type {import('../shared/messages.js').Mode} the kind of window that the popup speaks about */
let spokenOf = 'normal';

/** @type {string} what the page shows, so that it is drawn only when it changes */
let shown = '';

/** Draws what is known now; the popup says of itself how it went. */
async function draw() {
  document.documentElement.dataset['state'] = await state();
}

/** @returns {Promise<'page' | 'paused' | 'empty' | 'unwatched' | 'failed'>} */
async function state() {
  try {
    const [about, access] = await Promise.all([subject(location.search), ask('access', {})]);
    showGranting(byId('granting'), access, () => void draw());
    byId('failure').hidden = true;
    comparable = about?.web === true ? about.tab : null;
    byId('compare').hidden = comparable === null;
    pauseButton.hidden = comparable === null;
    if (about === null || !about.web) {
      showNothing(
        about === null || about.blank ? 'empty' : 'internal',
        about?.incognito === true ? 'private' : 'normal',
      );
      return 'empty';
    }
    const glance = await ask('glance', { tab: about.tab });
    showPausing(pauseButton, glance);
    if (glance.paused !== null) {
      showPaused(glance, glance.paused);
      return 'paused';
    }
    if (glance.grade === null) {
      await showUnseen(about.incognito ? 'private' : 'normal', access);
      return 'unwatched';
    }
    const now = JSON.stringify(glance);
    if (now !== shown) {
      const [{ summary }, reasons] = await Promise.all([
        ask('digest', { tab: about.tab }),
        reasonItems(about.tab),
      ]);
      showPage(glance, summary.recipients);
      byId('why').hidden = reasons.length === 0;
      byId('reasons').replaceChildren(...reasons);
      shown = now;
    }
    linkReport(glance.mode);
    return 'page';
  } catch (error) {
    showFailure(error);
    return 'failed';
  }
}

/**
 * Nothing was seen of a page, and what can be done about it.
 * @param {'normal' | 'private'} mode
 * @param {import('../shared/messages.js').Access} access
 */
async function showUnseen(mode, { hosts }) {
  const deaf = hosts && (await nothingArrives());
  showNothing(hosts ? 'unwatched' : 'withheld', mode);
  if (!hosts) say('remark', words('popup_remark_withheld'));
  else if (deaf) say('remark', words('popup_remark_unarrived'));
}

/** Whether not a single request was ever shown to Telltale, though it may see them. */
async function nothingArrives() {
  const { summary } = await ask('digest', {});
  return Object.values(summary.modes).every(({ requests, stopped }) => requests + stopped === 0);
}

/**
 * Nobody looks at the site, and for how long; what it sent meanwhile is unknown.
 * @param {Glance} glance
 * @param {'kept' | 'session'} paused
 */
function showPaused({ mode, site, skipped }, paused) {
  clear();
  say('site', isolated(site ?? words('site_unknown')));
  showMode(mode);
  say('sentence', words('popup_paused'));
  say('remark', words(`popup_paused_${paused}`));
  byId('asides').replaceChildren(...(skipped > 0 ? asideItems([counted('popup_skipped', skipped)]) : []));
  linkReport(mode);
}

/** Nothing is told of any page. */
function clear() {
  shown = '';
  dressSeal(byId('grade'), null);
  for (const id of ['heard', 'why', 'forget']) byId(id).hidden = true;
  byId('asides').replaceChildren();
}

/**
 * There is nothing to tell, and why.
 * @param {'empty' | 'internal' | 'unwatched' | 'withheld'} reason
 * @param {'normal' | 'private'} mode
 */
function showNothing(reason, mode) {
  clear();
  say('site', words(`popup_title_${reason}`));
  showMode(mode);
  say('sentence', words(`popup_text_${reason}`));
  say('remark', '');
  linkReport(mode);
}

/** @param {import('../shared/messages.js').Mode} mode */
function showMode(mode) {
  document.documentElement.dataset['mode'] = mode;
  byId('mode').hidden = false;
  say('mode-name', named('mode', mode));
}

/**
 * @param {Glance} glance
 * @param {Recipient[]} recipients
 */
function showPage(glance, recipients) {
  dressSeal(byId('grade'), glance.grade);
  say('site', isolated(glance.site ?? words('site_unknown')));
  showMode(glance.mode);
  say('sentence', sentence(glance));
  say('remark', glance.told > 0 && glance.mode !== 'normal' ? words(`popup_remark_${glance.mode}`) : '');
  const others = recipients.filter(({ party }) => party === 'third');
  const told = others.filter((recipient) => recipient.told.length > 0);
  const silent = others.filter((recipient) => recipient.told.length === 0 && recipient.requests > 0);
  byId('forget').hidden = false;
  byId('heard').hidden = told.length + silent.length === 0;
  byId('recipients').replaceChildren(...told.map(recipientItem));
  byId('silent').hidden = silent.length === 0;
  byId('silent-count').textContent = counted('popup_silent', silent.length);
  byId('silent-recipients').replaceChildren(...silent.map(recipientItem));
  byId('asides').replaceChildren(...asides(glance));
}

/** @param {Glance} glance */
function sentence({ recipients, told }) {
  if (recipients === 0) return words('popup_nobody');
  if (told === 0) return counted('popup_told_nothing', recipients);
  return counted('popup_told', told, number(recipients));
}

/**
 * What is not in the list: bodies that the browser withheld, requests that never left.
 * @param {Glance} glance
 */
function asides({ unseen, stopped, skipped }) {
  const texts = [];
  if (unseen > 0) texts.push(counted('popup_unseen', unseen));
  if (stopped > 0) texts.push(counted('popup_stopped', stopped));
  if (skipped > 0) texts.push(counted('popup_skipped', skipped));
  return asideItems(texts);
}

/** @param {string[]} texts */
function asideItems(texts) {
  return texts.map((text) => {
    const item = document.createElement('li');
    item.textContent = text;
    return item;
  });
}

/** @param {Recipient} recipient */
function recipientItem({ company, registrable_domain, country: code, told, grade }) {
  const template = /** @type {HTMLTemplateElement} */ (byId('recipient'));
  const item = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  /** @param {string} selector */
  const part = (selector) => /** @type {HTMLElement} */ (item.querySelector(selector));
  part('.name').textContent = isolated(company ?? registrable_domain);
  if (company === null) part('.domain').remove();
  else part('.domain').textContent = isolated(registrable_domain);
  if (code === null) part('.country').remove();
  else part('.country').textContent = words('registered_in', country(code));
  if (told.length > 0) part('.who').append(toldList(told));
  dressSeal(part('.seal'), grade);
  return item;
}

/** @param {unknown} error */
function showFailure(error) {
  clear();
  for (const id of ['compare', 'mode', 'pause']) byId(id).hidden = true;
  say('sentence', '');
  say('remark', '');
  delete document.documentElement.dataset['mode'];
  byId('failure').hidden = false;
  const code = error instanceof Unanswered ? error.code : 'popup_failed';
  say('failure-text', words('failure_text', code));
  if (!(error instanceof Unanswered)) console.error(error);
}

/**
 * The report opens on the kind of window that the popup speaks about; its address holds nothing else.
 * @param {import('../shared/messages.js').Mode} mode
 */
function linkReport(mode) {
  spokenOf = mode;
  /** @type {HTMLAnchorElement} */ (byId('report')).href = `../report/report.html#${mode}`;
}

async function keepTrue() {
  await draw();
  setTimeout(() => void keepTrue(), PACE);
}

const inPopup = browser.extension.getViews({ type: 'popup' }).includes(window);
document.documentElement.dataset['surface'] = inPopup ? 'popup' : 'page';
await localizePage();
for (const id of ['report', 'settings', 'help']) {
  byId(id).addEventListener('click', (event) => {
    // In a private window Chromium shows own pages in a normal window only; it knows to which one a new tab belongs.
    event.preventDefault();
    void browser.tabs.create({ url: /** @type {HTMLAnchorElement} */ (byId(id)).href }).then(() => {
      if (inPopup) window.close();
    });
  });
}
offerComparison(byId('comparing'), /** @type {HTMLButtonElement} */ (byId('compare')), {
  tab: () => comparable,
  begun: () => {
    if (inPopup) window.close();
  },
});
offerForgetting(
  /** @type {HTMLButtonElement} */ (byId('forget')),
  /** @type {HTMLDialogElement} */ (byId('forget-dialog')),
  { mode: () => spokenOf, forgotten: () => void draw() },
);
offerPause(pauseButton, { tab: () => comparable, changed: draw, failed: showFailure });
void keepTrue();
