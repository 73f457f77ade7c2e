import { z } from 'zod';
import { ScreenPairing } from '../../../edge-server/contract/access.ts';
import { CallAnswer } from '../../../edge-server/contract/call.ts';
import type {
  CallBody,
  CallState,
  CheckRefusal,
  Evidence,
  Heartbeat,
} from '../../../edge-server/contract/index.ts';
import { Verdict } from '../../../edge-server/contract/verdict.ts';
import { ApiError, call } from '../../shared/call.ts';
import type { CapturedPicture } from '../camera/snapshot.ts';

/** Pauses before each further try of a post, in ms: a server that restarts is back within these. */
const RETRY_AFTER_MS = [300, 1000, 2000];
/** An answer without a body. */
const NOTHING = z.undefined();

/**
 * Tells the server about visits. Posting is safe to repeat: the visit's id is the idempotency key, so a lost
 * answer is asked for again with the same body.
 */
export class VisitsClient {
  readonly #posting = new Map<string, AbortController>();
  readonly #picturing = new Map<string, AbortController>();

  /** Opens a visit on the server's clock: readings from now on may serve it. */
  async open(id: string): Promise<void> {
    await send('PUT', `/api/visits/${id}/presence`, { present: true }, NOTHING);
  }

  /** Ends a visit whose visitor has gone; a post that waits for its reading is given up, and its picture. */
  async abandon(id: string): Promise<void> {
    this.#posting.get(id)?.abort();
    this.#picturing.get(id)?.abort();
    await send('PUT', `/api/visits/${id}/presence`, { present: false }, NOTHING);
  }

  /**
   * Posts the evidence and waits for the verdict.
   *
   * @param limitMs for all tries together
   * @throws ApiError when the server refuses, stays away, or the visit was abandoned meanwhile
   */
  async post(evidence: Evidence, limitMs: number): Promise<Verdict> {
    const abort = new AbortController();
    this.#posting.set(evidence.id, abort);
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(limitMs)]);
    try {
      for (let tries = 0; ; tries++) {
        try {
          return await send('POST', '/api/visits', evidence, Verdict, signal);
        } catch (error) {
          const pause = RETRY_AFTER_MS[tries];
          const again = error instanceof ApiError && error.code === 'unreachable';
          if (!again || pause === undefined || signal.aborted) throw error;
          await new Promise((resolve) => setTimeout(resolve, pause));
        }
      }
    } finally {
      this.#posting.delete(evidence.id);
    }
  }

  /** Calls staff; answers what they know. Rejects when the server did not answer within 8 s: it takes 5 to be sure. */
  async callStaff(call: CallBody): Promise<CallState> {
    return (await send('POST', '/api/kiosk/call', call, CallAnswer, AbortSignal.timeout(8000))).state;
  }

  /** Sends the picture of a visit: once, and not again when it fails or the visit is abandoned meanwhile. */
  async capture(id: string, { jpeg, faces }: CapturedPicture): Promise<void> {
    const boxes = faces.map((box) => box.map(Math.round).join(',')).join(';');
    const abort = new AbortController();
    this.#picturing.set(id, abort);
    try {
      await call(`/api/captures/${id}?faces=${boxes}`, NOTHING, {
        method: 'PUT',
        headers: { 'content-type': 'image/jpeg' },
        body: jpeg,
        signal: AbortSignal.any([abort.signal, AbortSignal.timeout(5000)]),
      });
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    } finally {
      this.#picturing.delete(id);
    }
  }

  /** Hands over the picture that an admin asked for. */
  async cameraCheck(id: string, jpeg: Blob): Promise<void> {
    await call(`/api/kiosk/camera-check/${id}`, NOTHING, {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg' },
      body: jpeg,
      signal: AbortSignal.timeout(5000),
    });
  }

  async refuseCameraCheck(id: string, reason: CheckRefusal): Promise<void> {
    const path = `/api/kiosk/camera-check/${id}/refusal`;
    await send('POST', path, { reason }, NOTHING, AbortSignal.timeout(5000));
  }

  /** The code that an unpaired screen shows, or that it is paired now. */
  async pairing(): Promise<ScreenPairing> {
    return send('POST', '/api/kiosk/pairing', {}, ScreenPairing, AbortSignal.timeout(5000));
  }

  async heartbeat(beat: Heartbeat): Promise<void> {
    await send('POST', '/api/kiosk/heartbeat', beat, NOTHING, AbortSignal.timeout(5000));
  }
}

function send<Schema extends z.ZodType>(
  method: 'PUT' | 'POST',
  path: string,
  body: unknown,
  answer: Schema,
  signal?: AbortSignal,
): Promise<z.output<Schema>> {
  return call(path, answer, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}
