/**
 * Finds the browsers where systems put them.
 *
 * Decides the names that are tried. Refuses to install anything.
 */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = {
  chromium: { variable: 'CHROMIUM', names: ['chromium', 'chromium-browser', 'google-chrome'] },
  firefox: { variable: 'FIREFOX', names: ['firefox-esr', 'firefox'] },
};

/**
 * The browser's program: from the variable CHROMIUM or FIREFOX, else the first of its usual names in PATH.
 * @param {'chromium' | 'firefox'} browser
 * @returns {string}
 */
export function findExecutable(browser) {
  const { variable, names } = NAMES[browser];
  const given = process.env[variable];
  if (given) return given;
  for (const name of names) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here; elsewhere perhaps.
      }
    }
  }
  throw new Error(
    `no ${browser} in PATH (${names.join(', ')}); install it or name it in the variable ${variable}`,
  );
}
