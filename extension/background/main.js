/**
 * The background's composition root: who is told what, in which order.
 *
 * Decides the wiring and the order of the start. Refuses to know anything else.
 *
 * Everything at the top level happens at once, before the first event can arrive; a service worker with an `await` here
 * would never start. Until the core is ready, events wait in a queue. Parts of the browser's interface in which nothing is
 * listened to are first touched when they are needed: a browser makes each of them at its first touch, and takes a while.
 */

import { browser } from '../shared/browser.js';
import { counted, speak, words } from '../shared/localize.js';
import { ownAddresses } from '../shared/own-files.js';
import { disk, onSettings, settings } from '../shared/settings.js';
import { answer, createAnswers } from './answers.js';
import { Badges } from './badge.js';
import { loadCore } from './core.js';
import { tabOf } from './events.js';
import { Experiment } from './experiment.js';
import { History } from './history.js';
import { observeItself } from './itself.js';
import { Keeper } from './keeper.js';
import { LiveMeter } from './meter.js';
import { Notice } from './notice.js';
import { observe, tabEvent } from './observer.js';
import { Own } from './own.js';
import { badgeIn } from './packed-badge.js';
import { createPauses } from './pauses.js';
import { EventQueue } from './queue.js';
import { createRecorder } from './recorder.js';
import { Retention } from './retention.js';
import { compiler, files } from './texts.js';

/** @typedef {import('./events.js').Event} Event */

/** Nobody knows whether the unknown were private, so they go as if they were. */
const GO_TOGETHER = ['private', 'unknown'];
const EVERYWHERE = { origins: ['<all_urls>'] };

// First of all: the files are on their way while everything else is being prepared.
const loading = loadCore();
const meter = new LiveMeter();
const waiting = new EventQueue();
const keeper = new Keeper(browser.storage.session, {
  checkpoint: () => meter.checkpoint(),
  journal: () => {
    // A page that was not told of by now is not told of at all.
    for (const tab of meter.tellEarly()) badges.touch(tab);
    return meter.journal();
  },
  tighten: () => meter.ask((core) => core.tighten()),
  setStored: (kept) => meter.ask((core) => core.setStored(kept)),
});
const history = new History(disk, browser.storage.session, {
  changed: () => meter.ask((core) => core.historyChanged()),
  make: () => meter.ask((core) => core.history()),
  takeUp: (bytes) => meter.takeUp(bytes),
});
const badges = new Badges(
  () => browser.action,
  (tab) => badgeIn(meter.ask((core) => core.badge(tab))),
  { counted, words },
);

const retention = new Retention(browser.alarms, {
  holds: () => meter.ask((core) => core.holdsPrivate()),
  forget: () => {
    for (const mode of GO_TOGETHER) meter.forget((core) => core.letGo(mode));
    void showForgotten();
  },
});

const notice = new Notice(
  browser.storage.session,
  () => browser.notifications,
  () => ({
    iconUrl: browser.runtime.getURL('extension/icons/telltale-96.png'),
    message: words('notice_text'),
  }),
);
const own = new Own(meter, compiler);

observe(browser, hear);
observeItself(browser, { tell: hear, hears: (hears) => meter.hearBrowser(hears) });

const recorder = createRecorder(meter, files, () => keeper.flush());
const experiment = new Experiment({
  tabs: browser.tabs,
  get windows() {
    return browser.windows;
  },
  access,
  area: browser.storage.session,
  recorder,
  // No page data in its address: which sides it shows, it asks.
  show: () => browser.tabs.create({ url: browser.runtime.getURL('extension/report/report.html#compare') }),
  words,
  now: () => Date.now(),
});

const ready = start();
ready.catch((error) => console.error('Telltale could not start:', error));

browser.permissions.onAdded.addListener(({ permissions }) => {
  if (permissions?.includes('notifications')) void ready.then(() => notice.allowed(retention.anyOpen));
});
browser.alarms.onAlarm.addListener(({ name }) => {
  void ready.then(() => retention.rang(name));
});
onSettings(({ history: keepsHistory, privateRetention, language, badge, pausedSites }) => {
  void ready.then(async () => {
    history.choose(keepsHistory);
    retention.choose(privateRetention);
    badges.choose(badge);
    meter.pauseSites(pausedSites);
    await speak(language);
    await touchAll();
  });
});

