/**
 * Makes the certificate of the fake internet: new at every start, written nowhere.
 *
 * Decides nothing that matters: the browsers are told to accept any certificate. Refuses to be used for anything else.
 */

import { generate } from 'selfsigned';

/**
 * A key and a certificate that it signed itself.
 * @returns {Promise<{ key: string, cert: string }>}
 */
export async function makeCertificate() {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Telltale demonstration' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
  });
  return { key, cert };
}
