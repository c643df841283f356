/**
 * A page that tells its own address in every form of body that scripts can send, each to a recipient of its own.
 *
 * Decides the forms, and how much of each a browser shows. Refuses to know what Telltale makes of them.
 */

import { brotliCompressSync } from 'node:zlib';

/** @typedef {import('./server.mjs').Answer} Answer */

/**
 * @typedef {object} Way
 * @property {string} host
 * @property {string} send An expression of the page that sends it, and resolves when it is sent.
 */

const SITE = 'bodies.example';

/** The page; it says of itself how far it is, as all pages of the demonstration do. */
export const BODIES_PAGE = `https://${SITE}/private/diary`;

/** @param {string} host @param {string} body */
const posted = (host, body) => `post('https://${host}/', ${body})`;

/** What is told, for the streams that no page can make by itself. */
const TOLD = Buffer.from(JSON.stringify([{ event: 'view', properties: { url: BODIES_PAGE } }]));

/** @param {Uint8Array} bytes */
const made = (bytes) =>
  `Uint8Array.from(atob('${Buffer.from(bytes).toString('base64')}'), (byte) => byte.charCodeAt(0))`;

/**
 * A frame of zstd: its size in one byte, and one block, the last, that holds the bytes as they are.
 * @param {Uint8Array} bytes
 */
function zstd(bytes) {
  const block = (bytes.length << 3) | 1;
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length, block & 255, block >> 8, 0, ...bytes]);
}

/** @type {Record<string, Way>} */
export const WAYS = {
  text: { host: 'text.example', send: posted('text.example', 'json') },
  form: {
    host: 'form.example',
    send: posted('form.example', "new URLSearchParams({ crc: '7', gzip: '1', data_list: base64 })"),
  },
  gzip: { host: 'gzip.example', send: posted('gzip.example', 'gzipped') },
  brotli: { host: 'brotli.example', send: posted('brotli.example', made(brotliCompressSync(TOLD))) },
  zstd: { host: 'zstd.example', send: posted('zstd.example', made(zstd(TOLD))) },
  multipart: { host: 'multipart.example', send: posted('multipart.example', 'formOf({ told: json })') },
  file: {
    host: 'file.example',
    send: posted('file.example', "formOf({ told: json, file: new Blob(['what a file holds']) })"),
  },
  blob: { host: 'blob.example', send: "navigator.sendBeacon('https://blob.example/', new Blob([json]))" },
};

const PAGE = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Bodies</title><link rel="icon" href="data:," /></head>
  <body>
    <script type="module">
      const json = JSON.stringify([{ event: 'view', properties: { url: location.href } }]);
      const packing = new Blob([json]).stream().pipeThrough(new CompressionStream('gzip'));
      const gzipped = new Uint8Array(await new Response(packing).arrayBuffer());
      const base64 = btoa(String.fromCharCode(...gzipped));
      const post = (url, body) => fetch(url, { method: 'POST', mode: 'no-cors', body });
      const formOf = (fields) => {
        const form = new FormData();
        for (const [name, value] of Object.entries(fields)) form.append(name, value);
        return form;
      };
      await Promise.all([
        ${Object.values(WAYS)
          .map(({ send }) => send)
          .join(',\n        ')},
      ]);
      document.documentElement.dataset.tags = 'through';
    </script>
  </body>
</html>
`;

/**
 * The page, at its own host.
 * @param {string} host
 * @returns {Answer | null}
 */
export const bodiesAnswer = (host) =>
  host === SITE ? { type: 'text/html; charset=utf-8', body: PAGE } : null;
