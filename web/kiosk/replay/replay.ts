import { recordedFrames } from './frames.ts';

/** What a recording is played into. */
export interface ReplayTarget<Seen> {
  /** The recording begins, or begins again. */
  began(): void;
  /** `at` is the frame's exact time on the recording's clock, which starts when the replay does. */
  follow(bitmap: ImageBitmap, at: number): Promise<{ observation: Seen }>;
  frame(observation: Seen, at: number): void;
}

/**
 * Plays a recording through the vision worker over and over, as Chromium plays a file as its camera: every frame,
 * none dropped, at the times that it was recorded with. A machine that is too slow falls behind, but the times that
 * the visit sees stay exact, so the same recording gives the same decision everywhere.
 *
 * @returns never; rejects when the recording can't be read or the worker fails
 */
export async function replay<Seen>(source: string, fps: number, target: ReplayTarget<Seen>): Promise<never> {
  for (;;) {
    target.began();
    const start = performance.now();
    for await (const { bitmap, timestamp } of recordedFrames(source, fps)) {
      const early = start + timestamp - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      const at = start + timestamp;
      const { observation } = await target.follow(bitmap, at);
      target.frame(observation, at);
    }
    performance.mark('kf99-replay-end');
  }
}
