/**
 * The command line tool: `target/release/telltale`, with the lists of `extension/data` inside.
 */

import { release } from './cargo.mjs';

/** Builds the tool. Cargo itself knows whether the lists inside have changed. */
export const cli = () => release('telltale');
