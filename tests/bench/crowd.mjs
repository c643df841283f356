/**
 * A page that asks for as much as the worst news sites do, and the server behind every host of it.
 *
 * Decides what the page asks for: pictures, scripts and what scripts post, from hosts of which half are listed as trackers;
 * every third request tells the page's address or a number for its visitor. Refuses to know who looks on.
 */

import { createServer } from 'node:https';

import { makeCertificate } from '../demo/certificate.mjs';

export const CROWD = 'https://crowd.example/story/what-the-page-asks-for';
/** Besides the page itself. */
export const ASKED = { image: 330, script: 110, post: 59 };

const LISTED = [
  'www.google-analytics.com',
  'stats.g.doubleclick.net',
  'ib.adnxs.com',
  'bat.bing.com',
  'api-js.mixpanel.com',
  'px.ads.linkedin.com',
  'www.facebook.com',
  'sb.scorecardresearch.com',
  'c.clarity.ms',
  'analytics.tiktok.com',
];
const HOSTS = [...LISTED, ...LISTED.map((_, number) => `cdn${number}.crowd.example`)];
const PICTURE = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** @param {number} number */
const hostOf = (number) => HOSTS[number % HOSTS.length] ?? '';

/**
 * @param {string} kind
 * @param {number} number
 */
function address(kind, number) {
  const query = new URLSearchParams({ v: '2', n: String(number), z: String((number * 7919) % 100_003) });
  if (number % 3 === 0) query.set('dl', CROWD);
  if (number % 6 === 3) query.set('cid', `5f9d${number}c1e2b7a4d38`);
  return `https://${hostOf(number)}/${kind}/${number}?${query}`;
}

/**
 * @template Made
 * @param {number} many
 * @param {(number: number) => Made} make
 */
const times = (many, make) => Array.from({ length: many }, (_, number) => make(number));

/** The page says when all that it asked for is there, in milliseconds since it was asked for itself. */
const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Crowd</title><link rel="icon" href="data:," /></head>
  <body>
    ${times(ASKED.image, (number) => `<img src="${address('image', number)}" alt="" width="1" height="1" />`).join('\n    ')}
    ${times(ASKED.script, (number) => `<script async src="${address('script', number)}"></script>`).join('\n    ')}
    <script>
      const posts = ${JSON.stringify(times(ASKED.post, (number) => address('post', number)))};
      const body = JSON.stringify({ event: 'view', page: location.href, at: 1764000000000, list: posts.slice(0, 8) });
      const posted = posts.map((to) => fetch(to, { method: 'POST', mode: 'no-cors', body }));
      const loaded = new Promise((done) => addEventListener('load', done));
      Promise.all([loaded, ...posted]).then(() => {
        document.documentElement.dataset.took = String(performance.now());
      });
    </script>
  </body>
</html>
`;

/** Starts it. */
export async function startCrowd() {
  const server = createServer(await makeCertificate(), (request, response) => {
    const [, kind] = (request.url ?? '').split('/');
    const [type, body] =
      request.headers.host === new URL(CROWD).host && kind === 'story'
        ? ['text/html', PAGE]
        : kind === 'script'
          ? ['text/javascript', '// nothing\n']
          : ['image/gif', PICTURE];
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': String(type), 'cache-control': 'no-store' });
      response.end(body);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    // Nobody asks in plain text.
    ports: { https: port, http: port },
    close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      return closed;
    },
  };
}
