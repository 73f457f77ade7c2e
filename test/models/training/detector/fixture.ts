import { BlazeFace } from '../../../../models/pipeline/blazeface.ts';
import { frameBytes } from '../../../../models/pipeline/frame.ts';
import type { Label } from '../../../../models/pipeline/labels.ts';
import type { ScenePhoto, SceneStore } from '../../../../models/training/detector/scenes.ts';
import { frameOf, readModelFile } from '../../pipeline/node-models.ts';

/** A store with one group photo of an npm package, four faces, once for each label that scenes must have. */
export async function groupStore(): Promise<SceneStore> {
  const frame = await frameOf('@vladmandic/face-api/demo/sample4.jpg');
  const detector = await BlazeFace.load(readModelFile);
  const found = await detector.detect(frame);
  detector.dispose();
  const bytes = frameBytes(frame.width, frame.height);
  const pixels = new SharedArrayBuffer(bytes);
  new Uint8Array(pixels).set(new Uint8Array(frame.y.buffer, frame.y.byteOffset, bytes));
  const photos = (['mask', 'no_mask', 'incorrect'] as Label[]).map(
    (label, group): ScenePhoto => ({
      file: `${label}.jpg`,
      source: 'group',
      group,
      offset: 0,
      width: frame.width,
      height: frame.height,
      faces: found.map(({ box, keypoints }) => ({ box, keypoints, label })),
      unsure: [],
    }),
  );
  return { photos, pixels, examples: { examples: [], meshes: new SharedArrayBuffer(0) } };
}
