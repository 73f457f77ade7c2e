import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What the network does.
 * `delay`: each piece arrives later. `throttle`: a slow line. `blackhole`: nothing arrives and nobody says so.
 * `cut`: connections are reset and new ones refused. `half_close`: the server's side says that it has ended.
 * `lose_answers`: requests arrive, their answers don't, and the connection is reset: what is done is not known.
 */
export type NetworkFault =
  | { kind: 'none' | 'blackhole' | 'cut' | 'half_close' | 'lose_answers' }
  | { kind: 'delay'; ms: number }
  | { kind: 'throttle'; bytesPerSecond: number };

const TICK_MS = 20;
/** Bytes that one direction may hold back; beyond, its sender has to wait, as on a real line. */
const MOST_HELD = 64 * 1024;

/** A line to the database that misbehaves when told to, its open connections included. */
export class FaultyProxy {
  readonly #target: number;
  readonly #server: Server;
  readonly #pairs = new Set<[client: Socket, server: Socket]>();
  #fault: NetworkFault = { kind: 'none' };

  /** @param target the port on this machine that it leads to */
  constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /** @returns the port to connect to */
  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as { port: number }).port;
  }

  set(fault: NetworkFault): void {
    this.#fault = fault;
    if (fault.kind === 'cut') this.#reset();
    if (fault.kind === 'half_close') for (const [client] of this.#pairs) client.end();
  }

  async stop(): Promise<void> {
    this.#reset();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#fault.kind === 'cut') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true });
    const pair: [Socket, Socket] = [client, server];
    this.#pairs.add(pair);
    for (const [from, to] of [pair, pair.toReversed()] as [Socket, Socket][]) {
      from.on('error', () => undefined);
      from.once('close', () => {
        this.#pairs.delete(pair);
        to.destroy();
      });
      void this.#carry(from, to, from === server);
    }
  }

  /** Carries one direction, piece by piece; a piece in hand waits for as long as the fault wants. */
  async #carry(from: Socket, to: Socket, answers: boolean): Promise<void> {
    try {
      for await (const piece of from as AsyncIterable<Buffer>) {
        if (!(await this.#pass(piece, to, answers))) return;
      }
      to.end();
    } catch {
      // The socket's own error: both sides close.
    }
  }

  /** @returns false when the connection is over */
  async #pass(piece: Buffer, to: Socket, answers: boolean): Promise<boolean> {
    while (this.#fault.kind === 'blackhole' && !to.destroyed) await pause(TICK_MS);
    const fault = this.#fault;
    if (fault.kind === 'lose_answers' && answers) {
      to.resetAndDestroy();
      return false;
    }
    if (fault.kind === 'delay') await pause(fault.ms);
    const step =
      fault.kind === 'throttle' ? Math.ceil((fault.bytesPerSecond * TICK_MS) / 1000) : piece.length;
    for (let at = 0; at < piece.length; at += step) {
      if (step < piece.length) await pause(TICK_MS);
      if (!to.writable) return false;
      to.write(piece.subarray(at, at + step));
      if (to.writableLength > MOST_HELD)
        await once(to, 'drain', { signal: AbortSignal.timeout(60_000) }).catch(() => undefined);
    }
    return true;
  }

  #reset(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
