/**
 * A stand-in for a browser's windows and tabs in unit tests: it opens and closes them, and remembers what it was asked.
 *
 * Decides nothing about experiments. Refuses to be more than what they ask of a browser.
 */

/** @typedef {{ id: number, windowId: number, incognito: boolean, url: string, title: string }} FakeTab */

/**
 * @param {object} [options]
 * @param {Partial<FakeTab>[]} [options.open] Tabs that are there from the start.
 * @param {boolean} [options.pretends] It opens a normal window when asked for a private one, and names no tab (Kiwi).
 * @param {boolean} [options.refuses] It opens no private window at all.
 */
export function fakeWindows({ open = [], pretends = false, refuses = false } = {}) {
  let last = 0;
  /** @type {FakeTab[]} */
  const all = [];
  /** @type {string[]} what was asked, in words */
  const asked = [];
  /** @param {Partial<FakeTab>} tab */
  const add = (tab) => {
    last += 1;
    const made = {
      id: last,
      windowId: last,
      incognito: false,
      url: 'https://news.example/',
      title: '',
      ...tab,
    };
    all.push(made);
    return made;
  };
  for (const tab of open) add(tab);
  /** @param {(tab: FakeTab) => boolean} which */
  const remove = (which) => all.splice(0, all.length, ...all.filter((tab) => !which(tab)));
  const tabs = {
    get: async (/** @type {number} */ id) => {
      const found = all.find((tab) => tab.id === id);
      if (found === undefined) throw new Error(`No tab with id: ${id}`);
      return found;
    },
    query: async (/** @type {{ windowId?: number }} */ { windowId }) =>
      all.filter((tab) => windowId === undefined || tab.windowId === windowId),
    update: async (/** @type {number} */ id, /** @type {{ url: string }} */ { url }) => {
      const found = await tabs.get(id);
      asked.push(`load ${found.incognito ? 'private' : 'normal'} ${url}`);
      found.url = url;
      return found;
    },
    remove: async (/** @type {number} */ id) => {
      asked.push(`close tab ${id}`);
      remove((tab) => tab.id === id);
    },
  };
  const windows = {
    create: async (/** @type {{ url: string, incognito: boolean }} */ { url, incognito }) => {
      if (incognito && refuses) throw new Error('Extension does not have permission for incognito mode');
      const made = add({ url, incognito: incognito && !pretends });
      asked.push(`open ${made.incognito ? 'private' : 'normal'}`);
      return pretends ? null : { id: made.windowId, tabs: [made] };
    },
    remove: async (/** @type {number} */ id) => {
      asked.push(`close window ${id}`);
      remove((tab) => tab.windowId === id);
    },
  };
  return { tabs, windows, all, asked, add };
}
