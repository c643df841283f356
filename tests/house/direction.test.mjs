/** Pages run from right to left, too: what is laid out by left and right stays behind. */

import { test } from 'node:test';

import { files, holds, places, read } from './tree.mjs';

const SHIPPED = { but: /^extension\/(wasm|vendor)\// };

/** @param {string} text */
const withoutComments = (text) =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));

test('styles are laid out by start and end', () => {
  const side =
    /^\s*(left|right)\s*:|-(left|right)(-\w+)*\s*:|\b(text-align|float|clear|caption-side)\s*:\s*(left|right)\b|\b(margin|padding|inset|border-width)\s*:(\s+\S+){4}\s*;|border-radius\s*:(\s+[^\s;/]+){2,}/;
  const broken = files(/^extension\/.*\.css$/, SHIPPED).flatMap((path) =>
    places(path, withoutComments(read(path)), side),
  );
  holds('Say -inline-start and -inline-end, or start and end; corners by their logical names:', broken);
});

test('code moves nothing to the left or to the right', () => {
  const side =
    /\.style\.(left|right|(margin|padding|border)(Left|Right)\w*)\b|['"](left|right|(margin|padding|border)-(left|right))['"]|\.scrollLeft\b/;
  const broken = files(/^extension\/.*\.js$/, SHIPPED).flatMap((path) =>
    places(path, withoutComments(read(path)), side),
  );
  holds('Use logical properties; what is left in one language is right in another:', broken);
});

test('a page says neither its language nor its direction by itself', () => {
  // `lang="en"` stands there until the language that is shown is known.
  const broken = files(/^extension\/.*\.html$/).flatMap((path) =>
    places(path, read(path), /<html(?! lang="en">)/),
  );
  holds('shared/localize.js sets both, from the language that is shown:', broken);
});
