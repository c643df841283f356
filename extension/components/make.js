/**
 * Elements made in one expression.
 *
 * Decides that what is put into one is a node or text, never markup. Refuses to know what is made of them.
 */

import { words } from '../shared/localize.js';

/**
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

/**
 * An element with a message in it.
 * @param {string} name
 * @param {string} key
 * @param {Record<string, string>} [attributes]
 */
export const say = (name, key, attributes) => make(name, attributes, words(key));

/**
 * @param {string} key
 * @param {Record<string, string>} attributes
 */
export const button = (key, attributes = {}) =>
  say('button', key, { type: 'button', class: 'button', ...attributes });

/** @param {[value: string, key: string][]} options each with its message */
export const options = (options) => options.map(([value, key]) => say('option', key, { value }));
