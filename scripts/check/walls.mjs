/**
 * The walls of the JavaScript as lint rules, so that an editor shows them while one writes. Each rule is one wall; what it
 * says is the wall's reason. `tests/house/walls-js.test.mjs` climbs over each of them and checks that it is caught.
 *
 * Decides what may not be written where. Style is eslint.config.js's.
 *
 * @typedef {import('eslint').Rule.RuleModule} Rule
 * @typedef {import('eslint').Rule.RuleContext} Context
 * @typedef {import('eslint').Rule.Node} Node
 * @typedef {object} Wall
 * @property {string} reason
 * @property {string[]} files Where it stands.
 * @property {string[]} [except] The one place that it protects.
 * @property {(context: Context, refuse: (node: Node) => void) => import('eslint').Rule.RuleListener} watch
 */

const SHIPPED = ['extension/**/*.js'];
const PAGES = ['extension/{help,popup,report,settings,components}/**/*.js'];

/** Each way in which one module names another. */
const IMPORTS = ':matches(ImportDeclaration, ExportNamedDeclaration, ExportAllDeclaration, ImportExpression)';

/**
 * Watches for names that reach out of the module: as a global, or as a property of the global object.
 * @param {string[]} names
 * @returns {Wall['watch']}
 */
const globals = (names) => (context, refuse) => ({
  Identifier(node) {
    if (names.includes(node.name) && context.sourceCode.isGlobalReference(node)) refuse(node);
  },
  [`MemberExpression[object.name=/^(globalThis|window|self)$/][property.name=/^(${names.join('|')})$/]`]:
    refuse,
});

/**
 * Watches for properties, whosever they are.
 * @param {string[]} names
 * @returns {Wall['watch']}
 */
const properties = (names) => (_, refuse) => ({
  [`MemberExpression[property.name=/^(${names.join('|')})$/]`]: refuse,
  [`MemberExpression[property.value=/^(${names.join('|')})$/]`]: refuse,
});

/**
 * Watches for imports of modules whose path matches.
 * @param {string} path A regular expression, with its slashes escaped for a selector.
 * @returns {Wall['watch']}
 */
const imports = (path) => (_, refuse) => ({ [`${IMPORTS}[source.value=/${path}/]`]: refuse });

