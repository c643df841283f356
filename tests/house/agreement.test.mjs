/**
 * Facts that stand in two places and have to agree.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FILES, files, holds, json, places, read, table } from './tree.mjs';

const WORKSPACE = 'Cargo.toml';

/** @param {string} key */
const workspacePackage = (key) =>
  table(WORKSPACE, 'workspace.package')
    .map((line) => /^(\S+) = "(.*)"$/.exec(line))
    .find((match) => match?.[1] === key)?.[2];

test('there is one version', () => {
  const version = workspacePackage('version');
  assert.match(version ?? '', /^\d+\.\d+\.\d+$/);
  const lock = json('package-lock.json');
  const said = {
    'package.json': json('package.json').version,
    'package-lock.json': lock.version,
    'package-lock.json, packages': lock.packages[''].version,
    ...(FILES.includes('manifest.json') ? { 'manifest.json': json('manifest.json').version } : {}),
  };
  const broken = Object.entries(said).filter(([, one]) => one !== version);
  holds(
    `Cargo.toml says ${version}:`,
    broken.map(([place, one]) => `${place} says ${one}`),
  );
});

test('every package takes its version, edition and licence from the workspace', () => {
  const broken = files(/^crate\/(\w+\/)?Cargo\.toml$/, { but: /fuzz/, least: 5 }).flatMap((path) => {
    const lines = table(path, 'package');
    return ['version', 'edition', 'rust-version', 'license', 'publish']
      .filter((key) => !lines.includes(`${key}.workspace = true`))
      .map((key) => `${path}: ${key}`);
  });
  holds('Said once in Cargo.toml, it cannot be said differently:', broken);
});

test('a crate that several packages use has one version', () => {
  const shared = new Set(
    table(WORKSPACE, 'workspace.dependencies').map((line) => line.split(/ ?=/)[0]?.trim()),
  );
  const broken = files(/^crate\/(\w+\/)?Cargo\.toml$/, { but: /fuzz/ }).flatMap((path) =>
    ['dependencies', 'dev-dependencies', 'build-dependencies']
      .flatMap((name) => table(path, name))
      .filter((line) => shared.has(line.split(/[. ]/)[0]) && !/workspace = true/.test(line))
      .map((line) => `${path}: ${line}`),
  );
  holds('Cargo.toml names its version; write `NAME.workspace = true`:', broken);
});

test('the glue is of the version of the crate', () => {
  const lines = table(WORKSPACE, 'workspace.dependencies');
  const version = (/** @type {string} */ name) =>
    lines.map((line) => new RegExp(`^${name} = "(=[\\d.]+)"$`).exec(line)?.[1]).find(Boolean);
  assert.ok(
    version('wasm-bindgen'),
    'Cargo.toml pins wasm-bindgen with "=": wasm and glue speak a private language',
  );
  assert.equal(version('wasm-bindgen-cli-support'), version('wasm-bindgen'));
  const locked = [
    ...read('Cargo.lock').matchAll(/name = "(wasm-bindgen|wasm-bindgen-cli-support)"\nversion = "(.*)"/g),
  ];
  assert.deepEqual(
    locked.map(([, name, one]) => [name, `=${one}`]),
    [
      ['wasm-bindgen', version('wasm-bindgen')],
      ['wasm-bindgen-cli-support', version('wasm-bindgen')],
    ],
  );
});

test('npm packages are pinned', () => {
  const { dependencies = {}, devDependencies } = json('package.json');
  const broken = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d/.test(String(version)),
  );
  holds(
    'A build that is made again has to give the same bytes; name one version:',
    broken.map(([name]) => `package.json: ${name}`),
  );
});

test('every member of the workspace has a caption', () => {
  const broken = places(WORKSPACE, read(WORKSPACE), /^ {2}"crate[\w/-]*",?\s*$/);
  holds(
    'Cargo.toml is where a newcomer learns which packages there are; say after `#` what each is:',
    broken,
  );
});

test('every npm script exists', () => {
  const { scripts } = json('package.json');
  const broken = Object.entries(scripts).filter(([, command]) => {
    const [, path] = /^node (\S+)/.exec(String(command)) ?? [];
    return !path || !FILES.includes(path);
  });
  holds(
    'package.json names a script that is not there:',
    broken.map(([name, command]) => `${name}: ${command}`),
  );
});

test('the index of decisions is whole', () => {
  const index = 'docs/adr/README.md';
  const decisions = files(/^docs\/adr\/[\w-]+\.md$/, { but: /README/ });
  const listed = [...read(index).matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => `docs/adr/${name}`);
  holds(
    `A decision that ${index} does not name is not found:`,
    decisions.filter((path) => !listed.includes(path)),
  );
  holds(
    `${index} names a decision that is not there:`,
    listed.filter((path) => !decisions.includes(path)),
  );
  const broken = decisions.flatMap((path) =>
    ['## Decision', '## Why', '## What it costs']
      .filter((one) => !read(path).includes(`\n${one}\n`))
      .map((one) => `${path}: ${one}`),
  );
  holds('A decision says what, why, and at what cost; one without a cost was none:', broken);
});

test('links between documents lead somewhere', () => {
  const broken = files(/\.md$/, { but: /^tests\// }).flatMap((path) => {
    const folder = path.split('/').slice(0, -1);
    return [...read(path).matchAll(/\]\((?!\w+:)([^)#\s]+)(#[^)]*)?\)/g)].flatMap(([, to = '']) => {
      const parts = [...folder];
      for (const part of to.split('/')) {
        if (part === '..') parts.pop();
        else if (part !== '.' && part !== '') parts.push(part);
      }
      const target = parts.join('/');
      const exists = FILES.some((file) => file === target || file.startsWith(`${target}/`));
      return exists ? [] : [`${path}: ${to}`];
    });
  });
  holds('These lead nowhere:', broken);
});
