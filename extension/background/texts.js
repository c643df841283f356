/**
 * What is made of texts, in a module of its own: lists are compiled, recordings are read and written.
 *
 * Decides that each answer is given by a fresh instance: a large list takes memory, and wasm never gives any back. Refuses to
 * know what is done with an answer.
 *
 * @typedef {import('./own.js').Made} Made
 *
 * @typedef {object} Compiler
 * @property {(names: string[], texts: string[], digests: string[]) => Promise<Made>} compile With the SHA-256 of each text.
 * @property {(text: string, fallback: string) => Promise<string>} title What a list calls itself.
 *
 * @typedef {object} Files
 * @property {(recording: Uint8Array) => Promise<string>} write
 * @property {(text: string) => Promise<Uint8Array>} read
 */

import {
  __wbg_reset_state,
  compileOwnLists,
  initSync,
  readRecording,
  titleOfList,
  writeRecording,
} from '../wasm/texts.js';
import { textsModule } from '../shared/own-files.js';

const encoder = new TextEncoder();
let used = false;

/**
 * @template Answer
 * @param {() => Answer} question
 */
async function asked(question) {
  const module = await textsModule();
  if (used) __wbg_reset_state();
  used = true;
  initSync({ module });
  return question();
}

/** @type {Compiler} */
export const compiler = {
  compile(names, texts, digests) {
    // A browser writes a string's bytes in one go; wasm-bindgen would bring it letter by letter.
    const bytes = texts.map((text) => encoder.encode(text));
    return asked(() => compileOwnLists(names, bytes, digests));
  },
  title: (text, fallback) => asked(() => titleOfList(text, fallback)),
};

/** @type {Files} */
export const files = {
  write: (recording) => asked(() => writeRecording(recording)),
  read: (text) => asked(() => readRecording(text)),
};
