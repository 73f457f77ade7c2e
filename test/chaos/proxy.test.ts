import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { FaultyProxy } from './proxy.ts';

/** Answers each piece with itself, and counts. */
let pieces = 0;
const echo = createServer((socket) => {
  socket.on('data', (piece) => {
    pieces += 1;
    socket.write(piece);
  });
  socket.on('error', () => undefined);
});
let proxy: FaultyProxy;
let port = 0;

before(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = new FaultyProxy((echo.address() as { port: number }).port);
  port = await proxy.start();
});
after(async () => {
  await proxy.stop();
  echo.close();
});

/** A connection that has been used once without a fault. */
async function connected(): Promise<Socket> {
  proxy.set({ kind: 'none' });
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  assert.equal(await ask(socket, 'hello'), 'hello');
  return socket;
}

/** What is answered within the time, else how the connection ended, else `silence`. */
function ask(socket: Socket, text: string, limitMs = 5000): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const timer = setTimeout(() => resolve('silence'), limitMs);
    const end = (result: string) => {
      clearTimeout(timer);
      resolve(result);
    };
    socket.on('data', (piece) => {
      answer += piece;
      if (answer.length >= text.length) end(answer);
    });
    socket.once('end', () => end('ended'));
    socket.once('close', () => end('closed'));
    socket.write(text);
  });
}

test('without a fault, and delayed or throttled, everything arrives whole', async () => {
  const socket = await connected();
  const long = 'x'.repeat(20_000);
  for (const fault of [
    { kind: 'delay', ms: 30 },
    { kind: 'throttle', bytesPerSecond: 200_000 },
  ] as const) {
    proxy.set(fault);
    assert.equal(await ask(socket, long), long);
  }
  socket.destroy();
});

test('cut: open connections are reset and new ones refused', async () => {
  const socket = await connected();
  proxy.set({ kind: 'cut' });
  assert.equal(await ask(socket, 'x'), 'closed');
  const refused = connect({ port, host: '127.0.0.1' });
  refused.on('error', () => undefined);
  assert.notEqual(await ask(refused, 'x'), 'x');
});

test('half closed: the other side says that it has ended', async () => {
  const socket = await connected();
  proxy.set({ kind: 'half_close' });
  await once(socket, 'end');
  socket.destroy();
});

test('lost answers: the request arrives, its answer does not', async () => {
  const socket = await connected();
  const before = pieces;
  proxy.set({ kind: 'lose_answers' });
  assert.equal(await ask(socket, 'x'), 'closed');
  assert.equal(pieces, before + 1);
});

test('black hole: silence, and what was sent arrives when it is over', async () => {
  const socket = await connected();
  proxy.set({ kind: 'blackhole' });
  assert.equal(await ask(socket, 'first', 150), 'silence');
  proxy.set({ kind: 'none' });
  const [late] = (await once(socket, 'data', { signal: AbortSignal.timeout(5000) })) as [Buffer];
  assert.equal(late.toString(), 'first');
  socket.destroy();
});
