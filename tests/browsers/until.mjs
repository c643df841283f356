/**
 * Waits for a condition, and says what it waited for when it never came.
 *
 * Decides the patience of everything that drives a browser. Refuses to wait for time to pass.
 */

const PATIENCE = 20_000;
const PACE = 40;

/**
 * Asks again and again until the answer is neither false, null nor undefined, and returns it.
 * @template Answer
 * @param {string} what for the message when it never comes
 * @param {() => Promise<Answer> | Answer} question
 * @param {{ patience?: number }} [options]
 * @returns {Promise<NonNullable<Answer>>}
 */
export async function until(what, question, { patience = PATIENCE } = {}) {
  const end = performance.now() + patience;
  /** @type {unknown} */
  let last;
  for (;;) {
    try {
      const answer = await question();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`waited ${patience} ms in vain until ${what}; the last answer was: ${last}`);
    }
    await new Promise((resume) => setTimeout(resume, PACE));
  }
}
