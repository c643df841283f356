/**
 * Recipients and requests of a report as CSV.
 *
 * Decides the columns, which have the names of the report's fields. Refuses to reveal: what the report shortened stays so.
 *
 * @typedef {import('../shared/messages.js').Recipient} Recipient
 * @typedef {import('../shared/messages.js').RequestRow} RequestRow
 */

import { csv } from './csv.js';

/** Within a cell, several things stand apart so. */
const APART = '; ';

/** @param {{ category: string }[]} told */
const categories = (told) => [...new Set(told.map(({ category }) => category))].join(APART);

/** @param {Recipient[]} recipients */
export const recipientsAsCsv = (recipients) =>
  csv(
    [
      ['registrable_domain', ({ registrable_domain: domain }) => domain],
      ['company', ({ company }) => company],
      ['category', ({ category }) => category],
      ['vendor', ({ vendor }) => vendor],
      ['party', ({ party }) => party],
      ['hosts', ({ hosts }) => hosts.join(APART)],
      ['sites', ({ sites }) => sites.join(APART)],
      ['told', ({ told }) => categories(told)],
      ['requests', ({ requests }) => requests],
      ['undecided', ({ undecided }) => undecided],
      ['unseen', ({ unseen }) => unseen],
      ['stopped', ({ stopped }) => stopped],
      ['score', ({ score }) => score],
      ['grade', ({ grade }) => grade],
    ],
    recipients,
  );

/** @param {RequestRow[]} requests */
export const requestsAsCsv = (requests) =>
  csv(
    [
      ['id', ({ id }) => id],
      ['at', ({ at }) => (Number.isFinite(at) ? new Date(at).toISOString() : '')],
      ['mode', ({ mode }) => mode],
      ['method', ({ method }) => method],
      ['url', ({ url }) => url],
      ['type', ({ type }) => type],
      ['site', ({ site }) => site],
      ['party', ({ party }) => party],
      ['host', ({ recipient }) => recipient.host],
      ['registrable_domain', ({ recipient }) => recipient.registrable_domain],
      ['company', ({ recipient }) => recipient.company],
      ['body', ({ body }) => body],
      ['sent', ({ sent }) => sent],
      ['status', ({ status }) => status],
      ['findings', ({ findings }) => categories(findings)],
      ['openings', ({ findings }) => findings.map(({ at }) => at).join(APART)],
      ['score', ({ score }) => score],
    ],
    requests,
  );
