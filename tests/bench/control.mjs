/**
 * A wasm module as large as another, of which nothing is known but its size: what it takes to bring any module of that size to
 * life.
 *
 * Decides what it is made of: as many functions with as many bytes of arithmetic, as much data, as much memory. Refuses to do
 * anything.
 */

import { sectionsOf, spelt } from './wasm.mjs';

const I32 = 0x7f;
const [TYPE, FUNCTION, MEMORY, EXPORT, CODE, DATA] = [1, 3, 5, 7, 10, 11];
/** Where its data begins in memory. */
const OFFSET = 1024;
/** `a = (a + b) * number`, in a function of two numbers. */
const STEP = [0x20, 0, 0x20, 1, 0x6a, 0x41, 0x2a, 0x6c, 0x21, 0];
/** No locals of its own; at last it says `a`. */
const AROUND = [0, 0x20, 0, 0x0b];

/**
 * @param {Uint8Array} bytes The other module.
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function controlOf(bytes) {
  const sizes = { functions: 0, code: 0, data: 0, pages: 0 };
  for (const { title, content } of sectionsOf(bytes)) {
    if (title === 'function') sizes.functions = content.number();
    if (title === 'code') sizes.code = content.bytes.length;
    if (title === 'data') sizes.data = content.bytes.length;
    if (title !== 'memory') continue;
    content.number();
    content.number();
    sizes.pages = content.number();
  }
  const { functions, code, data, pages } = sizes;
  const steps = Math.round((code / functions - AROUND.length - 2) / STEP.length);
  const instructions = [0, ...Array.from({ length: steps }, () => STEP).flat(), ...AROUND.slice(1)];
  const body = Buffer.from([...spelt(instructions.length), ...instructions]);
  const bodies = Buffer.concat(Array.from({ length: functions }, () => body));
  const segment = Buffer.from(Array.from({ length: data }, (_, place) => (place * 31) & 0xff));
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]),
      section(TYPE, [1, 0x60, 2, I32, I32, 1, I32]),
      section(FUNCTION, [...spelt(functions), ...Array.from({ length: functions }, () => 0)]),
      section(MEMORY, [1, 0, ...spelt(pages)]),
      section(EXPORT, [1, ...text('memory'), 2, 0]),
      section(CODE, Buffer.concat([Buffer.from(spelt(functions)), bodies])),
      section(
        DATA,
        Buffer.concat([Buffer.from([1, 0, 0x41, ...spelt(OFFSET), 0x0b, ...spelt(data)]), segment]),
      ),
    ]),
  );
}

/**
 * The same module as other bytes: browsers keep what they made of bytes that they have seen.
 * @param {Uint8Array} bytes
 * @param {number} number
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function another(bytes, number) {
  return Uint8Array.from(Buffer.concat([bytes, section(0, [...text('number'), ...spelt(number)])]));
}

/**
 * @param {number} kind
 * @param {ArrayLike<number>} content
 */
function section(kind, content) {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([kind, ...spelt(bytes.length)]), bytes]);
}

/** @param {string} name */
const text = (name) => [...spelt(name.length), ...Buffer.from(name)];
