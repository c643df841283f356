/**
 * Starts, stops and keeps recordings, whoever wants them: an own page or the experiment.
 *
 * Decides that a change is in a checkpoint before it is answered: no event would tell it again to a core that starts
 * anew. Refuses to know what a recording holds.
 */

/** @typedef {import('./meter.js').LiveMeter} LiveMeter */
/** @typedef {import('./texts.js').Files} Files */
/** @typedef {import('../wasm/telltale.js').Meter} MeterHandle */
/** @typedef {import('../shared/messages.js').Recording} Recording */
/** @typedef {ReturnType<typeof createRecorder>} Recorder */

/**
 * @param {LiveMeter} meter
 * @param {Files} files
 * @param {() => Promise<void>} keep writes a checkpoint
 */
export function createRecorder(meter, files, keep) {
  /**
   * @template Answer
   * @param {(core: MeterHandle) => Answer} work
   */
  const change = async (work) => {
    const answered = meter.ask(work);
    await keep();
    return answered;
  };
  return {
    /** @returns {Recording[]} */
    list: () => meter.ask((core) => core.recordings()),
    /** @param {{ label: string, notes?: string, scope: { mode: string } | { tabs: number[] } }} what */
    start: ({ label, notes = '', scope }) =>
      change((core) => core.startRecording({ label, notes, scope }, Date.now())),
    /** @param {number} id */
    stop: (id) => change((core) => core.stopRecording(id, Date.now())),
    /**
     * @param {number} id
     * @param {string} label
     * @param {string} notes
     */
    describe: (id, label, notes) => change((core) => core.describeRecording(id, label, notes)),
    /** @param {number} id */
    remove: (id) => change((core) => core.removeRecording(id)),
    /** @param {number} id */
    save: (id) => files.write(meter.ask((core) => core.recording(id))),
    /** @param {string} text */
    async open(text) {
      const recording = await files.read(text);
      return change((core) => core.takeRecording(recording));
    },
  };
}
