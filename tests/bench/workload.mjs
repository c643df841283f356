/**
 * A long session: a hundred thousand requests on two thousand sites.
 *
 * Decides what such a session looks like: five recipients that hear on every site, as the large ones do, and five of
 * three thousand that hear on some; a third of the requests tells an address or an identifier; every fourth site is
 * visited in a private window. Refuses to know what is measured.
 */

export const REQUESTS = 100_000;
export const SITES = 2_000;
const ON_A_SITE = REQUESTS / SITES;
const EVERYWHERE = 5;
const SOMEWHERE = 5;
const POOL = 3_000;
const START = 1_760_000_000_000;
const PACE = 350;

/** @typedef {import('../../extension/background/events.js').Event} Event */

/** @param {number} seed */
const identifier = (seed) =>
  BigInt.asUintN(64, BigInt(seed + 1) * 0x9e3779b97f4a7c15n)
    .toString(16)
    .padStart(16, '0');

/**
 * Every event of it, in order.
 * @returns {Generator<Event, void>}
 */
export function* session() {
  let number = 0;
  for (let site = 0; site < SITES; site += 1) {
    const tab = site % 4 === 3 ? 2 : 1;
    const page = `https://www.site${site}.example/story/${site}`;
    yield { name: 'tab', details: { tab, isPrivate: tab === 2, url: 'about:blank' } };
    for (let place = 0; place < ON_A_SITE; place += 1, number += 1) {
      const opens = place === 0;
      const url = opens ? page : address(site, place, page);
      const details = {
        requestId: String(number),
        url,
        method: 'GET',
        type: opens ? 'main_frame' : 'image',
        tabId: tab,
        timeStamp: START + number * PACE,
        documentId: opens ? '' : `D${site}`,
        initiator: opens ? '' : `https://www.site${site}.example`,
      };
      yield { name: 'seen', details };
      yield { name: 'sent', details: { ...details, requestHeaders: [] } };
      yield {
        name: 'answered',
        details: { ...details, statusCode: 200, ip: `192.0.2.${place}`, fromCache: false },
      };
      if (opens) yield { name: 'committed', details: { tab, frame: 0, url: page, documentId: `D${site}` } };
      yield { name: 'completed', details };
    }
  }
}

/**
 * @param {number} site
 * @param {number} place
 * @param {string} page
 */
function address(site, place, page) {
  const turn = place % (EVERYWHERE + SOMEWHERE);
  const recipient = turn < EVERYWHERE ? turn : EVERYWHERE + ((site * 7 + turn * 131) % POOL);
  const host = `https://t.tracker${recipient}.example`;
  if (place % 3 > 0) return `${host}/asset/${site}/${place}.gif?v=${place}`;
  const told = new URLSearchParams({ dl: page, cid: identifier(site * POOL + recipient), n: String(place) });
  return `${host}/collect?${told}`;
}
