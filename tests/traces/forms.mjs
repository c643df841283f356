/**
 * The forms in which a word can lie in a file: as it is, in two bytes a letter, in base64, in hexadecimal.
 *
 * Decides which bytes are looked for. Refuses to know where.
 *
 * @typedef {'utf-8' | 'utf-16' | 'base64' | 'hexadecimal'} Form
 * @typedef {{ form: Form, bytes: Buffer }} Needle
 */

import { randomBytes } from 'node:crypto';

/** @type {readonly Form[]} */
export const FORMS = ['utf-8', 'utf-16', 'base64', 'hexadecimal'];

const WORD_BYTES = 10;
const BITS_OF_A_BYTE = 8;
const BITS_OF_A_SIXTH = 6;
/** Base64 spells three bytes with four characters, so a text can begin at three places of such a group. */
const ALIGNMENTS = [0, 1, 2];

/**
 * A word that nobody else writes: found in a file, it came from here. It is the same in small letters (hosts are made
 * small), nothing in it needs an escape in an address or in JSON, and it is short, so that a record that goes on in
 * another page of a file rarely divides it.
 */
export function freshWord() {
  return `q${randomBytes(WORD_BYTES)
    .toString('hex')
    .replaceAll(/[0-9]/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))}`;
}

/**
 * Everything that a word can look like.
 * @param {string} word
 * @returns {Needle[]}
 */
export function needlesOf(word) {
  const bytes = Buffer.from(word);
  const hexadecimal = bytes.toString('hex');
  return [
    { form: 'utf-8', bytes },
    { form: 'utf-16', bytes: Buffer.from(word, 'utf16le') },
    ...ALIGNMENTS.map((before) => ({
      form: /** @type {Form} */ ('base64'),
      bytes: Buffer.from(base64Within(bytes, before)),
    })),
    { form: 'hexadecimal', bytes: Buffer.from(hexadecimal) },
    { form: 'hexadecimal', bytes: Buffer.from(hexadecimal.toUpperCase()) },
  ];
}

/**
 * What base64 makes of bytes wherever they stand in a longer text: the characters that their neighbours have no part in.
 * A word of letters alone is the same in both alphabets of base64.
 * @param {Buffer} bytes
 * @param {number} before How many bytes stand before them in their group of three.
 */
function base64Within(bytes, before) {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url');
  const first = Math.ceil((before * BITS_OF_A_BYTE) / BITS_OF_A_SIXTH);
  const last = Math.floor(((before + bytes.length) * BITS_OF_A_BYTE) / BITS_OF_A_SIXTH);
  return text.slice(first, last);
}
