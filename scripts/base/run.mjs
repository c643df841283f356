/**
 * Runs other programs: the only file that starts a process.
 *
 * Decides what happens to their output and to them when we are stopped. Refuses to know which programs there are.
 */

import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { Failure } from './failure.mjs';
import { ROOT } from './place.mjs';

/**
 * @typedef {object} Options
 * @property {string} [cwd] The directory it runs in; the root if absent.
 * @property {Record<string, string | undefined>} [env] Set on top of our own environment.
 * @property {string} [remedy] What to do when it fails.
 * @property {(text: string) => void} [tell] Receives its output piece by piece instead of the terminal.
 * @property {number} [limit] Milliseconds after which it is ended: something hangs.
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(1);
  });
}

/**
 * Runs a program to its end and tells its exit status. Its output goes to our standard error, because results belong
 * on standard output and a build has none; nobody types into it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>}
 */
export function status(command, args, { cwd = ROOT, env, tell, limit } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    timeout: limit,
    stdio: ['ignore', tell ? 'pipe' : 2, tell ? 'pipe' : 2],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => tell?.(text));
  }
  return ended(child, command);
}

/**
 * Runs a program that talks to the person at the terminal, and tells its exit status.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export const show = (command, args) => ended(spawn(command, args, { cwd: ROOT, stdio: 'inherit' }), command);

/**
 * Runs a program that has to succeed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export async function run(command, args, options = {}) {
  const code = await status(command, args, options);
  if (code !== 0) {
    throw new Failure(`\`${[command, ...args].join(' ')}\` ended with status ${code}.`, options.remedy);
  }
}

/**
 * Runs a program that has to succeed and keeps what it says to itself, unless it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export async function quietly(command, args, options = {}) {
  let heard = '';
  const tell = (/** @type {string} */ text) => void (heard += text);
  try {
    await run(command, args, { ...options, tell });
  } catch (error) {
    process.stderr.write(heard);
    throw error;
  }
  return heard;
}

/**
 * What a program that has to succeed writes to its standard output; what it says beside it goes to ours.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<string>}
 */
export async function answer(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 2] });
  let heard = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => void (heard += text));
  const code = await ended(child, command);
  if (code !== 0) throw new Failure(`\`${[command, ...args].join(' ')}\` ended with status ${code}.`);
  return heard;
}

/**
 * What a program answers on both its streams, or nothing if it is not there or fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<string | undefined>}
 */
export async function ask(command, args) {
  if (!which(command)) return undefined;
  let heard = '';
  const code = await status(command, args, { tell: (text) => void (heard += text) });
  return code === 0 ? heard.trim() : undefined;
}

/**
 * The path of a program, as a shell would find it.
 * @param {string} command
 * @returns {string | undefined}
 */
export function which(command) {
  if (command.includes('/')) return executable(command) ? command : undefined;
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, command))
    .find(executable);
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} command
 * @returns {Promise<number>}
 */
function ended(child, command) {
  running.add(child);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      running.delete(child);
      reject(new Failure(`cannot start ${command}: ${error.message}.`));
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      if (signal) process.stderr.write(`${command} was ended by ${signal}.\n`);
      resolve(code ?? 1);
    });
  });
}