const answers = createAnswers({
  meter,
  ready,
  addresses: ownAddresses,
  access,
  history,
  forgotten: showForgotten,
  recorder,
  experiment,
  own,
  // Until it is written down, a background that dies would look again.
  pauses: createPauses(meter, async () => {
    await keeper.flush();
    await touchAll();
  }),
});

browser.runtime.onMessage.addListener(
  /** @type {import('webextension-polyfill').Runtime.OnMessageListenerCallback} */
  (
    (/** @type {unknown} */ message, sender, reply) => {
      // Only our own pages ask; there are no content scripts.
      if (sender.id !== browser.runtime.id || !sender.url?.startsWith(browser.runtime.getURL('')))
        return undefined;
      void answer(answers, message).then(reply);
      return true;
    }
  ),
);

/** Everything the core needs is fetched side by side; then what is known is told before what has happened since. */
async function start() {
  const [core, { held, ...kept }, tabs, privateWindows, choices, ending] = await Promise.all([
    loading,
    keeper.load(),
    browser.tabs.query({}),
    browser.extension.isAllowedIncognitoAccess(),
    chosen(),
    retention.pending(),
    own.load(),
  ]);
  badges.choose(choices.badge);
  meter.pauseSites(choices.pausedSites);
  const fresh = kept.checkpoint === null && kept.pieces.length === 0;
  const past = fresh && choices.history ? await history.read() : null;
  meter.begin(core, { privateWindows, kept });
  // Before anything is counted, and written down before anything that is.
  if (history.begin({ on: choices.history, fresh, past, held })) void keeper.renew();
  retention.begin({ setting: choices.privateRetention, tabs, ending });
  notice.begin(held);
  notice.look(retention.anyOpen);
  const turning = waiting.turning();
  for (const tab of tabs) {
    const event = tabEvent(tab);
    if (event) meter.apply(event);
    // What happened just before the background died may not have been kept: which page is shown, the tab knows. Where
    // an event that waits tells it better, that one is believed.
    const { id, url } = tab;
    if (id !== undefined && url !== undefined && !turning.has(id))
      meter.apply({ name: 'shows', details: { tab: id, url, at: Date.now() } });
  }
  for (const event of waiting.drain()) take(event);
  for (const { id } of tabs) if (id !== undefined) badges.touch(id);
  await experiment.restore(held);
  await own.begin();
}

/** The settings, once their language can be spoken. */
async function chosen() {
  const now = await settings();
  await speak(now.language);
  return now;
}

/** @param {Event} event */
function hear(event) {
  if (meter.open) take(event);
  else waiting.push(event);
}

/** @param {Event} event */
function take(event) {
  // A private window that opens after the last one closed is another session: what was of the old one goes first.
  if (event.name === 'tab' && event.details.isPrivate) {
    retention.opened(event.details.tab);
    notice.look(retention.anyOpen);
  }
  const changed = meter.apply(event);
  keeper.touch();
  history.touch();
  const tab = tabOf(event);
  experiment.hear(event);
  if (event.name === 'tabClosed') {
    badges.closed(tab);
    retention.closed(tab);
    notice.look(retention.anyOpen);
  } else if (event.name === 'committed' && event.details.frame === 0) badges.lost(tab);
  else if (changed) badges.touch(tab);
}

/** What the person has granted. */
async function access() {
  const [privateWindows, hosts] = await Promise.all([
    browser.extension.isAllowedIncognitoAccess(),
    browser.permissions.contains(EVERYWHERE),
  ]);
  return { privateWindows, hosts };
}

/** What was forgotten must not come back after the background's next death, nor stand on a badge. */
async function showForgotten() {
  await keeper.renew();
  await touchAll();
}

/** Every badge may have to say something else. */
async function touchAll() {
  for (const { id } of await browser.tabs.query({})) if (id !== undefined) badges.touch(id);
}
