import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Face } from '../../../models/pipeline/face.ts';
import { frameFromRgba } from '../../../models/pipeline/frame.ts';
import { LivenessModel } from '../../../models/pipeline/liveness.ts';
import { GraphBuilder } from '../../../models/training/network/graph.ts';
import { startNodeBackend } from './node-models.ts';

const SIZE = 8;
const FACE: Face = {
  box: [10, 10, 20, 20],
  score: 1,
  keypoints: { rightEye: [15, 16], leftEye: [25, 16], nose: [20, 20], mouth: [20, 26] },
};

before(() => startNodeBackend());

/** A network whose logit is the mean of the crop's three channels times ten. */
function tinyModel(temperature: number) {
  const graph = new GraphBuilder('float32');
  const image = graph.input('image', -1, SIZE, SIZE, 3);
  const mean = graph.globalAverage('mean', image);
  const matrix = graph.constant('matrix', [3, 1], new Float32Array(3).fill(10 / 3));
  graph.dense('logits', [mean, matrix, graph.constant('bias', [1], new Float32Array(1))]);
  const { json, bytes } = graph.build({ image: [-1, SIZE, SIZE, 3] }, { logits: [-1, 1] }, 'liveness.bin');
  const manifest = { version: 'liveness-tiny', input: { size: SIZE, crop: { scale: 1.5 } }, temperature };
  const files: Record<string, Uint8Array> = {
    'liveness/manifest.json': Buffer.from(JSON.stringify(manifest)),
    'liveness/model.json': Buffer.from(json),
    'liveness/liveness.bin': bytes,
  };
  return LivenessModel.load(async (path) => Uint8Array.from(files[path]!).buffer);
}

function grey(value: number) {
  return frameFromRgba(new Uint8Array(40 * 40 * 4).fill(value), 40, 40);
}

test('a positive logit scores over one half, a negative one under, by the temperature', async () => {
  const model = await tinyModel(1);
  const softer = await tinyModel(10);
  try {
    const [bright, dark] = [await model.score(grey(200), FACE), await model.score(grey(50), FACE)];
    assert.ok(bright > 0.9 && bright < 1);
    assert.ok(dark < 0.1 && dark > 0);
    const soft = await softer.score(grey(200), FACE);
    assert.ok(soft > 0.5 && soft < bright);
    const logit = Math.log(bright / (1 - bright));
    assert.ok(Math.abs(1 / (1 + Math.exp(-logit / 10)) - soft) < 1e-4);
  } finally {
    model.dispose();
    softer.dispose();
  }
});
