/**
 * Bytes as text, for stores that take no bytes.
 *
 * Decides how they are spelt: in base64, because Chromium before 133 turns typed arrays in storage into objects with a key
 * for every byte. Refuses to know what is in them.
 */

const CHUNK = 0x8000;

/** @param {Uint8Array} bytes */
export function toText(bytes) {
  let binary = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

/** Newer browsers bring along a way that needs no text in between. */
const { fromBase64 } = /** @type {{ fromBase64?: (text: string) => Uint8Array }} */ (
  /** @type {unknown} */ (Uint8Array)
);

/** @param {string} text */
export function fromText(text) {
  if (fromBase64) return fromBase64.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place += 1) bytes[place] = binary.charCodeAt(place);
  return bytes;
}
