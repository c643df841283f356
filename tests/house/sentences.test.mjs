/**
 * What a person reads: every sentence lives in _locales and is used. How the languages keep up with each other is the
 * matter of languages.test.mjs.
 */

import { test } from 'node:test';

import { FILES, holds, json, read } from './tree.mjs';

const DEFAULT = '_locales/en/messages.json';
/** What names a message: the extension's own files and its manifest. */
const USERS = FILES.filter((path) => path === 'manifest.json' || /^extension\/.*\.(js|html|css)$/.test(path));
const PAGES = USERS.filter((path) => path.endsWith('.html'));

/** @type {Record<string, { message: string, description?: string, placeholders?: Record<string, unknown> }>} */
const messages = FILES.includes(DEFAULT) ? json(DEFAULT) : {};

/** Places that name a message outright. @type {{ place: string, key: string }[]} */
const named = [];
/** Every text in quotes: some keys go through a table. @type {Set<string>} */
const quoted = new Set();
/** How the keys begin that are put together. @type {Set<string>} */
const starts = new Set();

for (const path of USERS) {
  read(path)
    .split('\n')
    .forEach((line, index) => {
      const place = `${path}:${index + 1}`;
      for (const pattern of [
        /__MSG_(\w+)__/g,
        /\b(?:words|said|message|messages)\(\s*'(\w+)'/g,
        /\bdata-message(?:-\w+)?="(\w+)"/g,
      ]) {
        for (const [, key = ''] of line.matchAll(pattern)) named.push({ place, key });
      }
      // A count chooses among forms; the last of them has to be there in every language.
      for (const [, key] of line.matchAll(/\bcounted\(\s*'(\w+)'/g)) {
        named.push({ place, key: `${key}_other` });
        starts.add(`${key}_`);
      }
      for (const [, kind] of line.matchAll(/\bnamed\(\s*'(\w+)'/g)) starts.add(`${kind}_`);
      for (const [, start = ''] of line.matchAll(/`(\w+_)\$\{/g)) starts.add(start);
      for (const [, text = ''] of line.matchAll(/'(\w+)'/g)) quoted.add(text);
    });
}

test('every message that is named exists', () => {
  const broken = named.filter(({ key }) => !(key in messages));
  holds(
    `A browser shows nothing where a message is missing; write it into ${DEFAULT}:`,
    broken.map(({ place, key }) => `${place}: ${key}`),
  );
});

test('every message is used', () => {
  const direct = new Set(named.map(({ key }) => key));
  const broken = Object.keys(messages).filter(
    (key) => !direct.has(key) && !quoted.has(key) && ![...starts].some((start) => key.startsWith(start)),
  );
  holds(`Translators translate what nobody reads; strike it from ${DEFAULT}:`, broken);
});

test('pages hold no sentences', () => {
  const broken = PAGES.flatMap((path) => {
    const body = read(path)
      .replace(/<!--[\s\S]*?-->/g, blank)
      .replace(/<(style|script)\b[\s\S]*?<\/\1>/g, blank);
    return body.split('\n').flatMap((line, index) => {
      // Tags may run over several lines: what is left of a line without its tags and attributes is text.
      const text = line.replace(/<[^>]*>?/g, ' ').replace(/[\w-]+="[^"]*"|\/?>/g, ' ');
      const words = text.replaceAll('Telltale', '').match(/\p{L}{2,}/gu) ?? [];
      const spoken = /\b(title|alt|aria-label|placeholder)="[^"]*\p{L}/u.test(line);
      return words.length > 1 || spoken ? [`${path}:${index + 1}: ${line.trim()}`] : [];
    });
  });
  holds('Name the message and let the page be filled in:', broken);
});

test('styles hold no words', () => {
  const broken = FILES.filter((path) => /^extension\/.*\.css$/.test(path)).flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) =>
        /\bcontent:[^;]*(["'])[^"']*\p{L}{2}[^"']*\1/u.test(line)
          ? [`${path}:${index + 1}: ${line.trim()}`]
          : [],
      ),
  );
  holds('What a style writes is translated by nobody; put it into the page:', broken);
});

test('pages bring their own code and style as files', () => {
  const broken = PAGES.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) =>
        /\son\w+="|\sstyle="|<style\b|<script(?![^>]*\bsrc=)|(src|href)="(https?:)?\/\//.test(line)
          ? [`${path}:${index + 1}: ${line.trim()}`]
          : [],
      ),
  );
  holds('The content security policy refuses it, and a reviewer looks for it elsewhere:', broken);
});

/** @param {string} text */
function blank(text) {
  return text.replace(/[^\n]/g, ' ');
}
