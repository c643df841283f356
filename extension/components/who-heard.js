/**
 * Which companies heard on which sites, and in which countries the addresses are registered that answered: three lists and
 * what joins them.
 *
 * Decides what goes together (recipients of one company) and how many of each list there is room for. Refuses to judge and
 * to order: all lists are in the order in which the core gave them.
 *
 * @typedef {Pick<import('../shared/messages.js').Recipient, 'registrable_domain' | 'company' | 'party' | 'sites' | 'requests' | 'told' | 'country'>} Heard
 * @typedef {string | null} Country Null where nobody knows it.
 * @typedef {{ country: Country, told: boolean, sites: string[] }} Answered Where one of its recipients answered from.
 * @typedef {{ name: string, told: boolean, sites: string[], countries: Answered[] }} Company `told`: something that can be
 *   seen.
 * @typedef {object} WhoHeard
 * @property {string[]} sites
 * @property {Company[]} companies
 * @property {Country[]} countries
 * @property {import('./flow-layout.js').Join[]} joins From sites to companies, and from those to countries.
 * @property {number} moreSites There was no room for.
 * @property {number} moreCompanies There was no room for.
 * @property {number} moreCountries There was no room for.
 */

/** So many of each a picture shows; with more, nobody could follow a band. */
const MOST = 12;

/**
 * Who heard where.
 * @param {Heard[]} recipients weightiest first
 * @param {(string | null)[]} siteOrder weightiest first
 * @param {Country[]} countryOrder weightiest first
 * @returns {WhoHeard}
 */
export function whoHeard(recipients, siteOrder, countryOrder) {
  const all = together(recipients);
  const first = all.slice(0, MOST);
  const heardOn = new Set(all.flatMap(({ sites }) => sites));
  const known = [...new Set([...siteOrder, ...heardOn])].filter((site) => site !== null && heardOn.has(site));
  const within = new Set(first.flatMap(({ sites }) => sites));
  const sites = /** @type {string[]} */ (known).filter((site) => within.has(site)).slice(0, MOST);
  const drawn = (/** @type {string[]} */ some) => sites.filter((site) => some.includes(site));
  const companies = first
    .map((company) => ({ ...company, sites: drawn(company.sites) }))
    .filter((company) => company.sites.length > 0);
  const answered = new Set(all.flatMap(({ countries }) => countries.map(({ country }) => country)));
  const places = [...new Set([...countryOrder, ...answered])].filter((country) => answered.has(country));
  const joined = new Set(
    companies.flatMap((company) =>
      company.countries.filter((one) => drawn(one.sites).length > 0).map(({ country }) => country),
    ),
  );
  const countries = places.filter((country) => joined.has(country)).slice(0, MOST);
  return {
    sites,
    companies,
    countries,
    joins: [
      ...companies.flatMap((company, to) =>
        company.sites.map((site) => {
          return { column: 0, from: sites.indexOf(site), to, value: 1, told: company.told };
        }),
      ),
      ...companies.flatMap((company, from) =>
        company.countries
          .map(({ country, told, sites: on }) => {
            return { column: 1, from, to: countries.indexOf(country), value: drawn(on).length, told };
          })
          .filter(({ to, value }) => to >= 0 && value > 0),
      ),
    ],
    moreSites: known.length - sites.length,
    moreCompanies: all.length - companies.length,
    moreCountries: places.length - countries.length,
  };
}

/**
 * Third parties that heard, those of one company as one.
 * @param {Heard[]} recipients
 */
function together(recipients) {
  /** @type {Map<string, Company>} */
  const all = new Map();
  for (const { party, requests, company, registrable_domain: domain, sites, told, country } of recipients) {
    if (party !== 'third' || requests === 0 || sites.length === 0) continue;
    const name = company ?? domain;
    const one = all.get(name) ?? { name, told: false, sites: [], countries: [] };
    all.set(name, one);
    let answered = one.countries.find((before) => before.country === country);
    if (answered === undefined) one.countries.push((answered = { country, told: false, sites: [] }));
    for (const heard of [one, answered]) {
      heard.told ||= told.length > 0;
      heard.sites.push(...sites.filter((site) => !heard.sites.includes(site)));
    }
  }
  return [...all.values()];
}
