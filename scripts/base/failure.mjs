/**
 * How a script says that it cannot go on: one sentence for what is wrong, one for what to do, no stack.
 *
 * A stack trace is printed only for what nobody foresaw, because then it is the remedy.
 */

/** Something foreseen went wrong: the message says what, the remedy says what to do about it. */
export class Failure extends Error {
  /**
   * @param {string} message
   * @param {string} [remedy]
   */
  constructor(message, remedy) {
    super(message);
    this.name = 'Failure';
    this.remedy = remedy;
  }
}

/**
 * Runs a script's work and turns its end into an exit status.
 * @param {() => Promise<number | void>} work Its number, if any, is the exit status.
 */
export async function entry(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof Failure)) throw error;
    explain(error);
  }
}

/**
 * Says what went wrong and what to do.
 * @param {Failure} failure
 */
export function explain({ message, remedy }) {
  process.stderr.write(`\ntelltale: ${message}\n`);
  if (remedy) process.stderr.write(`          ${remedy}\n`);
}
