/**
 * The libraries of the pages: npm packages → `extension/vendor`, each as the one readable file that its makers publish, and
 * its licence beside it.
 *
 * Decides which libraries ship. Refuses to change a byte of them, so that a reviewer can hold each against its package.
 */

import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { refresh } from '../base/fresh.mjs';
import { at } from '../base/place.mjs';

const OUT = at('extension', 'vendor');

/** Where pages need them: a flow's layout, and what that rests on. */
const LIBRARIES = ['d3-array', 'd3-path', 'd3-shape', 'd3-sankey'];

/** They are loaded for what they add to the global `d3`; to a type checker there is nothing in them. */
const DECLARATION = 'export {};\n';

/** Copies the libraries. */
export async function vendor() {
  const files = LIBRARIES.flatMap((name) => [
    { from: at('node_modules', name, 'dist', `${name}.js`), to: join(OUT, `${name}.js`) },
    { from: at('node_modules', name, 'LICENSE'), to: join(OUT, `${name}.LICENSE.txt`) },
  ]);
  const declarations = LIBRARIES.map((name) => join(OUT, `${name}.d.ts`));
  const making = {
    name: 'vendor',
    inputs: files.map(({ from }) => from),
    outputs: [...files.map(({ to }) => to), ...declarations],
    recipe: DECLARATION,
  };
  await refresh(making, async () => {
    await mkdir(OUT, { recursive: true });
    for (const { from, to } of files) await copyFile(from, to);
    for (const path of declarations) await writeFile(path, DECLARATION);
  });
}
