/** The list of requests: of any length, searched, by keyboard, each opened down to where a thing stood, hostile or not. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { expected, PAGES } from '../demo/trackers.mjs';
import { faults, misfits } from './faults.mjs';
import { choose } from './files.mjs';
import { looks } from './looks.mjs';
import { ARTIFACTS, inBothBrowsers, until } from './support.mjs';

/** @typedef {import('./support.mjs').Page} Page */

const VIEW = 'extension/report/report.html#captures';
const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1400, height: 1000 };
const MANY = 50_000;
/** More rows than this are not needed to see some. */
const MOST_ROWS = 100;
const SECRET = 'https://news.example/what/nobody/should/know';

/**
 * An entry of a HAR.
 * @param {string} url
 * @param {object} [request] what else is known of it
 */
const entry = (url, request = {}) => ({
  startedDateTime: '2020-05-04T00:00:00.000Z',
  request: { method: 'GET', url, headers: [{ name: 'Referer', value: 'https://news.example/' }], ...request },
  response: { status: 200 },
});

const har = (/** @type {object[]} */ ...entries) =>
  JSON.stringify({ log: { version: '1.2', creator: { name: 'x', version: '1' }, entries } });

/** A body in which the address of a page lies under four layers. */
function layered() {
  const events = [{ distinct_id: '3f2a8e0c1d4b4c6e', properties: { url: SECRET } }];
  const packed = gzipSync(JSON.stringify(events)).toString('base64');
  const text = `gzip=1&data_list=${encodeURIComponent(packed)}`;
  return { method: 'POST', postData: { mimeType: 'application/x-www-form-urlencoded', text } };
}

/**
 * What is seen of the list.
 * @param {Page} page
 */
const seen = (page) =>
  page.evaluate(() => {
    const list = /** @type {HTMLElement} */ (document.getElementById('captured-requests'));
    const rows = [...list.querySelectorAll('.rows .row')];
    const focused = document.activeElement?.closest('.row');
    return {
      said: list.querySelector('.said')?.textContent ?? '',
      count: Number(list.querySelector('[role="grid"]')?.getAttribute('aria-rowcount')),
      rows: rows.length,
      indices: rows.map((row) => Number(row.getAttribute('aria-rowindex'))),
      texts: rows.map((row) => row.textContent ?? ''),
      focused: focused ? Number(focused.getAttribute('aria-rowindex')) : null,
      inView: (() => {
        const [inner, outer] = [focused, list.querySelector('.scroller')].map((one) =>
          one?.getBoundingClientRect(),
        );
        return inner && outer ? inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1 : false;
      })(),
    };
  });

/**
 * Waits until the list is as it should be.
 * @param {Page} page
 * @param {string} what
 * @param {(list: Awaited<ReturnType<typeof seen>>) => boolean} is
 */
const list = (page, what, is) =>
  until(what, async () => {
    const now = await seen(page);
    if (!is(now)) throw new Error(JSON.stringify({ ...now, texts: now.texts.slice(0, 3) }));
    assert.ok(now.rows < MOST_ROWS, `${now.rows} rows stand on the page`);
    return now;
  });

/**
 * Fills in a field of the form.
 * @param {Page} page
 * @param {string} field
 * @param {string} value
 */
const fill = (page, field, value) =>
  page.evaluate(
    (/** @type {string} */ id, /** @type {string} */ text) => {
      const input = /** @type {HTMLInputElement} */ (document.getElementById(id));
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    },
    `captured-requests-${field}`,
    value,
  );

/**
 * What the open request shows: each step with its kind, how deep it stands, and the values in it.
 * @param {Page} page
 */
const opened = (page) =>
  until('a request is open', () =>
    page.evaluate(() => {
      const dialog = document.querySelector('#captured-requests dialog[open]');
      if (dialog === null) return null;
      return {
        text: dialog.textContent ?? '',
        steps: [...dialog.querySelectorAll('.steps > li')].map((item) => {
          let depth = 0;
          for (let at = item.parentElement?.closest('li'); at; at = at.parentElement?.closest('li'))
            depth += 1;
          const values = [...item.querySelectorAll(':scope > .found .address')];
          return {
            depth,
            kind: item.getAttribute('data-kind'),
            name: item.querySelector(':scope > .step')?.textContent,
            values: values.map((value) => value.textContent ?? ''),
          };
        }),
      };
    }),
  );

