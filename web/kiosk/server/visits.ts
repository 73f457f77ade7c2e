import { type Evidence, type Heartbeat, type Problem, Verdict } from '../../../edge-server/contract/index.ts';

/** Pauses before each further try of a post, in ms: a server that restarts is back within these. */
const RETRY_AFTER_MS = [300, 1000, 2000];

/** The server refused, or could not be reached; `code` is the problem's, or `unreachable`. */
export class ServerError extends Error {
  readonly code: Problem['code'] | 'unreachable';

  constructor(code: ServerError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Tells the server about visits. Posting is safe to repeat: the visit's id is the idempotency key, so a lost
 * answer is asked for again with the same body.
 */
export class VisitsClient {
  readonly #posting = new Map<string, AbortController>();

  /** Opens a visit on the server's clock: readings from now on may serve it. */
  async open(id: string): Promise<void> {
    await call('PUT', `/api/visits/${id}/presence`, { present: true });
  }

  /** Ends a visit whose visitor has gone; a post that waits for its reading is given up. */
  async abandon(id: string): Promise<void> {
    this.#posting.get(id)?.abort();
    await call('PUT', `/api/visits/${id}/presence`, { present: false });
  }

  /**
   * Posts the evidence and waits for the verdict.
   *
   * @param limitMs for all tries together
   * @throws ServerError when the server refuses, stays away, or the visit was abandoned meanwhile
   */
  async post(evidence: Evidence, limitMs: number): Promise<Verdict> {
    const abort = new AbortController();
    this.#posting.set(evidence.id, abort);
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(limitMs)]);
    try {
      for (let tries = 0; ; tries++) {
        try {
          return Verdict.parse(await call('POST', '/api/visits', evidence, signal));
        } catch (error) {
          const pause = RETRY_AFTER_MS[tries];
          const again = error instanceof ServerError && error.code === 'unreachable';
          if (!again || pause === undefined || signal.aborted) throw error;
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    } finally {
      this.#posting.delete(evidence.id);
    }
  }

  async heartbeat(beat: Heartbeat): Promise<void> {
    await call('POST', '/api/kiosk/heartbeat', beat, AbortSignal.timeout(5000));
  }
}

async function call(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  } catch (cause) {
    throw new ServerError('unreachable', 'the server could not be reached', { cause });
  }
  if (response.ok) return response.status === 204 ? undefined : response.json();
  const problem = (await response.json().catch(() => null)) as Problem | null;
  throw new ServerError(
    problem?.code ?? 'internal',
    problem?.title ?? `${method} ${path}: ${response.status}`,
  );
}
