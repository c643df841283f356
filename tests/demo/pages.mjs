/**
 * The pages of the demonstration site: a small newspaper and a shop, with the tags that such sites carry.
 *
 * Decides what a visitor sees and which scripts a page includes. Refuses to know what they send.
 */

import { PAGES, TRACKERS } from './trackers.mjs';

/** Tags that come from their owner's library host; the others are served from the site's own. */
const LIBRARIES = {
  analytics: 'https://www.googletagmanager.com/gtag/js?id=G-H4RB0URP0S',
  facebook: 'https://connect.facebook.net/en_US/fbevents.js',
};

/**
 * @typedef {object} Story
 * @property {string} title
 * @property {string} kicker
 * @property {string[]} paragraphs
 */

/** @type {Record<keyof typeof PAGES, Story>} */
const STORIES = {
  article: {
    kicker: 'Health',
    title: 'What your browser says when nobody is looking',
    paragraphs: [
      'A page about your health is rarely read alone. While you read this sentence, the companies whose scripts this page includes have been told which article it is.',
      'A private window does not change that. It forgets on your side of the glass; on the other side, the same requests arrive with the same addresses in them.',
      'Nothing on this page leaves your machine: every name that it calls is answered by a server beside the browser.',
    ],
  },
  search: {
    kicker: 'Search',
    title: 'Results',
    paragraphs: [
      'What you searched for is a part of this page’s address, and this page’s address is what most of its partners ask for first.',
      'Open this page in a private window and look at Telltale again.',
    ],
  },
  shop: {
    kicker: 'Ropes',
    title: 'Harbour line, 12 mm, by the metre',
    paragraphs: ['Three-strand polyester. Does not float, does not talk.', '€ 2.40 a metre.'],
  },
  letters: {
    kicker: 'Letters',
    title: 'Letters to the editor',
    paragraphs: [
      'This page counts its readers by a number that it keeps in their browsers. A private window has none, and gets another.',
    ],
  },
  survey: {
    kicker: 'Survey',
    title: 'How do you like our ropes?',
    paragraphs: [
      'This page knows its visitors by their devices. It does not need to keep anything in the browser for that.',
    ],
  },
  about: {
    kicker: 'The paper',
    title: 'About The Harbour Post',
    paragraphs: ['This page includes nobody. Telltale has nothing to say about it.'],
  },
};

/**
 * The HTML of a page.
 * @param {keyof typeof PAGES} name
 * @returns {string}
 */
export function html(name) {
  const { site, trackers } = PAGES[name];
  const { title, kicker, paragraphs } = STORIES[name];
  const paper = site === 'news.example' ? 'The Harbour Post' : 'Quay & Sons, chandlers';
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>${title} – ${paper.replace('&', '&amp;')}</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="https://cdn.${site}/paper.css" />
    ${trackers.includes('library') ? '<script src="https://cdn.jsdelivr.net/npm/lightbox@2/lightbox.min.js" referrerpolicy="no-referrer"></script>' : ''}
  </head>
  <body>
    <header>
      <a class="paper" href="/">${paper.replace('&', '&amp;')}</a>
      <nav><a href="/">Today</a><a href="/search?q=tides">Search</a><a href="/about">About</a></nav>
    </header>
    <main>
      <p class="kicker">${kicker}</p>
      <h1>${title}</h1>
      <img class="lead" src="https://cdn.${site}/harbour.svg" alt="" />
      ${paragraphs.map((text) => `<p>${text}</p>`).join('\n      ')}
    </main>
    <script src="https://cdn.${site}/page.js"></script>
    ${trackers.map((tracker) => tagOf(tracker, site)).join('\n    ')}
    <script src="https://cdn.${site}/done.js"></script>
  </body>
</html>
`;
}

/**
 * @param {string} tracker
 * @param {string} site
 */
function tagOf(tracker, site) {
  const tag = TRACKERS[tracker]?.tag;
  if (tag === undefined) return '';
  const library = LIBRARIES[/** @type {keyof typeof LIBRARIES} */ (tracker)];
  return `<script src="${library ?? `https://cdn.${site}/tags/${tag}.js`}"></script>`;
}

/** The style sheet of both sites. */
export const CSS = `
:root { color: #1c2430; background: #fbfaf7; font: 1.0625rem/1.65 Georgia, "Liberation Serif", serif; }
body { margin: 0 auto; max-width: 42rem; padding: 0 1.5rem 4rem; }
header { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; flex-wrap: wrap;
  border-bottom: 3px double #1c2430; padding: 1.75rem 0 0.75rem; margin-bottom: 2rem; }
.paper { font-size: 1.6rem; font-weight: 700; letter-spacing: -0.01em; color: inherit; text-decoration: none; }
nav a { color: #47546a; margin-left: 1rem; text-decoration: none; font-family: "Liberation Sans", Arial, sans-serif; font-size: 0.9rem; }
.kicker { margin: 0; color: #a3282d; font: 700 0.8rem/1 "Liberation Sans", Arial, sans-serif; letter-spacing: 0.06em; text-transform: uppercase; }
h1 { font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.015em; margin: 0.5rem 0 1.25rem; }
.lead { display: block; width: 100%; border-radius: 2px; margin-bottom: 1.25rem; }
`;

/** What every page of the sites runs before its tags: they report what they wait for. */
export const PAGE_SCRIPT = `
const pending = [];
const demo = (work) => pending.push(work);
const image = (url) => new Promise((done) => { const it = new Image(); it.onload = it.onerror = done; it.src = url; });
`;

/** What every page runs last: says that all tags are through. */
export const DONE_SCRIPT = `Promise.allSettled(pending).then(() => { document.documentElement.dataset.tags = 'through'; });`;

/** A harbour at dusk. */
export const HARBOUR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 400">
<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#24405e"/><stop offset=".62" stop-color="#c98f6b"/><stop offset=".63" stop-color="#34506b"/><stop offset="1" stop-color="#16283b"/></linearGradient></defs>
<rect width="960" height="400" fill="url(#s)"/><circle cx="640" cy="236" r="34" fill="#f3d9b1"/>
<path d="M0 250h960v4H0z" fill="#16283b" opacity=".35"/>
<g fill="#101c2a"><path d="M180 300h150l-22 34H204z"/><path d="M250 120h6v180h-6z"/><path d="M260 132l70 150h-70z" opacity=".85"/><path d="M246 150l-52 132h52z" opacity=".7"/><path d="M430 290h70l-12 20h-46z"/><path d="M463 210h4v80h-4z"/></g>
</svg>`;
