import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { CheckRefusal, Health, ServerEvent } from '../contract/index.ts';
import { checkFormat } from '../pictures/decode.ts';
import { ProblemError } from './problem.ts';

/** ms for the announcement, the picture and its way here. */
const LIMIT_MS = 12_000;

/** What `CameraCheckOptions.camera` answers, by the server's health. */
export function cameraOf({ parts }: Health): 'live' | 'absent' | 'silent' {
  const { status, camera } = parts.kiosk;
  if (status === 'off' || status === 'down') return 'silent';
  return camera === 'live' ? 'live' : 'absent';
}

export interface CameraCheckOptions {
  /** To every open page; only the paired kiosk's can answer. */
  send: (event: ServerEvent) => void;
  /** Whether a visitor stands before the kiosk, as far as the server knows. */
  occupied: () => boolean;
  /** Whether the kiosk page has called lately and its camera is live. */
  camera: () => 'live' | 'absent' | 'silent';
  clock: Clock;
}

/**
 * A picture of what the camera sees, for an admin who wants to know whether it is aimed well.
 *
 *   (none) ── an admin asks ──► asked ── the kiosk page announces it for 3 s, then sends it ──► shown, (none)
 *                                │
 *                                └── somebody is in view · found better in another turn · no camera · 12 s are over ──► refused, (none)
 *
 * There is one at a time. The picture is held in memory for the moment in which it is handed to the request that
 * asked for it: it is on no disk, in no log, and nobody can ask for it again.
 */
export class CameraCheck {
  readonly #options: CameraCheckOptions;
  #asked: { id: string; settle: PromiseWithResolvers<Uint8Array<ArrayBuffer>> } | null = null;

  constructor(options: CameraCheckOptions) {
    this.#options = options;
  }

  /**
   * Asks the kiosk page for a picture and waits for it. The page is asked when a visitor stands there, too: it takes
   * none then, but says when the camera is mounted another way than the setting says.
   * @param signal of the request: the admin has gone
   * @throws {ProblemError} `too_busy`, or a `CheckRefusal`
   */
  async ask(signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const { send, camera, clock } = this.#options;
    if (this.#asked) throw new ProblemError('too_busy', 'another picture is being taken');
    if (camera() === 'silent') throw new ProblemError('no_camera', 'the kiosk page is silent');
    if (camera() === 'absent') throw new ProblemError('no_camera');
    const asked = { id: randomUUID(), settle: Promise.withResolvers<Uint8Array<ArrayBuffer>>() };
    this.#asked = asked;
    const end = () => asked.settle.reject(new ProblemError('no_camera', 'the kiosk page sent no picture'));
    const stopLimit = clock.after(LIMIT_MS, end);
    signal.addEventListener('abort', end, { once: true });
    try {
      send({ type: 'camera_check', id: asked.id });
      return await asked.settle.promise;
    } finally {
      stopLimit();
      signal.removeEventListener('abort', end);
      this.#asked = null;
    }
  }

  /**
   * The kiosk page's picture.
   * @throws {ProblemError} `not_found` when nobody waits for it, `person_in_view` when somebody has come meanwhile
   * @throws {PictureError} it is not a JPEG
   */
  async take(id: string, jpeg: Uint8Array<ArrayBuffer>): Promise<void> {
    const { settle } = this.#find(id);
    await checkFormat(jpeg, ['jpeg']);
    if (this.#options.occupied()) {
      const refusal = new ProblemError('person_in_view');
      settle.reject(refusal);
      throw refusal;
    }
    settle.resolve(jpeg);
  }

  /** The kiosk page takes none. @throws {ProblemError} `not_found` when nobody waits for it */
  refuse(id: string, reason: CheckRefusal): void {
    this.#find(id).settle.reject(new ProblemError(reason));
  }

  #find(id: string) {
    if (this.#asked?.id !== id) throw new ProblemError('not_found', 'nobody waits for this picture');
    return this.#asked;
  }
}
