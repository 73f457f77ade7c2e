import type { Heartbeat } from '../../../edge-server/contract/index.ts';
import type { FrameState } from '../vision/protocol.ts';

export type CameraState = Heartbeat['camera'];

const SILENT_MS = 3000;
const FROZEN_MS = 3000;
const BLACK_MS = 2000;
/** A lens cap or a hand gives less than 2 % of white; a dark entrance gives more. */
const BLACK_BELOW = 0.02;

/**
 * Judges from the frames alone whether a camera that was opened really shows something: `live`, `black`
 * (covered, or no light at all), `frozen` (the same picture for 3 s, which no sensor's noise allows) or
 * `lost` (no frame for 3 s). Times in ms of one monotonic clock.
 */
export class CameraWatch {
  #lastFrame: number;
  #fingerprint: number | null = null;
  #changedAt: number;
  #brightAt: number;

  constructor(now: number) {
    this.#lastFrame = now;
    this.#changedAt = now;
    this.#brightAt = now;
  }

  frame({ brightness, fingerprint }: FrameState, now: number): void {
    this.#lastFrame = now;
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      this.#changedAt = now;
    }
    if (brightness >= BLACK_BELOW) this.#brightAt = now;
  }

  /** Nobody reads the camera's frames by now, so that none came says nothing of the camera. */
  unread(now: number): void {
    this.#lastFrame = now;
    this.#changedAt = now;
    this.#brightAt = now;
  }

  state(now: number): CameraState {
    if (now - this.#lastFrame > SILENT_MS) return 'lost';
    if (this.#fingerprint === null) return 'starting';
    // A covered sensor may give the very same black for seconds: that is black, not frozen.
    if (this.#lastFrame - this.#brightAt > BLACK_MS) return 'black';
    if (now - this.#changedAt > FROZEN_MS) return 'frozen';
    return 'live';
  }
}
