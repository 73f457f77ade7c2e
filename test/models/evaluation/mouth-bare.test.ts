import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bareTheMouth,
  looksAhead,
  type MeshedCrop,
  moveMaskUp,
} from '../../../models/evaluation/mouth-bare.ts';
import { startWasm } from '../../../models/pipeline/backend.ts';
import { sampleFrame } from '../../../models/pipeline/self-test.ts';
import { Random } from '../../../models/training/common/random.ts';
import { FaceMesh } from '../../../models/training/dataset/mesh.ts';
import { readHumanModel, WASM_FOLDER } from '../../../models/training/dataset/packages.ts';

const SIZE = 96;
/** Points of the mesh: below the nose, chin, the bridge of the nose. */
const [UPPER_LIP, CHIN, BRIDGE] = [0, 175, 6];

/** The mesh that the model finds where there is no face: a plain, frontal one. */
async function plainMesh(): Promise<[number, number][]> {
  await startWasm(WASM_FOLDER, 1);
  const mesh = await FaceMesh.load(readHumanModel);
  const face = {
    box: [40, 20, 80, 80],
    score: 1,
    keypoints: { rightEye: [65, 50], leftEye: [95, 50], nose: [80, 65], mouth: [80, 80] },
  } as Parameters<FaceMesh['find']>[1];
  const { points } = await mesh.find(sampleFrame(), face);
  mesh.dispose();
  const found = Array.from({ length: points.length / 3 }, (_, i) => [points[3 * i]!, points[3 * i + 1]!]);
  const left = Math.min(...found.map(([x]) => x!));
  const top = Math.min(...found.map(([, y]) => y!));
  const scale = 70 / (Math.max(...found.map(([, y]) => y!)) - top);
  return found.map(([x, y]) => [15 + (x! - left) * scale, 15 + (y! - top) * scale]);
}

const points = await plainMesh();
const plain = (value: number): MeshedCrop => ({
  canvas: { size: SIZE, rgb: new Float32Array(SIZE * SIZE * 3).fill(value) },
  points,
});
const at = ({ canvas }: MeshedCrop, index: number): number => {
  const [x, y] = points[index]!.map(Math.floor) as [number, number];
  return canvas.rgb[3 * (y * SIZE + x)]!;
};

test('a mask that is moved up lies on the nose and leaves the chin bare', () => {
  assert.ok(looksAhead(points));
  for (let seed = 0; seed < 12; seed++) {
    const bare = plain(0.5);
    moveMaskUp(bare, plain(0.9), new Random(seed));
    assert.ok(Math.abs(at(bare, BRIDGE!) - 0.9) < 0.01, `bridge, seed ${seed}`);
    assert.equal(at(bare, CHIN!), 0.5, `chin, seed ${seed}`);
  }
});

test('a bared mouth takes the light of the masked face and leaves the nose covered', () => {
  let lips = 0;
  for (let seed = 0; seed < 12; seed++) {
    const masked = plain(0.3);
    const bare = plain(0.6);
    for (let i = Math.floor(points[2]![1]) * SIZE * 3; i < bare.canvas.rgb.length; i++)
      bare.canvas.rgb[i] = 0.8;
    bareTheMouth(masked, bare, new Random(seed));
    assert.ok(Math.abs(at(masked, CHIN!) - 0.5) < 0.02, `chin, seed ${seed}: ${at(masked, CHIN!)}`);
    assert.ok(Math.abs(at(masked, BRIDGE!) - 0.3) < 1e-6, `bridge, seed ${seed}`);
    if (Math.abs(at(masked, UPPER_LIP!) - 0.3) > 0.1) lips++;
  }
  assert.ok(lips > 0 && lips < 12, `${lips} of 12 show the upper lip`);
});
