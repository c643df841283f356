/**
 * The engines that Telltale is compared with, each behind the same steps: made from list texts or from the bytes that it
 * stores of them, then asked about a request. Each is imported only when it is asked for, so that one that did not install
 * does not hide the others.
 */

/**
 * @typedef {(url: string, document: string, type: string) => boolean} Matcher
 * @typedef {{ match: Matcher, store: () => unknown }} Parsed `store` gives what `open` takes, or a promise of it.
 * @typedef {object} Loaded
 * @property {(lists: string[]) => Parsed | Promise<Parsed>} parse
 * @property {(stored: any) => Matcher | Promise<Matcher>} open
 *
 * @typedef {{ name: string, title: string, load: (suffixes: string) => Promise<Loaded> }} Rival
 */

/** @type {Rival[]} */
export const rivals = [
  {
    name: 'ubo',
    title: '@gorhill/ubo-core',
    async load(suffixes) {
      const { StaticNetFilteringEngine, pslInit } = await import('@gorhill/ubo-core');
      // As installed it knows no public suffixes, and then no two hosts of a company are one party.
      pslInit(suffixes);
      const engine = await StaticNetFilteringEngine.create();
      /** @type {Matcher} */
      const match = (url, document, type) => engine.matchRequest({ originURL: document, url, type }) === 1;
      return {
        async parse(lists) {
          await engine.useLists(lists.map((raw, index) => ({ name: `list ${index}`, raw })));
          return { match, store: () => engine.serialize() };
        },
        async open(stored) {
          await engine.deserialize(stored);
          return match;
        },
      };
    },
  },
  {
    name: 'ghostery',
    title: '@ghostery/adblocker',
    async load() {
      const { FiltersEngine, Request } = await import('@ghostery/adblocker');
      /** @type {(engine: any) => Matcher} */
      const matcher = (engine) => (url, document, type) =>
        engine.match(Request.fromRawDetails({ url, sourceUrl: document, type })).match === true;
      return {
        parse(lists) {
          const engine = FiltersEngine.parse(lists.join('\n'), { loadCosmeticFilters: false });
          return { match: matcher(engine), store: () => engine.serialize() };
        },
        open: (stored) => matcher(FiltersEngine.deserialize(stored)),
      };
    },
  },
  {
    name: 'adblock',
    title: 'adblock-rs (native, through Node)',
    async load() {
      const { Engine, FilterSet } = await import('adblock-rs');
      /** @type {(engine: any) => Matcher} */
      const matcher = (engine) => (url, document, type) => Boolean(engine.check(url, document, type));
      return {
        parse(lists) {
          const filters = new FilterSet(false);
          for (const list of lists) filters.addFilters(list);
          const engine = new Engine(filters);
          return { match: matcher(engine), store: () => engine.serialize() };
        },
        open(stored) {
          const engine = new Engine(new FilterSet(false));
          engine.deserialize(stored);
          return matcher(engine);
        },
      };
    },
  },
];
