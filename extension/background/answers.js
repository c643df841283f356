/**
 * Answers the questions of our own pages.
 *
 * Decides who may ask and how a failure is told. Refuses to know how an answer comes about: that is the core's.
 */

import { toText } from '../shared/base64.js';
import { CodedError, codeOf } from './meter.js';

/** @typedef {import('../shared/messages.js').Protocol} Protocol */
/** @typedef {import('../shared/messages.js').Access} Access */
/** @typedef {import('./meter.js').LiveMeter} LiveMeter */

/**
 * @typedef {object} Sources What answers are made from.
 * @property {LiveMeter} meter
 * @property {Promise<void>} ready Settles when the meter can be asked.
 * @property {() => Promise<Uint8Array>} addresses The table that says where addresses are registered.
 * @property {() => Promise<Access>} access
 * @property {Pick<import('./history.js').History, 'forget' | 'state'>} history
 * @property {() => Promise<void>} forgotten Called when something was forgotten, before it is answered.
 * @property {Pick<import('./experiment.js').Experiment, 'plan' | 'start' | 'cancel' | 'changed'>} experiment
 * @property {import('./recorder.js').Recorder} recorder
 * @property {import('./pauses.js').Pauses} pauses
 * @property {Pick<import('./own.js').Own, 'add' | 'turn' | 'remove' | 'replace'>} own
 */

/** @typedef {{ [Type in keyof Protocol]: (question: Protocol[Type]['question']) => Promise<Protocol[Type]['answer']> }} Answers */

const KEY_BYTES = 32;

/** A key that nobody keeps: previews of one report can be compared with each other and with nothing else. */
const freshKey = () => crypto.getRandomValues(new Uint8Array(KEY_BYTES));

/**
 * What was said of a question: the core takes its defaults for what is absent and refuses what is undefined.
 * @template {object} Question
 * @param {Question} question
 */
const given = (question) =>
  /** @type {Partial<Question>} */ (
    Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined))
  );

/**
 * One answer for every type of message.
 * @param {Sources} sources
 * @returns {Answers}
 */
export function createAnswers({
  meter,
  ready,
  addresses,
  access,
  history,
  forgotten,
  recorder,
  experiment,
  pauses,
  own,
}) {
  // Pages of one list of requests have to agree with each other.
  const listKey = freshKey();

  /** Only what shows recipients looks addresses up, so that nobody waits for the table before: not the badge, no wake-up. */
  async function readyToLocate() {
    await ready;
    if (meter.ask((core) => core.hasAddresses())) return;
    const table = await addresses();
    meter.ask((core) => core.openAddresses(table));
  }

  return {
    async glance({ tab }) {
      await ready;
      return meter.ask((core) => core.glance(tab));
    },
    async report({ mode, tab, reveal }) {
      await readyToLocate();
      return meter.ask((core) => core.report(given({ mode, tab, reveal }), freshKey()));
    },
    async digest({ mode, tab }) {
      await readyToLocate();
      return meter.ask((core) => core.digest(given({ mode, tab }), freshKey()));
    },
    async requests({ from, count, filter, sort, reveal }) {
      await readyToLocate();
      return meter.ask((core) =>
        core.requests(given({ from, count, filter: given(filter ?? {}), sort, reveal }), listKey),
      );
    },
    async request({ id, at, reveal }) {
      await readyToLocate();
      return meter.ask((core) => core.request(given({ id, at, reveal }), listKey));
    },
    async compare({ normal, private: secret, reveal }) {
      await ready;
      return meter.ask((core) => core.compare(given({ normal, private: secret, reveal }), freshKey()));
    },
    async snapshot() {
      await ready;
      return { text: toText(meter.ask((core) => core.snapshot())) };
    },
    async recordings() {
      await ready;
      return recorder.list();
    },
    async startRecording({ label, notes, scope }) {
      await ready;
      return { id: await recorder.start({ label, notes, scope }) };
    },
    async stopRecording({ id }) {
      await ready;
      await recorder.stop(id);
      return null;
    },
    async describeRecording({ id, label, notes }) {
      await ready;
      await recorder.describe(id, label, notes);
      return null;
    },
    async removeRecording({ id }) {
      await ready;
      await recorder.remove(id);
      return null;
    },
    async saveRecording({ id }) {
      await ready;
      return { text: await recorder.save(id) };
    },
    async openRecording({ text }) {
      await ready;
      return { id: await recorder.open(text) };
    },
    async experimentPlan({ tab }) {
      await ready;
      return experiment.plan(tab);
    },
    async startExperiment({ tab, confirmed, show }) {
      await ready;
      return experiment.start({ tab, confirmed, show: show === true });
    },
    async cancelExperiment() {
      await ready;
      return experiment.cancel();
    },
    async experiment({ seen }) {
      await ready;
      return experiment.changed(seen);
    },
    async forget({ mode }) {
      await ready;
      meter.forget((core) => core.forget(mode));
      // First where it comes back from soonest, whatever a disk says to the rest. Of no other kind anything is on the disk.
      await forgotten();
      if (mode === undefined || mode === 'normal') await history.forget();
      return null;
    },
    async history() {
      await ready;
      return history.state();
    },
    async pause({ tab, paused }) {
      await ready;
      await pauses.pause(tab, paused);
      return null;
    },
    async pauses() {
      await ready;
      return { session: pauses.session() };
    },
    async resumeSession() {
      await ready;
      await pauses.resumeSession();
      return null;
    },
    async addOwn({ kind, name, fallback, text }) {
      await ready;
      return own.add(kind, { name, fallback, text });
    },
    async turnOwn({ kind, id, on }) {
      await ready;
      return own.turn(kind, id, on);
    },
    async removeOwn({ kind, id }) {
      await ready;
      return own.remove(kind, id);
    },
    async replaceOwn({ kind, texts }) {
      await ready;
      return own.replace(kind, texts);
    },
    access,
  };
}

/**
 * Answers one message, whatever happens.
 * @param {Answers} answers
 * @param {unknown} message
 * @returns {Promise<unknown>} the value, or `{ error: { code, message } }`
 */
export async function answer(answers, message) {
  try {
    if (typeof message !== 'object' || message === null || !('type' in message)) {
      throw new CodedError('bad_message', 'a message needs a type');
    }
    const { type, ...question } = message;
    if (typeof type !== 'string' || !Object.hasOwn(answers, type)) {
      throw new CodedError('bad_message', `there is no message "${String(type)}"`);
    }
    const known = /** @type {Record<string, (question: object) => Promise<unknown>>} */ (
      /** @type {unknown} */ (answers)
    );
    return (await known[type]?.(question)) ?? null;
  } catch (error) {
    return {
      error: {
        code: codeOf(error) ?? 'core_failed',
        message: error instanceof Error ? error.message : String(error),
      },
    };
  }
}
