/** What a page tells in a body is found in whatever form it is sent, and what a browser withholds is said to be unseen. */

import assert from 'node:assert/strict';

import { BODIES_PAGE, WAYS } from '../demo/bodies.mjs';
import { inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').BrowserName} BrowserName */

const WITHIN = 'json › 0.properties.url';

/**
 * What each browser shows: how much of the body, and where the page's address stands in it.
 * @type {Record<string, (browser: BrowserName) => [body: string, at: string[]]>}
 */
const SHOWN = {
  text: () => ['seen', [`body › ${WITHIN}`]],
  form: () => ['seen', [`body/data_list › base64 › gzip › ${WITHIN}`]],
  gzip: () => ['seen', [`body › gzip › ${WITHIN}`]],
  brotli: () => ['seen', [`body › brotli › ${WITHIN}`]],
  zstd: () => ['seen', [`body › zstd › ${WITHIN}`]],
  multipart: () => ['seen', [`body/told › ${WITHIN}`]],
  // Firefox shows a file's name as a field like any other; the length that it sends tells that there is more.
  file: () => ['partial', [`body/told › ${WITHIN}`]],
  blob: (browser) => (browser === 'chromium' ? ['unseen', []] : ['seen', [`body › ${WITHIN}`]]),
};

inBothBrowsers('bodies as the browser hands them over', (scenario, browser) => {
  scenario('each is opened as far as it is shown', async (stage) => {
    const { tab } = await stage.visit(BODIES_PAGE);
    const count = Object.keys(WAYS).length;
    const requests = await until('all of them are counted', async () => {
      const report = await stage.ask('report', { tab });
      const posted = report.requests.filter(({ method, sent }) => method === 'POST' && sent === true);
      if (posted.length < count) throw new Error(`${posted.length} of ${count}`);
      return posted;
    });
    const found = Object.fromEntries(
      requests.map(({ recipient, body, findings }) => [
        recipient.host,
        [body, findings.filter(({ category }) => category === 'page_url').map(({ at }) => at)],
      ]),
    );
    const expected = Object.fromEntries(
      Object.entries(WAYS).map(([name, { host }]) => [host, SHOWN[name]?.(browser)]),
    );
    assert.deepEqual(found, expected);
    const { summary } = await stage.ask('digest', { tab });
    const unseen = summary.recipients.filter((row) => row.unseen > 0).map(({ hosts }) => hosts[0]);
    assert.equal(unseen.includes('blob.example'), browser === 'chromium');
  });
});
