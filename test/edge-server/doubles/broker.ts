import { once } from 'node:events';
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import { createServer as createTls, type TlsOptions } from 'node:tls';
import { Aedes } from 'aedes';
import { until } from '../../until.ts';

interface Published {
  topic: string;
  text: string;
  qos: number;
  retain: boolean;
}

/** A real MQTT broker in the test's process, of MQTT 3.1.1; it can go away and come back on the same port. */
export class Broker {
  port = 0;
  /** A topic over which it ends the connection, as AWS IoT Core does where the policy allows no publishing. */
  forbidden: string | null = null;
  /** Connections that began. */
  connections = 0;
  /** Everything that clients published and the will of those who died, in order. */
  readonly published: Published[] = [];
  readonly #tls: TlsOptions | null;
  readonly #sockets = new Set<Socket>();
  #aedes: Aedes | null = null;
  #server: Server | null = null;

  constructor(tls: TlsOptions | null = null) {
    this.#tls = tls;
  }

  async start(): Promise<this> {
    const aedes = await Aedes.createBroker({
      authorizePublish: (_, { topic }, done) =>
        done(topic === this.forbidden ? new Error('the policy does not allow it') : null),
    });
    aedes.on('clientReady', () => {
      this.connections += 1;
    });
    const handle = (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      aedes.handle(socket);
    };
    aedes.on('publish', ({ topic, payload, qos, retain }) => {
      if (topic.startsWith('$SYS')) return;
      this.published.push({ topic, text: payload.toString(), qos, retain });
    });
    this.#server = this.#tls ? createTls(this.#tls, handle) : createTcp(handle);
    this.#server.on('tlsClientError', () => undefined);
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as { port: number }).port;
    this.#aedes = aedes;
    return this;
  }

  /** Goes away as a killed process does: every connection breaks. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#aedes?.close(resolve) ?? resolve());
    await new Promise<void>((resolve) => this.#server?.close(() => resolve()) ?? resolve());
    this.#aedes = null;
    this.#server = null;
  }

  get url(): string {
    return `${this.#tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${this.port}`;
  }

  /** What was published under a topic, as JSON. */
  on(topic: string): Record<string, unknown>[] {
    return this.published.filter((p) => p.topic === topic).map(({ text }) => JSON.parse(text));
  }

  /** Waits until `find` answers something. */
  until<T>(find: () => T | undefined | null | false): Promise<T> {
    return until(
      find,
      () => `it is published; there is: ${this.published.map(({ topic }) => topic).join(' ')}`,
    );
  }
}
