/**
 * Makes the two packages that browsers load out of the one tree: dist/firefox and dist/chromium.
 *
 * Decides what differs between the browsers' manifests and which files a package holds. Refuses to know how the
 * generated files came about; it only insists that they are there.
 *
 * @typedef {Record<string, unknown> & { background: Background, optional_permissions: string[] }} Manifest
 * @typedef {{ service_worker?: string, scripts?: string[], type?: string }} Background
 */

import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const NEEDED = [
  'extension/wasm/telltale.js',
  'extension/wasm/telltale_bg.wasm',
  'extension/wasm/captures.js',
  'extension/wasm/captures_bg.wasm',
  'extension/wasm/texts.js',
  'extension/wasm/texts_bg.wasm',
  'extension/wasm/streams.js',
  'extension/wasm/streams_bg.wasm',
  'extension/data/trackers.bin',
  'extension/data/addresses.bin',
  'extension/vendor/d3-sankey.js',
];
const COPIED = ['extension', '_locales'];
/** For developers' tools; a browser has no use for them. */
const LEFT_OUT = /\.d\.ts$|\.svg$/;

/**
 * Firefox knows event pages only.
 * @param {Manifest} manifest
 * @returns {Manifest}
 */
export function forFirefox(manifest) {
  const { minimum_chrome_version: _, ...rest } = manifest;
  const { service_worker: __, ...background } = manifest.background;
  return { ...rest, background };
}

/**
 * Chromium warns about keys that it does not know, and Kiwi refuses an extension with `background.scripts`.
 * @param {Manifest} manifest
 * @returns {Manifest}
 */
export function forChromium(manifest) {
  const { browser_specific_settings: _, ...rest } = manifest;
  // Firefox's `proxy` shows requests; Chromium's only chooses one.
  const optional = manifest.optional_permissions.filter((permission) => permission !== 'proxy');
  const { scripts: __, ...background } = manifest.background;
  return { ...rest, optional_permissions: optional, background };
}

/**
 * Writes both packages.
 * @param {string} root the repository
 * @param {string} [out] where the packages go
 * @returns {Promise<{ firefox: string, chromium: string }>} the folders
 */
export async function stage(root, out = join(root, 'dist')) {
  for (const path of NEEDED) {
    await stat(join(root, path)).catch(() => {
      throw new Error(`${path} is missing; build it first with "npm run build"`);
    });
  }
  const manifest = /** @type {Manifest} */ (JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')));
  const folders = { firefox: join(out, 'firefox'), chromium: join(out, 'chromium') };
  await stageOne(root, folders.firefox, forFirefox(manifest));
  await stageOne(root, folders.chromium, forChromium(manifest));
  return folders;
}

/**
 * @param {string} root
 * @param {string} folder
 * @param {Manifest} manifest
 */
async function stageOne(root, folder, manifest) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const path of COPIED) {
    await cp(join(root, path), join(folder, path), {
      recursive: true,
      filter: (source) => !LEFT_OUT.test(source),
    });
  }
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
