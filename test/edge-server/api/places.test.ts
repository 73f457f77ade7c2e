/** Who opens connections and says nothing must not keep the others out. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { Certificate } from '../../../edge-server/api/certificate.ts';
import { Places, peerOf } from '../../../edge-server/api/places.ts';
import { type HttpServer, listen } from '../../../edge-server/api/server.ts';
import { until } from '../../until.ts';
import { Certificates } from '../doubles/certificates.ts';

const servers: HttpServer[] = [];
const sockets: Socket[] = [];
after(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => server.stop()));
});

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

test('600 idle connections: a new one is answered, and a stream that was there goes on', async () => {
  let beat: ReadableStreamDefaultController<Uint8Array>;
  const start = (controller: typeof beat) => {
    beat = controller;
  };
  const server = await listen({
    ...{ host: '127.0.0.1', port: 0, certificate: null },
    fetch: ({ url }) => {
      if (!url.endsWith('/events')) return new Response('here');
      return new Response(new ReadableStream({ start }));
    },
  });
  servers.push(server);
  const listener = await open(server.port);
  let heard = '';
  listener.setEncoding('latin1').on('data', (text: string) => {
    heard += text;
  });
  listener.write('GET /events HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
  await until(() => beat !== undefined);
  for (let i = 0; i < 600; i++) await open(server.port);
  const response = await fetch(`http://127.0.0.1:${server.port}/`, { signal: AbortSignal.timeout(10_000) });
  assert.equal(await response.text(), 'here');
  beat!.enqueue(new TextEncoder().encode('still here'));
  await until(() => heard.includes('still here'));
});

test('under TLS a request under way is known as one, too', async () => {
  const certificates = new Certificates();
  try {
    certificates.authority('site', ['server']);
    const files = { cert: certificates.path('server.pem'), key: certificates.path('server.key') };
    const answer = Promise.withResolvers<Response>();
    let asked = false;
    const server = await listen({
      fetch: () => {
        asked = true;
        return answer.promise;
      },
      ...{ host: '127.0.0.1', port: 0 },
      certificate: new Certificate(files, { info: () => undefined, warn: () => undefined }),
      places: { all: 3, loopback: 1, peer: 2 },
    });
    servers.push(server);
    const asking = request(`https://127.0.0.1:${server.port}/`, { rejectUnauthorized: false }).end();
    const answered = once(asking, 'response') as Promise<[IncomingMessage]>;
    await until(() => asked);
    for (let i = 0; i < 6; i++) await open(server.port);
    answer.resolve(new Response('here'));
    const [response] = await answered;
    assert.equal((await response.toArray()).join(''), 'here');
  } finally {
    certificates.remove();
  }
});

class Peer extends EventEmitter {
  static #port = 1;
  readonly remotePort = Peer.#port++;
  readonly remoteAddress: string;
  ended = false;

  constructor(remoteAddress: string) {
    super();
    this.remoteAddress = remoteAddress;
  }

  destroy(): this {
    if (!this.ended) {
      this.ended = true;
      this.emit('close');
    }
    return this;
  }
}

test('each peer has its share, this machine has places of its own, and who works is not ended', () => {
  const places = new Places({ all: 10, loopback: 3, peer: 4 });
  const come = (address: string, count: number) =>
    Array.from({ length: count }, () => {
      const peer = new Peer(address);
      places.enter(peer as never);
      return peer;
    });
  const there = (peers: readonly Peer[]) => peers.map(({ ended }) => !ended);
  const [working] = come('192.0.2.1', 1);
  const response = new EventEmitter();
  places.request({ socket: working as never }, response as never);
  const flood = come('192.0.2.1', 5);
  assert.deepEqual(
    there([working!, ...flood]),
    [true, false, false, true, true, true],
    'the oldest idle ones went',
  );
  const other = come('192.0.2.2', 3);
  assert.deepEqual(there(other), [true, true, true], 'which leaves the others theirs');
  const third = come('192.0.2.3', 1);
  assert.deepEqual(
    there([...third, ...flood.slice(2)]),
    [true, false, true, true],
    'the one with the most makes room',
  );
  const own = come('::ffff:127.0.0.1', 3);
  assert.deepEqual(there(own), [true, true, true], 'the network does not take them');
  response.emit('close');
  come('192.0.2.1', 4);
  assert.equal(working!.ended, true, 'answered, it is idle');
});

test('where all work there is no room for another', () => {
  const places = new Places({ all: 10, loopback: 3, peer: 2 });
  for (let i = 0; i < 2; i++) {
    const peer = new Peer('192.0.2.9');
    places.enter(peer as never);
    places.request({ socket: peer as never }, new EventEmitter() as never);
  }
  const late = new Peer('192.0.2.9');
  places.enter(late as never);
  assert.equal(late.ended, true);
});

test('a peer is an address, or a network of IPv6', () => {
  assert.deepEqual(
    ['127.0.0.1', '::1', '::ffff:127.3.2.1', '192.0.2.1', '::ffff:192.0.2.1', undefined].map(peerOf),
    ['loopback', 'loopback', 'loopback', '192.0.2.1', '192.0.2.1', ''],
  );
  assert.deepEqual(['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', 'fe80::1%eth0', '2001:db8::1'].map(peerOf), [
    '2001:db8:1:2::/64',
    '2001:db8:1:2::/64',
    'fe80:0:0:0::/64',
    '2001:db8:0:0::/64',
  ]);
});
