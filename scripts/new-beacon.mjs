/**
 * Lays down a beacon's dictionary and its two cases: `npm run new:beacon NAME`.
 *
 * Decides names and places only (docs/adding-a-decoder.md says how to fill them in). Refuses to touch what exists.
 */

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const beacons = `${root}crate/core/src/payload/beacon/`;

const [name] = process.argv.slice(2);
if (!name || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  process.stderr.write('npm run new:beacon NAME: NAME is lower case with hyphens, as in acme-stats\n');
  process.exit(1);
}

const module = name.replaceAll('-', '_');
const file = `${beacons}${module}.rs`;
if (existsSync(file)) {
  process.stderr.write(`${file} exists already\n`);
  process.exit(1);
}

await writeFile(
  file,
  `//! What ${name} is, in a sentence.

use crate::finding::Category::*;
use crate::payload::beacon::{ANY, Beacon, Mark};
use crate::payload::names::Meaning::{Is, Nothing};

pub(super) const BEACON: Beacon = Beacon {
    name: "${name}",
    source: "where the facts come from: documentation, an SDK's source, a captured request",
    marks: &[Mark { hosts: &["${name}.example"], path: "/event", ..ANY }],
    fields: &[("url", Is(PageUrl)), ("visitor", Is(PersistentId)), ("site", Nothing)],
};
`,
);

const index = `${beacons}mod.rs`;
const text = await readFile(index, 'utf8');
const modules = [...text.matchAll(/^mod (\w+);$/gm)].map((match) => match[1] ?? '');
const declared = [...modules, module].sort().map((one) => `mod ${one};\n`);
await writeFile(
  index,
  text
    .replace(/(^mod \w+;\n)+/m, declared.join(''))
    .replace(/(const BEACONS: &\[Beacon\] = &\[\n(?: {4}\w+::BEACON,\n)*)/, `$1    ${module}::BEACON,\n`),
);

const page = 'https://www.example.org/health/depression?ref=home';
/** @type {[string, object][]} */
const cases = [
  [
    `${name}-event`,
    {
      about: 'A page view.',
      url: `https://${name}.example/event?${new URLSearchParams({ url: page, visitor: '3f2a8e0c1d4b4c6e', site: '7' })}`,
      page,
    },
  ],
  [
    `not-${name}-script`,
    { about: 'Its script.', url: `https://cdn.${name}.example/script.js`, type: 'script', page },
  ],
];
for (const [folder, request] of cases) {
  await mkdir(`${root}tests/corpus/${folder}`, { recursive: true });
  await writeFile(`${root}tests/corpus/${folder}/request.json`, `${JSON.stringify(request, null, 2)}\n`);
}

process.stdout.write(`${file}
tests/corpus/${name}-event/request.json
tests/corpus/not-${name}-script/request.json

Fill them in, then: TELLTALE_BLESS=1 cargo test -p telltale-core --test corpus
docs/adding-a-decoder.md explains the parts.
`);
