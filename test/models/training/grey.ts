import type { Example, ExampleStore } from '../../../models/training/dataset/examples.ts';
import { MESH_POINTS } from '../../../models/training/dataset/mesh.ts';
import { JAW, MIDDLE } from '../../../models/training/drawing/landmarks.ts';

const SIZE = 32;

/** A store of grey patches of 32 pixels, each with a face in its middle; all share pixels and landmarks. */
export function grey(labels: Example['label'][]): ExampleStore {
  const examples = labels.map((label, i): Example => {
    const face: Example['face'] = {
      box: [8, 8, 16, 16],
      score: 1,
      keypoints: { rightEye: [12, 13], leftEye: [20, 13], nose: [16, 17], mouth: [16, 20] },
    } as Example['face'];
    return {
      file: `${i}.jpg`,
      source: 'test',
      label,
      foundBy: 'own' as Example['foundBy'],
      group: i,
      face,
      offset: 0,
      width: SIZE,
      height: SIZE,
      corner: [0, 0],
      mesh: 0,
      meshScore: 1,
    };
  });
  const meshes = new SharedArrayBuffer(MESH_POINTS * 3 * 4);
  const points = new Float32Array(meshes).fill(16);
  const put = (x: number, y: number, ...indices: number[]) => {
    for (const i of indices) points.set([x, y], 3 * i);
  };
  JAW.forEach((index, i) => {
    const angle = Math.PI * (1 - i / (JAW.length - 1));
    put(16 + 7 * Math.cos(angle), 14 + 10 * Math.sin(angle), index);
  });
  MIDDLE.forEach((index, i) => {
    put(16, 13 + (11 * i) / (MIDDLE.length - 1), index);
  });
  put(12, 13, 33, 133);
  put(20, 13, 362, 263);
  const pixels = new SharedArrayBuffer((SIZE * SIZE * 3) / 2);
  new Uint8Array(pixels).fill(128);
  return { examples, pixels, meshes, missed: {} };
}
