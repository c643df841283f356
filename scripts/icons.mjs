/**
 * Draws the icon in the sizes that browsers ask for: `node scripts/icons.mjs`, after a change of telltale.svg.
 *
 * Decides the sizes. The pictures are committed, so that no build needs a browser.
 */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import puppeteer from 'puppeteer-core';

import { findExecutable } from '../tests/browsers/executable.mjs';

const SIZES = [16, 32, 48, 96, 128];
const folder = fileURLToPath(new URL('../extension/icons/', import.meta.url));

const svg = await readFile(`${folder}telltale.svg`, 'utf8');
const browser = await puppeteer.launch({
  executablePath: findExecutable('chromium'),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  for (const size of SIZES) {
    await page.setViewport({ width: size, height: size });
    await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
    await page.screenshot({ path: `${folder}telltale-${size}.png`, omitBackground: true });
  }
} finally {
  await browser.close();
}
