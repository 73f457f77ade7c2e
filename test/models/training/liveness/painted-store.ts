import { Random } from '../../../../models/training/common/random.ts';
import type { Example, ExampleStore } from '../../../../models/training/dataset/examples.ts';

const SIDE = 128;

/** Photos painted at random, each with a face in its middle and room around it; they share nothing. */
export function paintedStore(count: number): ExampleStore {
  const bytes = (SIDE * SIDE * 3) / 2;
  const pixels = new SharedArrayBuffer(count * bytes);
  const view = new Uint8Array(pixels);
  const random = new Random(17);
  for (let i = 0; i < view.length; i++) view[i] = 40 + random.below(160);
  const examples = Array.from(
    { length: count },
    (_, i): Example => ({
      file: `${i}.jpg`,
      source: 'painted',
      label: 'no_mask',
      foundBy: 'detector',
      group: i,
      face: {
        box: [44, 44, 40, 40],
        score: 1,
        keypoints: { rightEye: [54, 56], leftEye: [74, 56], nose: [64, 64], mouth: [64, 74] },
      },
      offset: i * bytes,
      width: SIDE,
      height: SIDE,
      corner: [0, 0],
      mesh: 0,
      meshScore: 1,
    }),
  );
  return { examples, pixels, meshes: new SharedArrayBuffer(0), missed: {} };
}
