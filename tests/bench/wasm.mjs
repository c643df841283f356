/**
 * Wasm modules as bytes: their sections, read and made.
 *
 * Decides nothing about what is in them. Refuses whatever is cut off.
 */

const SECTIONS = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
];

/** Reads a module's numbers in their order. */
export class WasmReader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }
  get ended() {
    return this.place >= this.bytes.length;
  }
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.bytes[this.place];
      if (byte === undefined) throw new Error(`the module is cut off at byte ${this.place}`);
      this.place += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
  /** @param {number} length */
  take(length) {
    const piece = this.bytes.subarray(this.place, this.place + length);
    this.place += length;
    return piece;
  }
  text() {
    return new TextDecoder().decode(this.take(this.number()));
  }
}

/**
 * A module's sections, in their order.
 * @param {Uint8Array} bytes
 * @returns {Generator<{ title: string, content: WasmReader }, void>}
 */
export function* sectionsOf(bytes) {
  const reader = new WasmReader(bytes);
  if (new TextDecoder().decode(reader.take(4)) !== '\0asm') throw new Error('this is no wasm module');
  reader.take(4);
  while (!reader.ended) {
    const kind = reader.number();
    const content = new WasmReader(reader.take(reader.number()));
    const title = kind === 0 ? `custom ${content.text()}` : (SECTIONS[kind] ?? `section ${kind}`);
    yield { title, content };
  }
}

/**
 * A number as a module spells it.
 * @param {number} value
 * @returns {number[]}
 */
export function spelt(value) {
  const low = value & 0x7f;
  const rest = value >>> 7;
  return rest === 0 ? [low] : [low | 0x80, ...spelt(rest)];
}
