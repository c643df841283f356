/**
 * Hands a text to the person as a file.
 *
 * Decides how a page does it without leaving itself. Refuses to know what is in the text and whether it should be given.
 */

/**
 * Saves a text where the browser saves files.
 * @param {string} name
 * @param {string | Blob} text
 * @param {string} [type]
 */
export function download(name, text, type = 'application/json') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(typeof text === 'string' ? new Blob([text], { type }) : text);
  link.download = name;
  link.click();
  // The browser reads it after this; it is let go with the page.
  addEventListener('pagehide', () => URL.revokeObjectURL(link.href), { once: true });
}
