/**
 * Which companies heard on which sites, as two lists and what joins them.
 *
 * Decides what goes together (recipients of one company) and how many of each list there is room for. Refuses to judge and
 * to order: both lists are in the order in which the core gave them.
 *
 * @typedef {Pick<import('../shared/messages.js').Recipient, 'registrable_domain' | 'company' | 'party' | 'sites' | 'requests' | 'told'>} Heard
 * @typedef {{ name: string, told: boolean, sites: string[] }} Company `told`: something that can be seen.
 * @typedef {object} WhoHeard
 * @property {string[]} sites
 * @property {Company[]} companies
 * @property {import('./flow-layout.js').Join[]} joins
 * @property {number} moreSites There was no room for.
 * @property {number} moreCompanies There was no room for.
 */

/** So many sites and companies a picture shows; with more, nobody could follow a band. */
const MOST = 12;

/**
 * Who heard where.
 * @param {Heard[]} recipients weightiest first
 * @param {(string | null)[]} order of the sites, weightiest first
 * @returns {WhoHeard}
 */
export function whoHeard(recipients, order) {
  /** @type {Map<string, Company>} */
  const all = new Map();
  for (const { party, requests, company, registrable_domain: domain, sites, told } of recipients) {
    if (party !== 'third' || requests === 0 || sites.length === 0) continue;
    const name = company ?? domain;
    const before = all.get(name) ?? { name, told: false, sites: [] };
    const more = sites.filter((site) => !before.sites.includes(site));
    all.set(name, { name, told: before.told || told.length > 0, sites: [...before.sites, ...more] });
  }
  const first = [...all.values()].slice(0, MOST);
  const heardOn = new Set([...all.values()].flatMap(({ sites }) => sites));
  const known = [...new Set([...order, ...heardOn])].filter((site) => site !== null && heardOn.has(site));
  const within = new Set(first.flatMap(({ sites }) => sites));
  const sites = /** @type {string[]} */ (known).filter((site) => within.has(site)).slice(0, MOST);
  const companies = first
    .map((company) => ({ ...company, sites: sites.filter((site) => company.sites.includes(site)) }))
    .filter((company) => company.sites.length > 0);
  return {
    sites,
    companies,
    joins: companies.flatMap((company, to) =>
      company.sites.map((site) => ({ from: sites.indexOf(site), to, told: company.told })),
    ),
    moreSites: known.length - sites.length,
    moreCompanies: all.size - companies.length,
  };
}
