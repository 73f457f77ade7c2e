import type { Label, Probabilities } from '../../../models/pipeline/labels.ts';
import type { VisionClient } from './client.ts';

/** What `window.runFrame` answers; boxes in pixels of the source. */
export interface FrameResult {
  faces: {
    box: [x: number, y: number, width: number, height: number];
    label: Label;
    score: number;
    probabilities: Probabilities;
  }[];
  /** ms in the worker, from the pixels to the answer. */
  ms: number;
}

/** Judges one canvas or bitmap by the kiosk's worker and pipeline; the source stays the caller's. */
export async function runFrame(client: VisionClient, source: ImageBitmapSource): Promise<FrameResult> {
  const { observation, ms } = await client.observe(await createImageBitmap(source));
  const faces = observation.faces.map(({ box, label, score, probabilities }) => ({
    box,
    label,
    score,
    probabilities,
  }));
  return { faces, ms };
}
