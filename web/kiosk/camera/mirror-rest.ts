import { type ReadonlySignal, signal } from '@preact/signals';

/** ms without anything that stirs after which the mirror stands still, … */
const STILL_AFTER_MS = 3000;
/** … and between two of the pictures that it shows then: a light is switched, a door stays open. */
const RENEWED_MS = 1000;

/**
 * Whether the mirror may stand still: to draw it is most of what the page costs while nobody is there to look. It moves
 * from the first frame on in which anything stirs, before it is known to be a face. For a renewed picture it moves until
 * the next frame is judged.
 */
export class MirrorRest {
  readonly #still = signal(false);
  #stirredAt = Number.NEGATIVE_INFINITY;
  #renewedAt = Number.NEGATIVE_INFINITY;

  get still(): ReadonlySignal<boolean> {
    return this.#still;
  }

  /** A frame was judged, or a camera opened; whether anything stirs, as far as anything tells. `now` in ms. */
  frame(stirs: boolean, now: number): void {
    if (stirs) this.#stirredAt = now;
    const renewed = now - this.#renewedAt >= RENEWED_MS;
    if (renewed) this.#renewedAt = now;
    this.#still.value = !renewed && now - this.#stirredAt > STILL_AFTER_MS;
  }
}
