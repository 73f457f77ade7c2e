/** What a failed batch means: wait and send it again, or look for the row that the cloud can't take. */
export type Failure = { kind: 'retry'; minMs: number; maxMs: number } | { kind: 'rows' };

const SOON = { kind: 'retry', minMs: 250, maxMs: 10_000 } as const;
/** The embedded cloud is just starting: its socket is not there yet. */
export const STARTING = { kind: 'retry', minMs: 200, maxMs: 1000 } as const;
/** Somebody has to mend something: looking more often would only fill the logs. */
const LATER = { kind: 'retry', minMs: 5000, maxMs: 60_000 } as const;
const ROWS = { kind: 'rows' } as const;

/** By SQLSTATE, the longest prefix first, and by the codes of sockets and of the driver. */
const TABLE: readonly [prefix: string, failure: Failure][] = [
  ['22', ROWS], // data exception: a value that the column can't take
  ['23', ROWS], // integrity constraint violation
  ['25006', LATER], // read-only transaction: a standby answers
  ['28', LATER], // wrong password
  ['3D000', LATER], // no such database
  ['40', SOON], // serialisation failure, deadlock
  ['42501', LATER], // revoked, or an unknown kiosk token
  ['42', LATER], // undefined table or function: the schema is older or newer than this worker
  ['53', LATER], // out of disk, memory or connections
  ['55', SOON], // lock not available
  ['57', SOON], // shutting down, starting up, statement cancelled
  ['08', SOON], // connection exception
];

/** What to do about an error of the `postgres` package. What is unknown is tried again, seldom. */
export function failureOf(error: unknown): Failure {
  const code = (error as { code?: unknown })?.code;
  if (typeof code !== 'string') return LATER;
  if (code === 'ENOENT') return STARTING;
  if (!/^[0-9A-Z]{5}$/.test(code)) return SOON;
  return TABLE.find(([prefix]) => code.startsWith(prefix))?.[1] ?? LATER;
}

/** Exponential back-off with full jitter between `minMs` and `maxMs`. @param tries failures so far, from 1 */
export function pauseAfter(
  failure: { minMs: number; maxMs: number },
  tries: number,
  random = Math.random,
): number {
  const ceiling = Math.min(failure.maxMs, failure.minMs * 2 ** Math.min(tries, 16));
  return failure.minMs + random() * (ceiling - failure.minMs);
}
