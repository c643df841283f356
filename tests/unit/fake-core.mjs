/**
 * A stand-in for the core in unit tests of the shell: it remembers what crossed the wall and traps when told to.
 *
 * Decides nothing about requests. Refuses to be more than the contract's shape.
 */

import { STRANGE } from '../../extension/background/wall.js';

const KINDS = ['main_frame', 'image', 'xmlhttprequest', 'ping', 'other'];
const FIRST_TEXT = 32;
const START = 64;

/**
 * @typedef {{ call: string, args: unknown[] }} Call
 * @typedef {{ calls: Call[], restored: Uint8Array | null, replayed: Uint8Array[], unwritten: string[] }} Life
 *   what one instance went through; its journal holds the ids of requests
 */

/**
 * A core whose instances record their calls.
 * @param {{ trapsOn?: (call: Call) => boolean, refuses?: (call: Call) => boolean, opens?: () => void, overflows?: () => boolean, strange?: (call: Call) => boolean }} [options]
 */
export function fakeCore({
  trapsOn = () => false,
  refuses = () => false,
  opens = () => undefined,
  overflows = () => false,
  strange = () => false,
} = {}) {
  /** @type {Life[]} */
  const lives = [];
  const memory = new WebAssembly.Memory({ initial: 32 });

  const open = () => {
    opens();
    /** @type {Life} */
    const life = { calls: [], restored: null, replayed: [], unwritten: [] };
    lives.push(life);
    /** @type {(name: string) => (...args: unknown[]) => number} */
    const method =
      (name) =>
      (...args) => {
        const call = { call: name, args: name === 'seen' ? [...strings(memory), ...args] : args };
        if (refuses(call)) throw Object.assign(new Error('refused'), { code: 'refused' });
        if (trapsOn(call)) throw new WebAssembly.RuntimeError('unreachable');
        if (strange(call)) return STRANGE;
        life.calls.push(call);
        if (name === 'seen') life.unwritten.push(String(call.args[1]));
        if (name === 'hasAddresses')
          return Number(life.calls.some(({ call: made }) => made === 'openAddresses'));
        return name === 'seen' || name === 'sent' ? 1 : 0;
      };
    const meter = {
      kinds: () => KINDS,
      wantedHeaders: () => ['referer', 'cookie'],
      buffer: () => START,
      reserve: (/** @type {number} */ bytes) => {
        const missing = START + FIRST_TEXT + bytes - memory.buffer.byteLength;
        if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
        method('reserve')(bytes);
        return START;
      },
      checkpoint: () => {
        method('checkpoint')();
        life.unwritten = [];
        return new TextEncoder().encode(JSON.stringify(life.calls.length));
      },
      journal: () => {
        method('journal')();
        const piece = overflows() ? undefined : new TextEncoder().encode(life.unwritten.join(','));
        life.unwritten = [];
        return piece;
      },
      replay: (/** @type {Uint8Array} */ piece) => {
        method('replay')(piece);
        life.replayed.push(piece);
      },
      restore: (/** @type {Uint8Array} */ bytes) => {
        method('restore')(bytes);
        life.restored = bytes;
      },
    };
    const methods = [
      'setAccess',
      'setHearsBrowser',
      'setPaused',
      'tab',
      'tabClosed',
      'committed',
      'moved',
      'shows',
      'bodyRaw',
      'bodyField',
      'bodyUnseen',
      'seen',
    ];
    methods.push(
      'header',
      'headersShown',
      'sent',
      'cookieSet',
      'redirected',
      'answered',
      'completed',
      'failed',
    );
    methods.push('badge', 'glance', 'report', 'digest', 'requests', 'request', 'compare', 'forget', 'letGo');
    methods.push('dropped');
    methods.push('hasAddresses', 'openAddresses', 'openOwn');
    methods.push('recordings', 'startRecording', 'stopRecording', 'describeRecording', 'removeRecording');
    methods.push('recording', 'takeRecording');
    for (const name of methods) Object.assign(meter, { [name]: method(name) });
    return {
      meter: /** @type {import('../../extension/wasm/telltale.js').Meter} */ (/** @type {unknown} */ (meter)),
      memory,
    };
  };
  return { core: { open }, lives, memory };
}

/** @param {WebAssembly.Memory} memory */
function strings(memory) {
  const lengths = new DataView(memory.buffer, START, FIRST_TEXT);
  let place = START + FIRST_TEXT;
  return Array.from({ length: 7 }, (_, index) => {
    const length = lengths.getUint32(index * 4, true);
    const text = new TextDecoder().decode(new Uint8Array(memory.buffer, place, length));
    place += length;
    return text;
  });
}

/**
 * A request's event.
 * @param {import('../../extension/background/events.js').RequestEventName} name
 * @param {Partial<import('../../extension/background/events.js').RequestDetails>} [details]
 * @returns {import('../../extension/background/events.js').RequestEvent}
 */
export function requestEvent(name, details = {}) {
  return {
    name,
    details: {
      requestId: '1',
      url: 'https://tracker.example/',
      method: 'GET',
      type: 'image',
      tabId: 7,
      timeStamp: 1000,
      ...details,
    },
  };
}
