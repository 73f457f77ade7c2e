import { type ReadonlySignal, signal } from '@preact/signals';
import type { CheckRefusal } from '../../../edge-server/contract/camera-check.ts';
import type { Turn } from '../../../models/pipeline/turn.ts';

/** What the check works with; a test has its own. */
export interface CameraCheckOptions {
  /** Why no picture may be taken at this moment; null when one may. */
  refusal: () => CheckRefusal | null;
  /** The turn in which people are found better than in the one that is set; null when there is none. */
  betterTurn: () => Promise<Turn | null>;
  picture: () => Promise<Blob>;
  send: (id: string, jpeg: Blob) => Promise<void>;
  refuse: (id: string, reason: CheckRefusal) => Promise<void>;
  /** ms that the screen says what is about to happen. */
  announcedMs: number;
}

/**
 * The camera check that an admin asked for.
 *
 * - idle: nothing on the screen. An admin asks while nobody is in view, however the camera is mounted → announced;
 *   else refused at once, with the turn in which people are found better.
 * - announced: the screen says so for 3 s. Whoever comes into view meanwhile ends it: refused. Then a picture is
 *   taken, and the announcement stays until it is on its way → idle.
 *
 * A second one that is asked for meanwhile is not looked at: the server asks for one at a time.
 */
export class CameraCheck {
  readonly #announced = signal(false);
  #busy = false;
  readonly #options: CameraCheckOptions;

  constructor(options: CameraCheckOptions) {
    this.#options = options;
  }

  /** Whether the screen has to say that a picture is being taken. */
  get announced(): ReadonlySignal<boolean> {
    return this.#announced;
  }

  /** Never rejects: who asked is told by the server's time limit. */
  async start(id: string): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const { refusal, picture, send, refuse, announcedMs } = this.#options;
    try {
      const before = await this.#refusal();
      if (before !== null) return await refuse(id, before);
      this.#announced.value = true;
      await new Promise((resolve) => setTimeout(resolve, announcedMs));
      const after = refusal();
      if (after !== null) return await refuse(id, after);
      const jpeg = await picture();
      // Between the frame and here somebody may have come into view.
      const late = await this.#refusal();
      if (late !== null) return await refuse(id, late);
      await send(id, jpeg);
    } catch (error) {
      console.info('a camera check could not be made', error);
      await refuse(id, 'no_camera').catch(() => undefined);
    } finally {
      this.#announced.value = false;
      this.#busy = false;
    }
  }

  /** People whom a camera on its side shows are missed or found badly: they are looked for in every turn. */
  async #refusal(): Promise<CheckRefusal | null> {
    const { refusal, betterTurn } = this.#options;
    if (refusal() === 'no_camera') return 'no_camera';
    const turn = await betterTurn();
    return turn === null ? refusal() : `turn_${turn}`;
  }
}
