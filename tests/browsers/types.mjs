/**
 * What a driven browser can do, whichever it is: the same tests run through both.
 *
 * Decides the interface. Refuses to know how either browser does it.
 *
 * @typedef {object} LaunchOptions
 * @property {string} extension The folder that is loaded unpacked.
 * @property {{ https: number, http: number }} ports Where every host of the fake internet really is.
 * @property {boolean} [privateAccess] Whether the extension may see private windows; yes unless said.
 * @property {boolean} [headless] Yes unless said.
 * @property {string[]} [blocked] Hosts that something else than Telltale stops: another extension in Chromium, the
 *   browser's own tracking protection in Firefox (in private windows only).
 * @property {string} [executable] The browser, where it is not in its usual place.
 * @property {string} [disk] A folder below which the browser writes everything that it writes; it is left behind. A
 *   fresh one, which goes with the browser, unless said.
 *
 * @typedef {object} View How a page is looked at.
 * @property {number} [width]
 * @property {number} [height]
 * @property {boolean} [dark]
 * @property {boolean} [forced] With the few colours that somebody's system forces on every page.
 *
 * @typedef {'Tab' | 'Enter' | 'Space' | 'ArrowDown' | 'ArrowUp' | 'PageDown' | 'Home' | 'End' | 'Escape' | 'ShiftTab'} Key
 *
 * @typedef {object} Page One tab.
 * @property {number} tab The browser's number for it; -1 where the extension cannot see it.
 * @property {(url: string) => Promise<void>} goto Navigates and waits until the page has loaded.
 * @property {<Args extends unknown[], Answer>(work: (...args: Args) => Answer | Promise<Answer>, ...args: Args) => Promise<Answer>} evaluate
 *   Runs a function in the page; arguments and answer are copied as JSON.
 * @property {(selector: string) => Promise<void>} click Clicks an element as a person does.
 * @property {(source: string) => Promise<void>} inject Runs a script's text in the page.
 * @property {(...names: Key[]) => Promise<void>} keys Presses keys, one after the other, as a person does.
 * @property {(view: View) => Promise<void>} look Sets size and colours.
 * @property {(file: string) => Promise<void>} screenshot Writes the whole page as PNG.
 * @property {() => string[]} complaints The errors that were written to the page's console since it was opened.
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Driven A browser with the extension loaded.
 * @property {'chromium' | 'firefox'} name
 * @property {string} version
 * @property {string} origin Where the extension's own pages are, without the last slash.
 * @property {(url: string, options?: { private?: boolean }) => Promise<Page>} open Opens a page in a normal or a real private window.
 * @property {(path: string, view?: View) => Promise<Page>} own Opens one of the extension's own pages in a normal tab.
 * @property {(tab: number) => Promise<Pick<Page, 'evaluate' | 'screenshot'>>} popup Opens the real popup over a tab's window.
 * @property {Page['evaluate']} inExtension Runs a function in one of the extension's pages.
 * @property {Page['evaluate']} [inBrowser] Runs a function in the browser's own process, where it lets one: Firefox does.
 * @property {() => Promise<void>} stopBackground Kills the background as the browser does when it has been idle.
 * @property {(granted: boolean) => Promise<void>} setPrivateAccess Switches access to private windows as a person would.
 * @property {(granted: boolean) => Promise<void>} setHostAccess Gives and takes access to websites as a person would.
 * @property {Promise<void>} ended Settles when the browser has gone, whoever closed it.
 * @property {() => Promise<void>} close
 */

export {};
