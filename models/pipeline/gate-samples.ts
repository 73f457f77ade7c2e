import type { Face } from './face.ts';
import { type Frame, frameBytes, frameFromI420 } from './frame.ts';
import { LABELS, type Label } from './labels.ts';
import type { ReadModelFile } from './load.ts';

/** Side of a sample in pixels, and how many face boxes it shows: more than a classifier's crop. */
export const SAMPLE_SIDE = 48;
export const SAMPLE_SCALE = 1.4;
/** Samples of each label. */
export const SAMPLES = 12;

/** A face whose label is known, in a frame that is nothing but its surroundings. */
export interface GateSample {
  frame: Frame;
  face: Face;
  label: Label;
}

/** Where the samples are, below `models`. */
export const SAMPLE_FILE = 'gate/samples.bin';

/**
 * The faces that every mask model has to know: twelve of each label, I420, one after the other in the order of `LABELS`.
 * How they are made and whose they are: models/gate/README.md.
 *
 * @throws when the file has another length
 */
export async function readGateSamples(read: ReadModelFile): Promise<GateSample[]> {
  const bytes = new Uint8Array(await read(SAMPLE_FILE));
  const each = frameBytes(SAMPLE_SIDE, SAMPLE_SIDE);
  if (bytes.length !== LABELS.length * SAMPLES * each) {
    throw new Error(`${SAMPLE_FILE} has ${bytes.length} bytes: build the pages again`);
  }
  return LABELS.flatMap((label, k) =>
    Array.from({ length: SAMPLES }, (_, i) => {
      const at = (k * SAMPLES + i) * each;
      const frame = frameFromI420(bytes.subarray(at, at + each), SAMPLE_SIDE, SAMPLE_SIDE);
      return { frame, face: FACE, label };
    }),
  );
}

const SIDE = SAMPLE_SIDE / SAMPLE_SCALE;
const EDGE = (SAMPLE_SIDE - SIDE) / 2;

/** Where the face is in each of them: in the middle, its eyes level. */
const FACE: Face = {
  box: [EDGE, EDGE, SIDE, SIDE],
  score: 1,
  keypoints: {
    rightEye: [EDGE + 0.3 * SIDE, EDGE + 0.35 * SIDE],
    leftEye: [EDGE + 0.7 * SIDE, EDGE + 0.35 * SIDE],
    nose: [EDGE + 0.5 * SIDE, EDGE + 0.55 * SIDE],
    mouth: [EDGE + 0.5 * SIDE, EDGE + 0.78 * SIDE],
  },
};
