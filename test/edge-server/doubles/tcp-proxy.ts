import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network between a client and a server on this machine: as slow as the test says, and counted. */
export class TcpProxy {
  readonly #target: { port: number; host: string };
  readonly #delayMs: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** How often the client spoke after the server had: round trips, as the wire sees them. */
  roundTrips = 0;
  /** Bytes that came from either side. */
  readonly bytes = { up: 0, down: 0 };
  connections = 0;
  /** The machine behind it is gone: whoever comes is sent away at once. */
  #isDown = false;

  /** @param delayMs one way; a round trip takes twice as long */
  constructor(target: { port: number; host?: string }, delayMs = 0) {
    this.#target = { host: '127.0.0.1', ...target };
    this.#delayMs = delayMs;
    this.#server = createServer((client) => this.#join(client));
  }

  async start(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends every connection at once; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** The machine behind it goes away, or is back. */
  set isDown(down: boolean) {
    this.#isDown = down;
    if (down) this.cut();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.cut();
    await closed;
  }

  #join(client: Socket): void {
    this.connections += 1;
    if (this.#isDown) {
      client.destroy();
      return;
    }
    const server = connect(this.#target);
    let serverSpoke = true;
    client.on('data', (chunk) => {
      this.bytes.up += chunk.length;
      if (serverSpoke) this.roundTrips += 1;
      serverSpoke = false;
    });
    server.on('data', (chunk) => {
      this.bytes.down += chunk.length;
      serverSpoke = true;
    });
    this.#pipe(client, server);
    this.#pipe(server, client);
  }

  #pipe(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    // Chunks keep their order and their distance: each is late by the same time, none waits for the one before.
    const later = (work: () => void) => (this.#delayMs > 0 ? setTimeout(work, this.#delayMs) : work());
    from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      later(() => to.destroy());
    });
  }
}
