import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock, Stop } from '../clock/clock.ts';
import { rawProblem } from './problem.ts';

/** ms that a client which is still sending gets to read why it is refused. */
const READ_MS = 2000;

/** How slow a body may come. */
export interface LeastRate {
  /** Bytes that have to come in each span of `ms`. */
  bytes: number;
  ms: number;
}

/**
 * Watches the body of a request: one that comes slowly is taken as long as it comes, at least at this rate. A span in
 * which the server itself left bytes unread is not the client's.
 */
export function watchSender(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { bytes, ms }: LeastRate,
  clock: Clock,
): void {
  const { headers, socket } = incoming;
  if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0)) return;
  let before = socket.bytesRead;
  const stop: Stop = clock.every(
    ms,
    () => {
      if (incoming.complete || outgoing.headersSent) return stop();
      const came = socket.bytesRead - before;
      before = socket.bytesRead;
      if (came >= bytes || incoming.readableLength > 0) return;
      stop();
      refuseSocket(socket, 'too_slow', clock);
    },
    { ref: false },
  );
  outgoing.once('close', stop);
}

/** Answers in the place of a request's handler, and ends the connection. */
export function refuseSocket(
  socket: Duplex,
  code: 'too_slow' | 'invalid_request',
  clock: Clock,
  status?: number,
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const problem = rawProblem(code);
  if (status !== undefined) problem.status = status;
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      'content-type: application/problem+json',
      'cache-control: no-store',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // Ended at once, the bytes that still come would be answered by a reset, which takes the answer away.
  clock.after(READ_MS, () => socket.destroy(), { ref: false });
}
