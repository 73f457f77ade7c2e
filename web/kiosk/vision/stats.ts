import type { VisionState } from '../../../edge-server/contract/index.ts';
import { median } from '../../../models/pipeline/median.ts';
import type { FrameCost } from './protocol.ts';

type Stages = VisionState['stages'];

/** Frames that the medians are taken over, in a ring: nothing grows. */
const KEPT = 64;
const FPS_OVER_MS = 5000;

/** What the last frames cost, for the heartbeat. */
export class FrameStats {
  readonly #frames: (Stages & { at: number; ms: number })[] = [];
  #next = 0;
  #since = 0;
  #count = 0;
  #fps = 0;
  tensors = 0;
  /** Since the page was opened. */
  frames = 0;

  add(cost: FrameCost, stages: Omit<Stages, 'pixels'>, at: number): void {
    const { detect, crop, classify } = stages;
    this.#frames[this.#next] = { pixels: cost.pixels, detect, crop, classify, at, ms: cost.ms };
    this.#next = (this.#next + 1) % KEPT;
    this.tensors = cost.tensors;
    this.#count += 1;
    this.frames += 1;
    const passed = at - this.#since;
    if (passed >= FPS_OVER_MS) {
      this.#fps = (1000 * this.#count) / passed;
      this.#count = 0;
      this.#since = at;
    }
  }

  /** Frames a second over the last period of 5 s; 0 when frames stopped. */
  fps(now: number): number {
    const passed = now - this.#since;
    return passed > 2 * FPS_OVER_MS ? 0 : round(this.#fps);
  }

  /** Median ms of a whole frame, null before the first. */
  ms(): number | null {
    return this.#frames.length === 0 ? null : this.#median((frame) => frame.ms);
  }

  /** Median ms of each stage; crop and classify over the frames with a face. */
  stages(): Stages {
    return {
      pixels: this.#median((frame) => frame.pixels),
      detect: this.#median((frame) => frame.detect || null),
      crop: this.#median((frame) => frame.crop || null),
      classify: this.#median((frame) => frame.classify || null),
    };
  }

  #median(pick: (frame: Stages & { ms: number }) => number | null): number {
    const values = this.#frames.map(pick).filter((value) => value !== null);
    return values.length === 0 ? 0 : round(median(values));
  }
}

const round = (value: number) => Math.round(value * 100) / 100;
