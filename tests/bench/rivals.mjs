/**
 * The engines that Telltale is compared with, each behind the same two steps: make one from list texts, ask it about a
 * request. Each is imported only when it is asked for, so that one that did not install does not hide the others.
 */

/**
 * @typedef {(url: string, document: string, type: string) => boolean} Matcher
 * @typedef {{ name: string, make: (lists: string[], suffixes: string) => Promise<Matcher> }} Rival
 */

/** @type {Rival[]} */
export const rivals = [
  {
    name: 'ubo',
    async make(lists, suffixes) {
      const { StaticNetFilteringEngine, pslInit } = await import('@gorhill/ubo-core');
      // As installed it knows no public suffixes, and then no two hosts of a company are one party.
      pslInit(suffixes);
      const engine = await StaticNetFilteringEngine.create();
      await engine.useLists(lists.map((raw, index) => ({ name: `list ${index}`, raw })));
      return (url, document, type) => engine.matchRequest({ originURL: document, url, type }) === 1;
    },
  },
  {
    name: 'ghostery',
    async make(lists) {
      const { FiltersEngine, Request } = await import('@ghostery/adblocker');
      const engine = FiltersEngine.parse(lists.join('\n'), { loadCosmeticFilters: false });
      return (url, document, type) =>
        engine.match(Request.fromRawDetails({ url, sourceUrl: document, type })).match === true;
    },
  },
  {
    name: 'adblock',
    async make(lists) {
      const { Engine, FilterSet } = await import('adblock-rs');
      const filters = new FilterSet(false);
      for (const list of lists) filters.addFilters(list);
      const engine = new Engine(filters);
      return (url, document, type) => Boolean(engine.check(url, document, type));
    },
  },
];
