/**
 * A diary that somebody keeps on a host of its own: a page whose title and visitor the caller chooses, and which tells
 * trackers all it knows.
 *
 * Decides how it is told: in an address, in JSON, in base64, in hexadecimal. Refuses to know what the words mean.
 *
 * @typedef {object} Diary
 * @property {string} title
 * @property {string} visitor What the page calls whoever reads it, and keeps.
 */

/**
 * The answer that is a diary. A browser may keep it: one in a private window then has to keep it in memory.
 * @param {Diary} diary
 * @returns {import('./server.mjs').Answer}
 */
export function diaryPage({ title, visitor }) {
  const body = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    <script src="https://cdn.news.example/page.js"></script>
  </head>
  <body>
    <h1>${title}</h1>
    <script>const visitor = ${JSON.stringify(visitor)};${TELL}</script>
    <script src="https://cdn.news.example/tags/sensors.js"></script>
    <script src="https://cdn.news.example/done.js"></script>
  </body>
</html>
`;
  return {
    type: 'text/html; charset=utf-8',
    body,
    headers: { 'cache-control': 'private, max-age=3600' },
  };
}

const TELL = `
localStorage.setItem('visitor', visitor);
document.cookie = 'visitor=' + visitor + '; Max-Age=86400; Secure';
const told = { dl: location.href, dt: document.title, cid: visitor };
const post = (url, body) => demo(fetch(url, { method: 'POST', mode: 'no-cors', body }));
demo(image('https://www.google-analytics.com/collect?v=1&' + new URLSearchParams(told)));
post('https://api-js.mixpanel.com/track/', JSON.stringify({ $current_url: told.dl, title: told.dt, distinct_id: told.cid }));
const hexadecimal = [...new TextEncoder().encode(JSON.stringify(told))].map((byte) => byte.toString(16).padStart(2, '0'));
post('https://data.mistat.miui.com/mistats', 'data=' + hexadecimal.join(''));
`;
