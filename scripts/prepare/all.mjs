/**
 * Brings everything that is missing on a machine with Rust, Node and a C linker: npm packages, the wasm32 target, the
 * browsers, and for the tests the tools that drive them and the one that counts instructions. What is there already costs a glance.
 *
 * Decides what each purpose needs. Uses nothing but Node itself, because it is what brings the rest.
 */

import { packages } from './packages.mjs';
import { programs } from './programs.mjs';
import { rust, target } from './rust.mjs';
import { tools } from './tools.mjs';

/**
 * Makes the machine ready.
 * @param {'build' | 'start' | 'test'} purpose
 */
export async function prepare(purpose) {
  await rust();
  // All of these wait for the network most of the time, so they may as well wait together.
  const parts = [packages(), target()];
  if (purpose !== 'build') parts.push(programs(purpose));
  if (purpose === 'test') parts.push(tools());
  // Everything is let run to its end before the first failure is told: what was brought stays brought.
  const ends = await Promise.allSettled(parts);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
