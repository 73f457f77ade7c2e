import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { getRequestListener } from '@hono/node-server';
import { StartError } from '../start-error.ts';
import type { Certificate } from './certificate.ts';
import { MOST_CLIENTS } from './events.ts';

/** A request has to come in whole within these; slow clients are cut off. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 30_000,
  connectionsCheckingInterval: 2000,
  maxHeaderSize: 16_384,
};
/** Who connects has to finish the handshake within this. */
const TLS_LIMITS = { handshakeTimeout: 10_000, minVersion: 'TLSv1.2' } as const;
/** The event streams of every client, and room for requests. */
const MOST_CONNECTIONS = 2 * MOST_CLIENTS;

export interface HttpServer {
  /** The port that it listens on; with 0 asked for, the one that was free. */
  port: number;
  stop(): Promise<void>;
}

export interface ListenOptions {
  fetch: (request: Request) => Response | Promise<Response>;
  host: string;
  port: number;
  /** Null for plain HTTP. */
  certificate: Certificate | null;
}

/**
 * Listens, and answers by `fetch`.
 * @throws {StartError} when the address can't be had or the certificate can't be used
 */
export async function listen({ fetch, host, port, certificate }: ListenOptions): Promise<HttpServer> {
  const answer = getRequestListener(fetch);
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => void answer(incoming, outgoing);
  const server =
    certificate === null
      ? createServer(LIMITS, handle)
      : createTlsServer({ ...LIMITS, ...TLS_LIMITS, ...certificate.open() }, handle);
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, host, port)));
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, resolve);
  });
  if (server instanceof TlsServer)
    certificate?.start((pair) => server.setSecureContext({ ...TLS_LIMITS, ...pair }));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () => {
      certificate?.stop();
      return close(server);
    },
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // Who waits for a verdict now gets none: its visit is abandoned, no row is written.
    setTimeout(() => server.closeAllConnections(), 200).unref();
  });
}

function explain(cause: NodeJS.ErrnoException, host: string, port: number): StartError {
  const where = `${host}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new StartError(`port ${port} on ${host} is in use: stop what uses it or set KF99_PORT`, {
        cause,
      });
    case 'EACCES':
      return new StartError(`${where} needs more rights: set KF99_PORT to 1024 or more`, { cause });
    default:
      return new StartError(`the server can't listen on ${where} (${cause.message}): set KF99_HOST`, {
        cause,
      });
  }
}
