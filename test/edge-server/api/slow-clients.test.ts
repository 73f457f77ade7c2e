/** Clients that hold a connection and do not get on, on real sockets: each is ended by its own limit. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { Certificate } from '../../../edge-server/api/certificate.ts';
import { type HttpServer, type Limits, listen } from '../../../edge-server/api/server.ts';
import { Problem } from '../../../edge-server/contract/index.ts';
import { until } from '../../until.ts';
import { Certificates } from '../doubles/certificates.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const NEVER = 600_000;
/** All limits far away; a test brings its own near. */
const FAR: Limits = {
  handshakeTimeout: NEVER,
  headersTimeout: NEVER,
  requestTimeout: NEVER,
  keepAliveTimeout: NEVER,
  timeout: NEVER,
  connectionsCheckingInterval: 50,
  maxHeaderSize: 16_384,
  leastRate: { bytes: 1, ms: NEVER },
};

let edge: TestEdge;
const servers: HttpServer[] = [];
before(async () => {
  edge = await TestEdge.start();
});
after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await edge.stop();
});

/** A connection to the real app behind these limits. */
async function client(limits: Partial<Limits>): Promise<Socket> {
  const fetch = (request: Request) => edge.edge.app.fetch(request);
  const server = await listen({
    ...{ fetch, host: '127.0.0.1', port: 0, certificate: null },
    limits: { ...FAR, ...limits },
  });
  servers.push(server);
  const socket = connect(server.port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Waits until the server has ended the connection; answers what it said. */
async function ended(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (data: string) => {
    text += data;
  });
  socket.resume();
  // A reset is an end, too: `once` would take its error for a failure of the test.
  if (!socket.closed) {
    await Promise.race([
      new Promise((resolve) => socket.once('close', resolve)),
      once(new EventEmitter(), 'never', { signal: AbortSignal.timeout(10_000) }),
    ]);
  }
  return text;
}

/** Sends one byte every few ms until the connection ends. */
function trickle(socket: Socket, byte: string): void {
  const timer = setInterval(() => socket.write(byte), 10);
  socket.once('close', () => clearInterval(timer));
}

const head = (line: string, ...more: string[]) =>
  [`${line} HTTP/1.1`, 'host: 127.0.0.1', `cookie: ${edge.as('kiosk').cookie}`, ...more].join('\r\n');

test('who connects and says nothing', async () => {
  assert.match(await ended(await client({ headersTimeout: 300 })), /^HTTP\/1.1 408 |^$/);
});

test('a head byte by byte', async () => {
  const socket = await client({ headersTimeout: 300 });
  socket.write('GET /api/health HTTP/1.1\r\nx-slow: ');
  trickle(socket, 'a');
  assert.equal(problemOf(await ended(socket))?.code, 'too_slow');
});

test('a head that is too long', async () => {
  const socket = await client({});
  socket.write(head('GET /api/health', `x-long: ${'a'.repeat(20_000)}`, '', ''));
  assert.match(await ended(socket), /^HTTP\/1.1 431 /);
});

test('a body byte by byte: no visit is stored, and none is left open', async () => {
  const socket = await client({ requestTimeout: 500, headersTimeout: 400 });
  const visit = JSON.stringify(evidence({ mask: 'no_mask' }));
  const count = edge.store.count();
  const type = 'content-type: application/json';
  socket.write(head('POST /api/visits', type, `content-length: ${visit.length + 1000}`, '', visit));
  trickle(socket, ' ');
  // What the server said may be lost, since its end meets bytes that are still coming.
  assert.match(await ended(socket), /^HTTP\/1.1 408 |^$/);
  assert.equal(edge.store.count(), count);
});

/** The problem in an answer of the server; null when there is none. */
function problemOf(text: string): Problem | null {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return /^content-type: application\/problem\+json\r?$/im.test(head)
    ? Problem.parse(JSON.parse(body))
    : null;
}

test('a body that comes slowly is taken as long as it comes; one that comes hardly at all is told so', async () => {
  const visit = JSON.stringify(evidence({ mask: 'no_mask' }));
  const post = (bytes: number) =>
    head('POST /api/visits', 'content-type: application/json', `content-length: ${bytes}`, '', '');
  const slow = await client({ leastRate: { bytes: 20, ms: 400 } });
  slow.write(post(visit.length));
  let sent = 0;
  // Over many spans of the rate, and never much more than it asks.
  const timer = setInterval(() => {
    slow.write(visit.slice(sent, sent + Math.floor(visit.length / 100 + 1)));
    sent += Math.floor(visit.length / 100 + 1);
  }, 20);
  slow.once('close', () => clearInterval(timer));
  let answer = '';
  slow.setEncoding('latin1').on('data', (data: string) => {
    answer += data;
  });
  await until(() => answer.includes('\r\n\r\n'), 'it is answered');
  assert.match(answer, /^HTTP\/1.1 200 /);
  slow.destroy();

  const stuck = await client({ leastRate: { bytes: 20, ms: 200 } });
  stuck.write(post(visit.length) + visit.slice(0, 50));
  const { status, code } = problemOf(await ended(stuck)) ?? {};
  assert.deepEqual([status, code], [408, 'too_slow']);
});

test('what is no HTTP is answered in the form of every other error', async () => {
  const socket = await client({});
  socket.write('what is this\r\n\r\n');
  assert.equal(problemOf(await ended(socket))?.status, 400);
});

test('who keeps a connection and asks nothing more', async () => {
  const socket = await client({ keepAliveTimeout: 200 });
  socket.write(head('GET /api/health/live', '', ''));
  assert.match(await ended(socket), /^HTTP\/1.1 200 /);
});

test('who asks for events and never reads: its stream ends at a bound of bytes, the connection by its silence', async () => {
  const socket = await client({ timeout: 250 });
  socket.pause();
  socket.write(head('GET /api/events', '', ''));
  await clients(1);
  // One at a time, so that it is the kernels' buffers that fill up and not only the hub's queue.
  for (let i = 0; i < 20_000 && (i % 100 > 0 || (await listening()) === 1); i++) {
    edge.edge.heartbeat.beat();
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  }
  await clients(0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  assert.doesNotMatch(await ended(socket), /\r\n0\r\n\r\n$/, 'the end of the stream never went out');
});

test('who asks for a file and never reads', async () => {
  const size = 64 * 1024 * 1024;
  const server = await listen({
    fetch: () => new Response(new Uint8Array(size)),
    ...{ host: '127.0.0.1', port: 0, certificate: null },
    limits: { ...FAR, timeout: 300 },
  });
  servers.push(server);
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  socket.write(head('GET /large', '', ''));
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.ok((await ended(socket)).length < size);
});

test('who asks for events and reads on is not ended by the silence between two of them', async () => {
  const socket = await client({ timeout: 250 });
  socket.write(head('GET /api/events', '', ''));
  const beat = setInterval(() => edge.edge.heartbeat.beat(), 100);
  let bytes = 0;
  socket.on('data', (data) => {
    bytes += data.length;
  });
  await new Promise((resolve) => setTimeout(resolve, 800));
  clearInterval(beat);
  assert.ok(!socket.destroyed && bytes > 0);
  await ended(socket);
  await clients(0);
});

test('half-closed: who has nothing more to say gets the answer, and holds no event stream', async () => {
  const asking = await client({});
  asking.end(head('GET /api/health/live', '', ''));
  assert.match(await ended(asking), /^HTTP\/1.1 200 /);
  const listener = await client({});
  listener.write(head('GET /api/events', '', ''));
  await clients(1);
  listener.end();
  await ended(listener);
  await clients(0);
});

test('a TLS handshake that is not finished', async () => {
  const certificates = new Certificates();
  try {
    certificates.authority('site', ['server']);
    const files = { cert: certificates.path('server.pem'), key: certificates.path('server.key') };
    const log = { info: () => undefined, warn: () => undefined };
    const server = await listen({
      ...{ fetch: () => new Response('ok'), host: '127.0.0.1', port: 0 },
      certificate: new Certificate(files, log),
      limits: { ...FAR, handshakeTimeout: 400 },
    });
    servers.push(server);
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(Buffer.from([0x16, 0x03, 0x01]));
    assert.equal(await ended(socket), '');
  } finally {
    certificates.remove();
  }
});

async function listening(): Promise<number> {
  const text = await (await edge.request('/metrics', { headers: edge.token('metrics') })).text();
  return Number(/^kf99_event_clients (\d+)$/m.exec(text)?.[1]);
}

/** Waits until this many clients listen to events. */
async function clients(count: number): Promise<void> {
  await until(async () => (await listening()) === count, `there are ${count} clients`);
}
