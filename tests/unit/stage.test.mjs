/** The two packages: what differs, what is in them, what is missing. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { forChromium, forFirefox, stage } from '../../scripts/stage.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const manifest = JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8'));

test('Firefox gets an event page, Chromium a service worker, and neither the other', () => {
  assert.deepEqual(forFirefox(manifest).background, {
    scripts: ['extension/background/main.js'],
    type: 'module',
  });
  assert.deepEqual(forChromium(manifest).background, {
    service_worker: 'extension/background/main.js',
    type: 'module',
  });
});

test('each manifest lacks the keys that only the other browser knows, and nothing else', () => {
  const gone = (/** @type {object} */ one) => Object.keys(manifest).filter((key) => !(key in one));
  assert.deepEqual(gone(forFirefox(manifest)), ['minimum_chrome_version']);
  assert.deepEqual(gone(forChromium(manifest)), ['browser_specific_settings']);
  assert.deepEqual(
    [manifest, forFirefox(manifest), forChromium(manifest)].map((one) => one.optional_permissions),
    [['proxy', 'notifications'], ['proxy', 'notifications'], ['notifications']],
  );
});

test('a package holds what a browser reads and no more', async (context) => {
  const home = await mkdtemp(join(tmpdir(), 'telltale-stage-'));
  context.after(() => rm(home, { recursive: true }));
  const files = [
    'extension/wasm/telltale.js',
    'extension/wasm/telltale_bg.wasm',
    'extension/wasm/telltale.d.ts',
    'extension/wasm/captures.js',
    'extension/wasm/captures_bg.wasm',
    'extension/wasm/texts.js',
    'extension/wasm/texts_bg.wasm',
    'extension/wasm/streams.js',
    'extension/wasm/streams_bg.wasm',
    'extension/data/trackers.bin',
    'extension/data/addresses.bin',
    'extension/vendor/d3-sankey.js',
    'extension/vendor/d3-sankey.d.ts',
    'extension/icons/telltale.svg',
    '_locales/en/messages.json',
    'node_modules/x/index.js',
  ];
  for (const file of files) {
    await mkdir(join(home, dirname(file)), { recursive: true });
    await writeFile(join(home, file), '');
  }
  await writeFile(join(home, 'manifest.json'), JSON.stringify(manifest));
  const { firefox, chromium } = await stage(home);
  for (const folder of [firefox, chromium]) {
    const held = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    assert.deepEqual(held.map(({ name }) => name).sort(), [
      'addresses.bin',
      'captures.js',
      'captures_bg.wasm',
      'd3-sankey.js',
      'manifest.json',
      'messages.json',
      'streams.js',
      'streams_bg.wasm',
      'telltale.js',
      'telltale_bg.wasm',
      'texts.js',
      'texts_bg.wasm',
      'trackers.bin',
    ]);
  }
});

test('what is not built is named, with the remedy', async () => {
  await assert.rejects(
    stage(join(tmpdir(), 'nowhere')),
    /extension\/wasm\/telltale\.js is missing; build it first with "npm run build"/,
  );
});
