/**
 * Where a text stops being JSON.
 *
 * Browsers say that it does, each in words of its own and some without the place, and a person who wrote a file needs the
 * place. Decides nothing but that. Refuses to read what the text says.
 */

const TOKEN =
  /[ \t\r\n]*(?:([{}[\]:,])|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

/** @typedef {'value' | 'first value' | 'name' | 'first name' | 'colon' | 'more' | 'nothing'} Awaited */

/**
 * Line and column, from 1, of the first sign that cannot stand where it does.
 * @param {string} text that is no JSON
 */
export function whereItBreaks(text) {
  /** @type {string[]} */
  const open = [];
  /** @type {Awaited} */
  let awaited = 'value';
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const [whole, mark] = TOKEN.exec(text) ?? [];
    if (whole === undefined) break;
    const next = step(awaited, mark ?? (whole.trimStart().startsWith('"') ? 'text' : 'other'), open);
    if (next === null) break;
    awaited = next;
    at += whole.length;
  }
  at += /^[ \t\r\n]*/.exec(text.slice(at))?.[0].length ?? 0;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/**
 * What may follow a token; null where it may not stand here.
 * @param {Awaited} awaited
 * @param {string} token a mark, `text` or `other`
 * @param {string[]} open What is open, changed by what opens and closes.
 * @returns {Awaited | null}
 */
function step(awaited, token, open) {
  const within = open.at(-1);
  if (token === '}' || token === ']') {
    if (!mayClose(awaited, token, within)) return null;
    open.pop();
    return after(open);
  }
  switch (awaited) {
    case 'nothing':
      return null;
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'more':
      if (token !== ',') return null;
      return within === '{' ? 'name' : 'value';
    case 'name':
    case 'first name':
      return token === 'text' ? 'colon' : null;
    case 'value':
    case 'first value':
      return value(token, open);
  }
}

/**
 * @param {string} token
 * @param {string[]} open
 * @returns {Awaited | null}
 */
function value(token, open) {
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'first name' : 'first value';
  }
  return token === 'text' || token === 'other' ? after(open) : null;
}

/**
 * @param {Awaited} awaited
 * @param {string} token
 * @param {string | undefined} within
 */
function mayClose(awaited, token, within) {
  const [begins, first] = token === '}' ? ['{', 'first name'] : ['[', 'first value'];
  return within === begins && (awaited === 'more' || awaited === first);
}

/**
 * @param {string[]} open
 * @returns {Awaited}
 */
const after = (open) => (open.length === 0 ? 'nothing' : 'more');