/** @type {Record<string, Wall>} */
export const WALLS = {
  'background-is-private': {
    reason: 'Pages ask the background by message; an import would give each page a second core.',
    files: ['extension/{help,popup,report,settings,components,shared}/**/*.js'],
    watch: imports('(^|\\u002F)background\\u002F'),
  },
  'pages-are-leaves': {
    reason: 'What pages share lives in shared/ and components/; nobody imports a page.',
    files: ['extension/{background,components,shared}/**/*.js'],
    watch: imports('\\u002F(help|popup|report|settings)\\u002F'),
  },
  'one-name-for-the-browser': {
    reason:
      'Browsers disagree about this global; only shared/browser.js names it, everybody else imports it.',
    files: SHIPPED,
    except: ['extension/shared/browser.js'],
    watch: globals(['browser', 'chrome']),
  },
  'one-door-to-the-disk': {
    reason: 'storage.local is the disk, where nothing private may go; only shared/settings.js touches it.',
    files: SHIPPED,
    except: ['extension/shared/settings.js'],
    watch: (_, refuse) => ({
      'MemberExpression[property.name=/^(local|sync)$/]:matches([object.name="storage"], [object.property.name="storage"])':
        refuse,
      'VariableDeclarator:matches([init.name="storage"], [init.property.name="storage"]) > ObjectPattern > Property[key.name=/^(local|sync)$/]':
        refuse,
      'Property[key.name="storage"] > ObjectPattern > Property[key.name=/^(local|sync)$/]': refuse,
    }),
  },
  'no-other-disk': {
    reason: 'Nothing private reaches the disk, and these are all on it.',
    files: SHIPPED,
    watch: globals(['localStorage', 'indexedDB', 'caches', 'cookieStore']),
  },
  'no-requests': {
    reason:
      'Telltale sends no request of its own, ever; shared/own-files.js reads the files that came with it.',
    files: SHIPPED,
    except: ['extension/shared/own-files.js'],
    watch: (context, refuse) => ({
      ...globals([
        'fetch',
        'XMLHttpRequest',
        'WebSocket',
        'WebTransport',
        'EventSource',
        'RTCPeerConnection',
        'importScripts',
      ])(context, refuse),
      ...properties(['sendBeacon', 'fetchLater'])(context, refuse),
    }),
  },
  'own-files-only': {
    reason:
      'The one `fetch` of the extension reads a packaged file: its address comes from runtime.getURL, there and then.',
    files: ['extension/shared/own-files.js'],
    watch: (_, refuse) => ({
      'CallExpression[callee.name="fetch"]:not([arguments.0.callee.property.name="getURL"])': refuse,
    }),
  },
  'text-is-text': {
    reason: 'What a page sent is only ever text in ours: build elements, set textContent.',
    files: SHIPPED,
    watch: (context, refuse) => ({
      'MemberExpression[object.name="document"][property.name=/^write(ln)?$/]': refuse,
      ...properties([
        'innerHTML',
        'outerHTML',
        'insertAdjacentHTML',
        'setHTML',
        'setHTMLUnsafe',
        'parseHTMLUnsafe',
        'parseFromString',
        'createContextualFragment',
        'srcdoc',
      ])(context, refuse),
    }),
  },
  'pages-show': {
    reason:
      'The core sorts and scores, once for all doors; a page shows what it is given in the order it is given.',
    files: PAGES,
    // It sorts tabs: which of them a popup is about is the browser's matter.
    except: ['extension/popup/subject.js'],
    watch: properties(['sort', 'toSorted']),
  },
  'a-worker-starts-at-once': {
    reason: 'A service worker with a top-level await never starts, and import() is refused in it.',
    files: ['extension/{background,shared}/**/*.js'],
    watch: (context, refuse) => ({
      AwaitExpression(node) {
        const functions = context.sourceCode
          .getAncestors(node)
          .filter((above) => /Function/.test(above.type));
        if (functions.length === 0) refuse(node);
      },
      ImportExpression: refuse,
    }),
  },
  'sentences-are-translated': {
    reason: 'What a person reads lives in _locales; the code names it by its key.',
    files: SHIPPED,
    watch: (context, refuse) => {
      const check = (/** @type {Node} */ node, /** @type {unknown} */ text) => {
        if (typeof text === 'string' && isSentence(text) && !isForDevelopers(context, node)) refuse(node);
      };
      return {
        Literal: (node) => check(node, node.value),
        TemplateElement: (node) => check(node, node.value.cooked),
        // A single word is one of no language where it is certain that somebody reads it.
        'AssignmentExpression[left.property.name=/^(textContent|innerText|title|placeholder|alt|ariaLabel)$/] > Literal[value=/\\p{L}{2}/u].right':
          refuse,
        'CallExpression[callee.property.name="setAttribute"][arguments.0.value=/^(title|placeholder|alt|aria-label)$/] > Literal[value=/\\p{L}{2}/u]:not([value=/^[a-z-]+$/])':
          refuse,
        'CallExpression[callee.name="textElement"] > Literal[value=/^\\p{Lu}\\p{L}/u]': refuse,
      };
    },
  },
};

/**
 * Whether a text looks like something for people: a capital and a second word, or three words in a row.
 * @param {string} text
 */
const isSentence = (text) =>
  /^\s*\p{Lu}[\p{L}’']*,? \p{L}/u.test(text) || /\p{L}+,? \p{L}+,? \p{L}+/u.test(text);

/**
 * Whether a text ends in an error or on the console, or is a selector.
 * @param {Context} context
 * @param {Node} node
 */
const isForDevelopers = (context, node) =>
  context.sourceCode.getAncestors(node).some((above) => {
    if (above.type === 'NewExpression') return /Error$/.test(context.sourceCode.getText(above.callee));
    if (above.type !== 'CallExpression') return false;
    return /^console\.|\b(querySelector(All)?|closest|matches)$/.test(
      context.sourceCode.getText(above.callee),
    );
  });

/** The plugin for eslint. @type {import('eslint').ESLint.Plugin} */
export const plugin = {
  rules: Object.fromEntries(
    Object.entries(WALLS).map(([name, { reason, watch }]) => [
      name,
      /** @type {Rule} */ ({
        meta: { type: 'problem', docs: { description: reason }, schema: [] },
        create: (context) => watch(context, (node) => context.report({ node, message: reason })),
      }),
    ]),
  ),
};

/** One configuration for each wall: where it stands and where not. @type {import('eslint').Linter.Config[]} */
export const configs = Object.entries(WALLS).map(([name, { files, except = [] }]) => ({
  files,
  ignores: except,
  plugins: { walls: plugin },
  rules: { [`walls/${name}`]: 'error' },
}));
