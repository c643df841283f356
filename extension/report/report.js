/**
 * The report: everything that this session holds, a view at a time.
 *
 * Decides what is asked of the background for a view, and says how that went. Refuses to score and to sort, and to show
 * private windows before it is asked for them.
 */

import { unansweredText } from '../components/failure.js';
import { showGranting } from '../components/granting.js';
import { fillSection } from '../components/table.js';
import { localizePage } from '../shared/localize.js';
import { ask } from '../shared/messages.js';
import { showCaptures } from './captures/view.js';
import { LISTS } from './columns.js';
import { showCompare } from './compare.js';
import { offerItself, showItself } from './itself.js';
import { shown, watchNavigation } from './navigation.js';
import { offerNow, showNow } from './now.js';
import { offerRecipients, showRecipients } from './recipients.js';
import { offerRequests, showRequests } from './requests.js';
import { questionOf } from './routes.js';

/** @typedef {import('../shared/messages.js').Digest} Digest */
/** @typedef {import('./routes.js').Choice} Choice */
/** @typedef {import('./routes.js').ViewName} ViewName */

/**
 * What draws each view. Those of the session are given what it adds up to.
 * @type {Partial<Record<ViewName, (digest: Digest, choice: Choice) => unknown>>}
 */
const OF_SESSION = {
  now: showNow,
  recipients: showRecipients,
  requests: showRequests,
  browser: ({ summary }) => showItself(summary.browser),
  lists: ({ lists }) => fillSection(byId('lists'), LISTS, lists),
};
/** @type {Partial<Record<ViewName, () => unknown>>} */
const APART = { compare: showCompare, captures: showCaptures };

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Draws what is shown. */
function show() {
  const apart = APART[shown().view];
  return apart ? apart() : draw();
}

/** Draws a view of the session anew; the page says of itself how it went. */
async function draw() {
  const { view, choice } = shown();
  try {
    const [access, digest] = await Promise.all([ask('access', {}), ask('digest', questionOf(choice))]);
    if (isPast(view, choice)) return;
    showGranting(byId('granting'), access, () => void draw());
    document.documentElement.dataset['mode'] = choice;
    byId('mode-unknown').hidden = choice !== 'unknown' && (digest.summary.modes.unknown?.requests ?? 0) === 0;
    await OF_SESSION[view]?.(digest, choice);
    if (isPast(view, choice)) return;
    byId('failure').hidden = true;
    document.documentElement.dataset['state'] = `drawn-${choice}`;
  } catch (error) {
    byId('failure').hidden = false;
    byId('failure-text').textContent = unansweredText(error);
    document.documentElement.dataset['state'] = 'failed';
  }
}

/**
 * Whether something else is shown by now: it is drawn after this.
 * @param {ViewName} view
 * @param {Choice} choice
 */
function isPast(view, choice) {
  return view !== shown().view || choice !== shown().choice;
}

await localizePage();
const chosen = () => shown().choice;
offerNow(chosen, () => draw());
offerRecipients(chosen);
offerRequests(chosen);
offerItself(() => void draw());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void show();
});
void watchNavigation(show);