/** @param {Page} page */
const isClosed = (page) =>
  until('the request is closed', () =>
    page.evaluate(() => document.querySelector('#captured-requests dialog[open]') === null),
  );

/**
 * @param {Page} page
 * @param {string} name
 */
const pressed = (page, name) =>
  page.evaluate(
    (/** @type {string} */ selector) =>
      /** @type {HTMLElement | null} */ (document.querySelector(selector))?.click(),
    name,
  );

inBothBrowsers('the list of requests', (scenario, browser) => {
  scenario('fifty thousand requests: to the end by keyboard, then fewer by a search', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    const [one, last] = [
      entry('https://t.tracker.example/c?dl=NUMBER'),
      entry('https://last.example/end?a=1'),
    ];
    await page.evaluate(
      (/** @type {string} */ text, /** @type {string} */ end, /** @type {number} */ count) => {
        const some = (/** @type {number} */ from) =>
          Array.from({ length: 1_000 }, (_, at) => text.replace('NUMBER', String(from + at))).join(',');
        const parts = Array.from({ length: count / 1_000 }, (_, at) => `${some(at * 1_000)},`);
        // The last of them is another.
        const files = new DataTransfer();
        const all = parts.join('').slice(0, -1);
        const but = all.slice(0, all.lastIndexOf(text.slice(0, 20)));
        files.items.add(new File(['{"log":{"entries":[', but, end, ']}}'], 'many.har'));
        const input = /** @type {HTMLInputElement} */ (document.getElementById('captures-file'));
        input.files = files.files;
        input.dispatchEvent(new Event('change'));
      },
      JSON.stringify(one),
      JSON.stringify(last),
      MANY,
    );
    const begun = await list(
      page,
      'all of them are listed',
      ({ count, rows }) => count === MANY + 1 && rows > 0,
    );
    assert.match(begun.said, /^50,000 /);
    assert.match(begun.texts[0] ?? '', /t\.tracker\.example/);
    await page.evaluate(() => document.getElementById('captured-requests-sort')?.focus());
    await until('the tabulator leads to the first row', async () => {
      await page.keys('Tab');
      return (await seen(page)).focused === 2;
    });
    await page.keys('ArrowDown', 'ArrowDown', 'ArrowUp');
    await list(page, 'arrows lead from row to row', ({ focused }) => focused === 3);
    await page.keys('End');
    const end = await list(page, 'a key leads to the last', (now) => now.focused === MANY + 1 && now.inView);
    assert.match(end.texts.at(-1) ?? '', /last\.example/);
    assert.deepEqual(
      end.indices,
      [...end.indices].sort((first, second) => first - second),
      'rows are read in their order',
    );
    await page.evaluate(() => {
      const scroller = /** @type {HTMLElement} */ (document.querySelector('#captured-requests .scroller'));
      scroller.scrollTop = scroller.scrollHeight / 2;
    });
    const middle = await list(page, 'the middle is drawn', ({ indices }) =>
      indices.some((index) => Math.abs(index - MANY / 2) < 50),
    );
    assert.equal(middle.focused, MANY + 1, 'what is scrolled away keeps the focus');
    await page.keys('Home');
    await list(page, 'a key leads to the first', (now) => now.focused === 2 && now.inView);
    await page.keys('PageDown');
    await list(page, 'a key leads on by what is seen', (now) => (now.focused ?? 0) > 5 && now.inView);
    await fill(page, 'text', 'LAST.example');
    await list(
      page,
      'one is like that',
      ({ count, rows, said }) => count === 2 && rows === 1 && said.startsWith('1 '),
    );
    await fill(page, 'text', 'no such thing');
    await list(page, 'none is like that', ({ rows, said }) => rows === 0 && said.startsWith('0 '));
    assert.deepEqual(await faults(page), []);
    await fill(page, 'text', '');
    await list(page, 'all are listed again', ({ count }) => count === MANY + 1);
    await fill(page, 'sort', 'newest');
    await list(page, 'the last stands first', ({ texts }) => /last\.example/.test(texts[0] ?? ''));
  });

  scenario('a request opens to the layers in which each thing stood, its values hidden', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    const url = 'https://tracking.miui.com/sdk/v1?uuid=3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a';
    await choose(
      page,
      'captures-file',
      'layers.har',
      har(entry(url, layered()), entry('https://b.example/')),
    );
    await list(page, 'both are listed', ({ rows }) => rows === 2);
    await page.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.querySelector('#captured-requests .open'))?.focus(),
    );
    await page.keys('Enter');
    const hidden = await opened(page);
    assert.ok(!hidden.text.includes(SECRET));
    const way = hidden.steps.map(({ depth, kind, name }) => `${depth} ${kind} ${name}`);
    const start = way.indexOf('0 place body');
    assert.deepEqual(way.slice(start, start + 6), [
      '0 place body',
      '1 field data_list',
      '2 layer base64',
      '3 layer gzip',
      '4 layer json',
      '5 field 0.distinct_id',
    ]);
    const place = (/** @type {typeof hidden} */ { steps }) =>
      steps.find(({ name }) => name === '0.properties.url')?.values;
    assert.deepEqual(place(hidden), ['https://news.example/…']);
    await looks(page, `${browser}-request`, [WIDE, { ...NARROW, dark: true }]);
    await pressed(page, '#captured-requests dialog [aria-pressed]');
    const revealed = await until('values are shown', async () => {
      const now = await opened(page);
      return place(now)?.[0] === SECRET ? now : null;
    });
    assert.ok(revealed.text.includes('3f2a8e0c-1d4b-4c6e-9a7f-0b1c2d3e4f5a'));
    await page.keys('Escape');
    await isClosed(page);
    await list(page, 'the focus is back on its row', ({ focused }) => focused === 2);
    await fill(page, 'text', 'nobody/should/know');
    await list(page, 'what is shown can be searched for', ({ rows }) => rows === 1);
    await pressed(page, '#captured-requests-reveal');
    await list(page, 'what is hidden cannot', ({ rows }) => rows === 0);
    await fill(page, 'text', '');
    await list(page, 'both are listed again', ({ rows }) => rows === 2);
    await pressed(page, '#captured-requests [aria-rowindex="3"] .open');
    const other = await opened(page);
    assert.ok(!other.text.includes('miui'));
    await pressed(page, '#captured-requests dialog .actions :nth-child(2)');
    await list(
      page,
      'only its recipient is listed',
      (now) => now.rows === 1 && /b\.example/.test(now.texts[0] ?? ''),
    );
    await pressed(page, '#captured-requests .narrowed button');
    await list(page, 'others are listed, too', ({ rows }) => rows === 2);
  });

  scenario('a number of requests leads to them, and the address says nothing of it', async (stage) => {
    const page = await stage.own(VIEW, WIDE);
    await choose(
      page,
      'captures-file',
      'two.har',
      har(entry('https://a.example/'), entry('https://b.example/')),
    );
    await list(page, 'both are listed', ({ rows }) => rows === 2);
    await pressed(page, '#captured-recipients tbody tr:last-child .way');
    await list(page, 'those of one recipient are listed', ({ rows }) => rows === 1);
    await pressed(page, '#captured-sites .way');
    await list(page, 'those on one site are listed', ({ rows }) => rows === 2);
    assert.equal(await page.evaluate(() => location.hash), '#captures');
    const { tab } = await stage.visit(PAGES.shop.url);
    await stage.glance(tab, { told: expected('shop', browser).told });
    const report = await stage.own('extension/report/report.html#recipients', WIDE);
    const who = await report.evaluate(() => {
      const row = [...document.querySelectorAll('#recipients tbody tr')].find((one) =>
        one.textContent?.includes('facebook'),
      );
      const way = /** @type {HTMLElement | null | undefined} */ (row?.querySelector('.way'));
      way?.click();
      return { name: way?.getAttribute('aria-label'), count: Number(way?.textContent) };
    });
    assert.ok(who.count > 0);
    assert.match(who.name ?? '', /^\d+ · Requests · Facebook$/);
    const rows = await until('they are listed', () =>
      report.evaluate(() => {
        const texts = [...document.querySelectorAll('#requests .rows .row')].map(
          (row) => row.textContent ?? '',
        );
        const said = document.querySelector('#requests .said')?.textContent ?? '';
        return location.hash === '#requests' && said.startsWith(`${texts.length} `) ? texts : null;
      }),
    );
    assert.ok(rows.length === who.count && rows.every((text) => /facebook/.test(text)), rows.join('\n'));
    assert.deepEqual([await misfits(report), await faults(report)], [[], []]);
  });

  scenario('the way from private requests to normal ones asks for none of the former', async (stage) => {
    await stage.ask('forget', {});
    const normal = await stage.visit(PAGES.shop.url);
    const secret = await stage.visit(PAGES.article.url, { private: true });
    await stage.glance(normal.tab, { told: expected('shop', browser).told });
    await stage.glance(secret.tab, { told: expected('article', browser).told });
    const page = await stage.own('extension/report/report.html#requests/private', WIDE);
    const shown = (/** @type {string} */ selector) =>
      page.evaluate((/** @type {string} */ wanted) => document.querySelector(wanted) !== null, selector);
    await until('private requests are listed', () => shown('#requests .row[aria-rowindex="2"] .open'));
    await pressed(page, '#requests-reveal');
    await pressed(page, '#requests .row[aria-rowindex="2"] .open');
    await until('one is open', () => shown('#requests dialog[open] .steps'));
    await page.evaluate(() => {
      const { runtime } = /** @type {any} */ (globalThis).browser ?? /** @type {any} */ (globalThis).chrome;
      const send = runtime.sendMessage.bind(runtime);
      /** @type {any} */ (globalThis).questions = [];
      runtime.sendMessage = (/** @type {any} */ message) => {
        /** @type {any} */ (globalThis).questions.push(message);
        return send(message);
      };
      location.hash = '#recipients';
    });
    await until('recipients of normal windows are shown', () => shown('#recipients tbody .way'));
    assert.equal(await shown('dialog[open]'), false, 'what nobody sees is in nobody’s way');
    await page.evaluate(() =>
      /** @type {HTMLElement | null} */ (document.querySelector('#recipients tbody .way'))?.click(),
    );
    const asked = await until('they are listed', () =>
      page.evaluate(() => {
        const isListed = document.querySelector('#requests .row[aria-rowindex="2"]')?.checkVisibility();
        const { questions } = /** @type {any} */ (globalThis);
        return isListed && location.hash === '#requests'
          ? questions.filter((/** @type {any} */ { type }) => type === 'requests')
          : null;
      }),
    );
    assert.ok(asked.length > 0);
    for (const { filter, reveal } of asked) assert.deepEqual([filter.mode, reveal], ['normal', false]);
  });

  scenario('whatever strangers send is text, and fits', async (stage) => {
    const page = await stage.own(VIEW, { ...NARROW, dark: false });
    const strange = [
      `https://t.example/c?${'n'.repeat(10_000)}=1`,
      `https://${'long.'.repeat(40)}example/`,
      'https://t.example/<script>document.title="told"</script>/<img src=x onerror=alert(1)>?a=<b>',
      'https://i❤☕.example/',
      'http://203.0.113.9:8080/',
      'https://t.example/%E2%80%AEmoc.elpmaxe/؟؟؟/',
    ];
    const method = 'M'.repeat(500);
    const entries = strange.map((url) => entry(url, { method, headers: [] }));
    await choose(page, 'captures-file', 'strange.har', har(...entries));
    const { texts } = await list(page, 'all are listed', ({ rows }) => rows === strange.length);
    assert.ok(texts.some((text) => /script/.test(text)));
    assert.ok(texts.some((text) => /203\.0\.113\.9/.test(text)));
    const made = () =>
      page.evaluate(() => document.querySelectorAll('main :is(script, img, b, iframe)').length);
    for (const reveal of [false, true]) {
      if (reveal) await pressed(page, '#captured-requests-reveal');
      for (const [index] of strange.entries()) {
        await pressed(page, `#captured-requests [aria-rowindex="${index + 2}"] .open`);
        await opened(page);
        assert.deepEqual(await misfits(page), [], `${index}`);
        const overflow = await page.evaluate(() => {
          const dialog = /** @type {HTMLElement} */ (document.querySelector('#captured-requests dialog'));
          return dialog.scrollWidth - dialog.clientWidth;
        });
        assert.equal(overflow, 0, `${index}`);
        if (index === 0) assert.deepEqual(await faults(page), []);
        await page.keys('Escape');
        await isClosed(page);
      }
    }
    assert.deepEqual([await made(), await misfits(page), await faults(page)], [0, [], []]);
    assert.doesNotMatch(await page.evaluate(() => document.title), /told/);
    await page.screenshot(join(ARTIFACTS, `${browser}-requests-strange.png`));
  });
});
