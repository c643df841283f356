/**
 * The programs that neither npm nor cargo brings, browsers before all: which are there, where, and how they come from Debian's
 * packages where they are not.
 *
 * Decides where a program is looked for. Refuses to start one.
 */

import { Failure } from '../base/failure.mjs';
import { quietly, which } from '../base/run.mjs';
import { say, timed } from '../base/say.mjs';

/**
 * Each program under the names that systems give it, and Debian's package for it. A variable of the environment names
 * another build.
 */
const PROGRAMS = {
  chromium: { variable: 'CHROMIUM', names: ['chromium', 'chromium-browser'], package: 'chromium' },
  firefox: { variable: 'FIREFOX', names: ['firefox-esr', 'firefox'], package: 'firefox-esr' },
  chromedriver: { variable: 'CHROMEDRIVER', names: ['chromedriver'], package: 'chromium-driver' },
  valgrind: { variable: 'VALGRIND', names: ['valgrind'], package: 'valgrind' },
};

/** @typedef {keyof typeof PROGRAMS} Program */

/** Whether instructions can be counted here: valgrind knows Linux, and other systems hardly or not at all. */
export const COUNTS = process.platform === 'linux';

/**
 * Where a program is.
 * @param {Program} program
 * @returns {string | undefined}
 */
export function find(program) {
  const { variable, names } = PROGRAMS[program];
  return [process.env[variable], ...names].flatMap((name) => (name && which(name)) || []).at(0);
}

/**
 * Installs what is missing if we may. Showing the product takes one browser, testing it takes all.
 * @param {'start' | 'test'} purpose
 */
export async function programs(purpose) {
  /** @type {Program[]} */
  const wanted = ['chromium', 'firefox'];
  if (purpose === 'test') wanted.push('chromedriver');
  if (purpose === 'test' && COUNTS) wanted.push('valgrind');
  const missing = wanted.filter((program) => !find(program));
  if (missing.length === 0) return;
  const names = missing.map((program) => PROGRAMS[program].package).join(' ');
  if (process.getuid?.() === 0 && which('apt-get')) {
    await timed(`programs (${names})`, () => install(names.split(' ')));
    return;
  }
  const remedy = `Install them as root, on Debian with \`apt-get install ${names}\`.`;
  if (purpose === 'start' && missing.length < wanted.length) {
    say(`Not shown, because it is not there: ${missing.join(', ')}. ${remedy}`);
    return;
  }
  throw new Failure(`No ${missing.join(', no ')} on this machine.`, remedy);
}

/** @param {string[]} names */
async function install(names) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const remedy = 'Check that apt reaches its mirror, or install the packages by hand.';
  await quietly('apt-get', ['update'], { env, remedy });
  await quietly('apt-get', ['install', '-y', ...names], { env, remedy });
}
