/**
 * A person's own proxy.
 *
 * Decides that whatever it is asked for leads to the fake internet. Refuses to know who asks.
 *
 * @typedef {import('./support.mjs').Stage} Stage
 */

import { createServer, request as forward } from 'node:http';
import { connect } from 'node:net';

/**
 * A proxy that leads to the fake internet whatever it is asked for, and remembers what it was asked.
 * @param {Stage} stage
 */
export async function startProxy({ demo }) {
  /** @type {Set<string>} */
  const asked = new Set();
  const proxy = createServer((incoming, outgoing) => {
    asked.add(new URL(incoming.url ?? '').host);
    const { method, headers } = incoming;
    const { pathname, search } = new URL(incoming.url ?? '');
    const onward = forward({ port: demo.ports.http, path: pathname + search, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  /** @type {Set<import('node:stream').Duplex>} */
  const streams = new Set();
  proxy.on('connect', ({ url = '' }, client) => {
    asked.add(url.replace(/:\d+$/, ''));
    const server = connect(demo.ports.https, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    for (const stream of [server, client]) {
      streams.add(stream);
      stream.on('error', () => stream.destroy());
    }
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', () => listening(undefined)));
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    asked,
    async close() {
      for (const stream of streams) stream.destroy();
      proxy.closeAllConnections();
      await new Promise((closed) => proxy.close(closed));
    },
  };
}
