/**
 * The way through the report: one view at a time, each with an address of its own.
 *
 * Decides what is visible, which link is the current one, and where the focus goes. Refuses to know what a view shows.
 */

import { addressOf, byMode, routeOf, VIEWS } from './routes.js';

/** @typedef {import('./routes.js').Choice} Choice */
/** @typedef {import('./routes.js').ViewName} ViewName */

/** Where the views stand that are not part of the session. @type {Partial<Record<ViewName, string>>} */
const APART = { compare: 'comparing', captures: 'capturing' };

/** @type {{ view: ViewName, choice: Choice }} */
const here = { view: 'now', choice: 'normal' };
/** The address changes because a link was followed. */
let byLink = false;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const links = () =>
  /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('#views a[data-view]'));
const views = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main > .view'));
const choices = () =>
  /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll('[name="mode"]'));

/** What is shown. @returns {Readonly<{ view: ViewName, choice: Choice }>} */
export const shown = () => here;

/**
 * Goes where the address leads, now and whenever it changes.
 * @param {() => unknown} show what is to be shown
 */
export function watchNavigation(show) {
  follow();
  for (const input of choices()) {
    input.addEventListener('change', () => {
      here.choice = routeOf(`#${input.value}`).choice ?? 'normal';
      // The page can be reloaded as it is; going back leads out of it and not through every choice.
      history.replaceState(null, '', addressOf(here.view, here.choice));
      dress();
      show();
    });
  }
  /** @type {HTMLAnchorElement} */ (document.querySelector('.skip')).addEventListener('click', (event) => {
    event.preventDefault();
    heading()?.focus();
  });
  for (const link of links()) link.addEventListener('click', () => (byLink = link.hash !== location.hash));
  addEventListener('hashchange', () => {
    if (!follow()) return;
    arrive();
    show();
  });
  return show();
}

/** Whether the address leads to a view. */
function follow() {
  const { view, choice } = routeOf(location.hash);
  if (view === null) {
    dress();
    return false;
  }
  here.view = view;
  here.choice = choice ?? here.choice;
  dress();
  return true;
}

/** Makes the page look like where it is. */
function dress() {
  const { view, choice } = here;
  const root = document.documentElement;
  root.dataset['view'] = view;
  const apart = APART[view];
  for (const id of Object.values(APART)) byId(id).hidden = id !== apart;
  byId('session').hidden = apart !== undefined;
  for (const one of views()) one.hidden = one.dataset['view'] !== view;
  for (const link of links()) {
    const to = VIEWS.find((name) => name === link.dataset['view']) ?? 'now';
    link.hash = addressOf(to, choice);
    if (to === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  byId('modes').hidden = !byMode(view);
  for (const input of choices()) input.checked = input.value === choice;
  /** @type {HTMLAnchorElement} */ (document.querySelector('.skip')).hash =
    heading()?.id ?? APART[view] ?? '';
  document.title = `${current()?.textContent ?? ''} – Telltale`;
}

/** Whoever went by the links stays with them; whoever came otherwise begins at the heading. */
function arrive() {
  // Browsers take the focus to where the address leads.
  (byLink ? current() : heading())?.focus({ preventScroll: true });
  byLink = false;
  scrollTo(0, 0);
}

/** The link to what is shown. */
function current() {
  return /** @type {HTMLElement | null} */ (document.querySelector('#views [aria-current]'));
}

/** The heading of what is shown. @returns {HTMLElement | null} */
function heading() {
  const main = /** @type {HTMLElement | null} */ (document.querySelector('main:not([hidden])'));
  const title = /** @type {HTMLElement | null | undefined} */ (
    (main?.querySelector('.view:not([hidden])') ?? main)?.querySelector('h1')
  );
  if (title) title.tabIndex = -1;
  return title ?? null;
}
