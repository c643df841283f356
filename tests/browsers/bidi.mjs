/**
 * Speaks WebDriver BiDi over a websocket: commands out, results and events back.
 *
 * Decides how a command fails. Refuses to know which commands there are.
 */

import WebSocket from 'ws';

/** One connection to a browser. */
export class Bidi {
  #socket;
  #last = 0;
  /** @type {Map<string, (params: any) => void>} */ #listeners = new Map();
  /** @type {Map<number, { done: (result: any) => void, failed: (error: Error) => void }>} */ #pending =
    new Map();

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const { id, type, method, params, result, error, message } = JSON.parse(String(data));
      if (type === 'event') return this.#listeners.get(method)?.(params);
      const waiting = this.#pending.get(id);
      if (waiting === undefined) return;
      this.#pending.delete(id);
      if (type === 'error') waiting.failed(new Error(`${error}: ${message}`));
      else waiting.done(result);
    });
    socket.on('close', () => {
      for (const { failed } of this.#pending.values()) failed(new Error('the browser closed the connection'));
      this.#pending.clear();
    });
  }

  /**
   * Connects.
   * @param {string} url
   * @returns {Promise<Bidi>}
   */
  static async connect(url) {
    const socket = new WebSocket(url, { maxPayload: 0 });
    await new Promise((open, failed) => {
      socket.once('open', open);
      socket.once('error', failed);
    });
    return new Bidi(socket);
  }

  /**
   * Sends a command and waits for its result.
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<any>}
   */
  send(method, params = {}) {
    this.#last += 1;
    const id = this.#last;
    return new Promise((done, failed) => {
      this.#pending.set(id, { done, failed });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /**
   * Tells of every event of a name from now on.
   * @param {string} event
   * @param {(params: any) => void} tell
   */
  async listen(event, tell) {
    this.#listeners.set(event, tell);
    await this.send('session.subscribe', { events: [event] });
  }

  /**
   * Runs a function in a context; arguments and answer are copied as JSON.
   * @template Answer
   * @param {string} context
   * @param {Function} work
   * @param {unknown[]} args
   * @returns {Promise<Answer>}
   */
  async run(context, work, args) {
    const { type, result, exceptionDetails } = await this.send('script.evaluate', {
      expression: `(async () => JSON.stringify((await (${work})(...${JSON.stringify(args)})) ?? null))()`,
      target: { context },
      awaitPromise: true,
      userActivation: true,
    });
    if (type === 'exception') throw new Error(exceptionDetails.text);
    return JSON.parse(result.value);
  }

  /** Ends the connection. */
  close() {
    this.#socket.close();
  }
}
