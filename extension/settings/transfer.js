/**
 * Saving the settings to a file, and taking them from one.
 *
 * Decides that a person sees what would change before it does. Refuses to know what a file looks like inside.
 */

import { download } from '../components/download.js';
import { isolated, list, nameOf, words } from '../shared/localize.js';
import { ownItems, ownTexts } from '../shared/own.js';
import { settings } from '../shared/settings.js';
import { changes, LARGEST, Misfit, read, write } from './settings-file.js';

/** @typedef {import('./settings-file.js').Everything} Everything */
/** @typedef {import('../shared/own.js').Kind} Kind */
/** @typedef {import('../shared/own.js').OwnText} OwnText */
/** @typedef {import('../shared/language.js').LanguageChoice} LanguageChoice */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * What a setting is called, and a value of it.
 * @type {{ [Name in keyof Everything]: { title: string, value: (value: Everything[Name]) => string } }}
 */
const SHOWN = {
  privateRetention: { title: 'settings_retention', value: (value) => words(`settings_retention_${value}`) },
  history: {
    title: 'settings_history',
    value: (value) => words(value ? 'settings_history_on' : 'settings_history_off'),
  },
  badge: { title: 'settings_badge', value: (value) => words(`settings_badge_${value}`) },
  language: {
    title: 'settings_language',
    value: (value) => (value === 'browser' ? words('settings_language_browser') : nameOf(value)),
  },
  pausedSites: {
    title: 'settings_paused',
    value: (value) => (value.length === 0 ? words('settings_import_no_site') : list(value.map(isolated))),
  },
  ownLists: { title: 'settings_lists', value: names },
  ownBeacons: { title: 'settings_beacons', value: names },
};

/** @param {OwnText[]} texts */
function names(texts) {
  if (texts.length === 0) return words('settings_import_nothing');
  return list(texts.map(({ name, on }) => isolated(on ? name : words('settings_import_off', name))));
}

/** Everything that a file may hold, as it is. */
async function everything() {
  const [now, ownLists, ownBeacons] = await Promise.all([settings(), written('lists'), written('beacons')]);
  return { ...now, ownLists, ownBeacons };
}

/**
 * All of a kind, as a file has them.
 * @param {Kind} kind
 * @returns {Promise<OwnText[]>}
 */
async function written(kind) {
  const items = await ownItems(kind);
  const texts = await ownTexts(kind, items);
  return items.map(({ name, on }, at) => ({ name, on, text: texts[at] ?? '' }));
}

/**
 * Offers both.
 * @param {(chosen: Partial<Everything>) => Promise<void>} keep
 */
export function offerTransfer(keep) {
  const field = /** @type {HTMLInputElement} */ (byId('import'));
  /** @type {Partial<Everything>} */
  let wanted = {};

  byId('export').addEventListener('click', () => {
    void everything().then((now) => download('telltale-settings.json', write(now)));
  });
  field.addEventListener('change', () => {
    const [file] = field.files ?? [];
    // The same file can be chosen again once it is mended.
    if (file) void look(file).finally(() => (field.value = ''));
  });
  byId('import-apply').addEventListener('click', () => {
    byId('import-changes').hidden = true;
    void keep(wanted);
    field.focus();
  });
  byId('import-cancel').addEventListener('click', () => {
    byId('import-changes').hidden = true;
    field.focus();
  });

  /** @param {File} file */
  async function look(file) {
    byId('import-problem').hidden = true;
    byId('import-changes').hidden = true;
    try {
      wanted = await opened(file);
      showChanges(await everything(), wanted);
    } catch (error) {
      if (!(error instanceof Misfit)) console.error(error);
      const [code, facts] = error instanceof Misfit ? [error.code, error.facts] : ['unreadable', []];
      byId('import-problem').textContent = words(
        `settings_import_${code}`,
        isolated(file.name),
        ...facts.map(isolated),
      );
      byId('import-problem').hidden = false;
    }
  }
}

/** @param {File} file */
async function opened(file) {
  if (file.size > LARGEST) throw new Misfit('too_large');
  return read(await file.text());
}

/**
 * @param {Everything} now
 * @param {Partial<Everything>} then
 */
function showChanges(now, then) {
  const changed = changes(now, then);
  byId('import-title').textContent = words(
    changed.length === 0 ? 'settings_import_same' : 'settings_import_changes',
  );
  byId('import-apply').hidden = changed.length === 0;
  /** @type {HTMLElement} */ (byId('import-changes').querySelector('dl')).replaceChildren(
    ...changed.flatMap((name) => {
      const { title, value } = /** @type {{ title: string, value: (value: unknown) => string }} */ (
        SHOWN[name]
      );
      const [term, change] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = words(title);
      change.textContent = words('settings_import_change', value(now[name]), value(then[name]));
      return [term, change];
    }),
  );
  byId('import-changes').hidden = false;
  byId('import-title').focus();
}
