/**
 * Progress, on standard error: what is being done, and how long it took.
 */

/**
 * Says a line.
 * @param {string} line
 */
export const say = (line) => void process.stderr.write(`${line}\n`);

/**
 * Seconds or minutes, as a person would say them.
 * @param {number} ms
 */
export function spell(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Does something, and says what and how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function timed(what, work) {
  const start = performance.now();
  say(`· ${what} …`);
  const result = await work();
  say(`✓ ${what}: ${spell(performance.now() - start)}`);
  return result;
}
