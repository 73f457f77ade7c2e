import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { systemClock } from '../clock/clock.ts';
import { StartError } from '../common/start-error.ts';
import type { Certificate } from './certificate.ts';
import { MOST_CLIENTS } from './events.ts';
import { Places, type PlacesOptions } from './places.ts';
import { type LeastRate, refuseSocket, watchSender } from './slow-sender.ts';

/**
 * How long a client may keep a connection without getting on, ms. There are not many (PLACES), so whoever holds one
 * and does nothing has to give it back.
 */
const LIMITS = {
  /** To the end of the TLS handshake. */
  handshakeTimeout: 10_000,
  /** From there to the end of the head: also who connects and says nothing. A head is one packet. */
  headersTimeout: 10_000,
  /** To the end of the body, however it comes; what comes slower than `leastRate` ends before. */
  requestTimeout: 300_000,
  /** Between two requests: the pages ask every few seconds. */
  keepAliveTimeout: 30_000,
  /**
   * Without a byte in either direction, or up to twice that: who asks for a file or for events and does not read.
   * An event stream has health every 5 s, and a verdict is answered within the 60 s of the longest time-out of the
   * settings. Events for a reader that is merely slow are bounded in bytes (events.ts). A peer that lost its power
   * is found by the kernel, after about 15 min of sending again.
   */
  timeout: 90_000,
  /** How often the first two are looked at; so much later than said they may end. */
  connectionsCheckingInterval: 2000,
  /** Bytes. */
  maxHeaderSize: 16_384,
  /** Of a body: a picture of 145 kB over a radio of 7 kB/s takes 20 s and is welcome. */
  leastRate: { bytes: 10_000, ms: 10_000 } satisfies LeastRate,
};
export type Limits = typeof LIMITS;
const TLS = { minVersion: 'TLSv1.2' } as const;
/** The event streams of every client, and room for requests; one peer may be a proxy with half of all behind it. */
const PLACES: PlacesOptions = { all: 2 * MOST_CLIENTS, loopback: 64, peer: MOST_CLIENTS };
/** ms that answers on their way get when the server stops. */
const CLOSE_MS = 200;

export interface HttpServer {
  /** The port that it listens on; with 0 asked for, the one that was free. */
  port: number;
  stop(): Promise<void>;
}

export interface ListenOptions {
  /** @param env Node's own request, which knows where the connection comes from */
  fetch: (request: Request, env: Pick<HttpBindings, 'incoming'>) => Response | Promise<Response>;
  host: string;
  port: number;
  /** Null for plain HTTP. */
  certificate: Certificate | null;
  /** Shorter ones, for tests. */
  limits?: Limits;
  /** Fewer, for tests. */
  places?: PlacesOptions;
}

/**
 * Listens, and answers by `fetch`.
 * @throws {StartError} when the address can't be had or the certificate can't be used
 */
export async function listen(options: ListenOptions): Promise<HttpServer> {
  const { fetch: app, host, port, certificate, limits = LIMITS } = options;
  const places = new Places(options.places ?? PLACES);
  const answer = getRequestListener((request, env) =>
    app(request, { incoming: (env as HttpBindings).incoming }),
  );
  /** The answer that a connection is at. */
  const answers = new WeakMap<Duplex, ServerResponse>();
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answers.set(incoming.socket, outgoing);
    watchSender(incoming, outgoing, limits.leastRate, systemClock);
    places.request(incoming, outgoing);
    void answer(incoming, outgoing);
  };
  const server =
    certificate === null
      ? createServer(limits, handle)
      : createTlsServer({ ...limits, ...TLS, ...certificate.open() }, handle);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const begun = answers.get(socket);
    // Words in the middle of an answer would be taken for a part of it.
    if (error.code === 'ECONNRESET' || (begun?.headersSent && !begun.writableFinished)) socket.destroy();
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') refuseSocket(socket, 'too_slow', systemClock);
    else
      refuseSocket(socket, 'invalid_request', systemClock, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400);
  });
  server.timeout = limits.timeout;
  server.on('connection', (socket: Socket) => places.enter(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(explain(cause, host, port)));
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, resolve);
  });
  if (server instanceof TlsServer) certificate?.start((pair) => server.setSecureContext({ ...TLS, ...pair }));
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
    systemClock.after(CLOSE_MS, () => server.closeAllConnections(), { ref: false });
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
