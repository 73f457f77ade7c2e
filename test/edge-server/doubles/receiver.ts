import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** `performance.now()` when its last byte was here. */
  at: number;
}

/** A receiver of HTTP posts that answers with these statuses in turn, the last one again and again; 0 never answers. */
export class Receiver {
  readonly got: Received[] = [];
  readonly #server: Server;
  #statuses: readonly number[];

  private constructor(statuses: readonly number[]) {
    this.#statuses = statuses;
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const status = this.#statuses[Math.min(this.got.length, this.#statuses.length - 1)] ?? 200;
        const { url = '', headers } = request;
        this.got.push({ path: url, headers, body: Buffer.concat(parts), at: performance.now() });
        if (status === 0) return;
        response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
      });
    });
  }

  static async start(...statuses: number[]): Promise<Receiver> {
    const receiver = new Receiver(statuses.length === 0 ? [200] : statuses);
    receiver.#server.listen(0, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Its address, without a path. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it answers from now on. */
  answer(...statuses: number[]): void {
    const before = this.got.map(() => 200);
    this.#statuses = [...before, ...statuses];
  }

  json(index: number): Record<string, unknown> {
    return JSON.parse(this.got[index]!.body.toString()) as Record<string, unknown>;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
