/**
 * The experiment in the report: choose an open page, see how it goes.
 *
 * Decides which pages are offered: those in windows of the report's own kind, so that nothing private shows unasked.
 * Refuses to open anything itself.
 */

import { byHand, needsWord, showPlan } from '../components/experiment.js';
import { textElement } from '../components/facts.js';
import { browser } from '../shared/browser.js';
import { named, words } from '../shared/localize.js';
import { ask, Unanswered } from '../shared/messages.js';

/** @typedef {import('../shared/messages.js').ExperimentState} ExperimentState */
/** @typedef {{ normal: number, private: number }} Made */

/** Ends after which it still goes by hand. */
const OBSTACLES = new Set(['no_private_window', 'no_normal_window']);

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const pages = /** @type {HTMLSelectElement} */ (byId('experiment-page'));

/** @type {(made: Made) => Promise<boolean>} */
let finished = async () => false;
let following = false;

/**
 * Listens to the form and takes part in an experiment that is already running.
 * @param {(made: Made) => Promise<boolean>} done called with the recordings that it made; whether they are still there
 */
export function watchExperiment(done) {
  finished = done;
  byId('experiment-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void prepare(Number(pages.value));
  });
  byId('experiment-cancel').addEventListener('click', () => void ask('cancelExperiment', {}));
  document.addEventListener('visibilitychange', () => void offer());
  void offer();
  void follow();
}

/** Offers the web pages that are open, the one that was used last first chosen. */
async function offer() {
  if (document.hidden) return;
  const [own, tabs] = await Promise.all([browser.tabs.getCurrent(), browser.tabs.query({})]);
  const open = tabs.filter(
    ({ url, incognito }) => /^https?:/.test(url ?? '') && incognito === (own?.incognito === true),
  );
  const last = open.reduce(
    (latest, tab) => ((tab.lastAccessed ?? 0) > (latest?.lastAccessed ?? -1) ? tab : latest),
    open[0],
  );
  pages.replaceChildren(
    ...open.map(({ id, title, url }) => {
      const option = document.createElement('option');
      option.value = String(id);
      option.textContent = title || url || '';
      return option;
    }),
  );
  if (last?.id !== undefined) pages.value = String(last.id);
  byId('experiment-none').hidden = open.length > 0;
  byId('experiment-form').hidden = open.length === 0;
}

/** @param {number} tab */
async function prepare(tab) {
  const place = byId('experiment-plan');
  const leave = () => {
    place.replaceChildren();
    place.hidden = true;
    byId('experiment-start').focus();
  };
  const begin = async () => {
    leave();
    try {
      await ask('startExperiment', { tab, confirmed: true });
      await follow();
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      showEnd(error.code);
    }
  };
  const plan = await ask('experimentPlan', { tab });
  if (needsWord(plan)) showPlan(place, plan, { begin: () => void begin(), leave, titles: false });
  else await begin();
}

/** Shows each change until it has ended. */
async function follow() {
  if (following) return;
  following = true;
  try {
    let state = await ask('experiment', {});
    while (state.phase === 'private' || state.phase === 'normal') {
      showPhase(state);
      state = await next(state);
    }
    showPhase(state);
    const { normal = 0, private: secret = 0 } = state.recordings;
    if (state.phase === 'done' && !(await finished({ normal, private: secret }))) {
      showPhase({ ...state, phase: 'idle' });
    }
  } finally {
    following = false;
  }
}

/**
 * The state after this one. A background that died answers nobody: asking again wakes it.
 * @param {ExperimentState} state
 */
function next({ revision }) {
  return ask('experiment', { seen: revision }).catch(() => ask('experiment', {}));
}

/** @param {ExperimentState} state */
function showPhase({ phase, code }) {
  const running = phase === 'private' || phase === 'normal';
  document.documentElement.dataset['experiment'] = phase;
  byId('experiment-progress').hidden = phase === 'idle' || phase === 'failed';
  byId('experiment-cancel').hidden = !running;
  byId('experiment-phase').textContent = phase === 'idle' ? '' : words(`experiment_phase_${phase}`);
  /** @type {HTMLButtonElement} */ (byId('experiment-start')).disabled = running;
  if (phase === 'failed') showEnd(code ?? '');
}

/** @param {string} code */
function showEnd(code) {
  const place = byId('experiment-plan');
  const notice = document.createElement('section');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.append(...(OBSTACLES.has(code) ? byHand(code) : [textElement('p', named('experiment_end', code))]));
  place.replaceChildren(notice);
  place.hidden = false;
}
