import { createServer, type Server, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketHandler } from '@electric-sql/pglite-socket';
import { TurnQueue } from './turn-queue.ts';

type Queue = ConstructorParameters<typeof PGLiteSocketHandler>[0]['queryQueue'];

/** The sync worker, readers of staff, tests, and room for more. */
const CONNECTIONS = 8;

/** Postgres clients on a Unix socket, served by pglite-socket's connections with turns of our own. */
export class CloudSocket {
  readonly #path: string;
  readonly #queue: TurnQueue;
  readonly #server: Server;
  readonly #handlers = new Map<number, PGLiteSocketHandler>();

  constructor(database: PGlite, path: string) {
    this.#path = path;
    this.#queue = new TurnQueue(database, (client) => void this.#handlers.get(client)?.detach(true));
    this.#server = createServer((socket) => void this.#accept(socket));
    this.#server.maxConnections = CONNECTIONS;
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#path, resolve);
    });
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([...this.#handlers.values()].map((handler) => handler.detach(true)));
    await closed;
  }

  async #accept(socket: Socket): Promise<void> {
    // The package names the class of its own queue; it calls nothing but the four methods that ours has.
    const queryQueue = this.#queue as unknown as Queue;
    const handler = new PGLiteSocketHandler({ queryQueue, closeOnDetach: true });
    this.#handlers.set(handler.handlerId, handler);
    socket.once('close', () => this.#handlers.delete(handler.handlerId));
    await handler.attach(socket);
  }
}
