import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { startWasm } from '../../../models/pipeline/backend.ts';
import { writeGraph } from '../../../models/training/blazeface/graph.ts';
import { Network } from '../../../models/training/blazeface/network.ts';
import { mirror } from '../../../models/training/common/canvas.ts';
import { Random } from '../../../models/training/common/random.ts';
import { WASM_FOLDER } from '../../../models/training/dataset/packages.ts';
import { Arena, compileKernels } from '../../../models/training/kernels/kernels.ts';
import { maskArchitecture } from '../../../models/training/mask/architecture.ts';
import { exportClassifier, exportedClassifier } from '../../../models/training/mask/export.ts';
import { meanLogits } from '../../../models/training/mask/logits.ts';
import { predict } from '../../../models/training/mask/predict.ts';
import { graphOf } from './graph-of.ts';
import { randomWeights } from './random-weights.ts';

const SIZE = 32;
const FLOATS = SIZE * SIZE * 3;
const architecture = maskArchitecture();
const random = new Random(4);
const weights = randomWeights(architecture, random);

test('the exported graph model answers like the trained network; a prediction looks at the mirror image too', async () => {
  const kernels = await compileKernels();
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, SIZE, SIZE);
  arena.view(network.weights, weights.length).set(weights);
  const images = Float32Array.from({ length: 3 * FLOATS }, () => random.between(-1, 1));
  // The second is the mirror image of the first.
  images.copyWithin(FLOATS, 0, FLOATS);
  mirror({ rgb: images.subarray(FLOATS, 2 * FLOATS), size: SIZE });
  const own = [0, 1, 2].map((i) => {
    arena.view(network.image, FLOATS).set(images.subarray(i * FLOATS, (i + 1) * FLOATS));
    network.forward();
    return meanLogits(arena, network);
  });

  const predicted = predict(kernels, architecture, SIZE, weights, 2, (i, out) =>
    out.set(images.subarray(i * FLOATS, (i + 1) * FLOATS)),
  );
  assert.equal(predicted.length, 6);
  for (let i = 0; i < 6; i++) {
    // The mirror image of the second is the first; of the first it is the second.
    const mean = (own[0]![i % 3]! + own[1]![i % 3]!) / 2;
    assert.ok(Math.abs(predicted[i]! - mean) < 1e-4, `${predicted[i]} instead of ${mean}`);
  }

  await startWasm(WASM_FOLDER, 1);
  const sizes: number[] = [];
  const scale = Math.max(...own.flat().map(Math.abs));
  for (const [precision, most] of [
    ['float32', 1e-4],
    ['float16', 0.01],
  ] as const) {
    const { json, bytes } = exportClassifier(architecture, SIZE, weights, precision);
    sizes.push(bytes.length);
    const model = await graphOf({ json, bytes });
    const answer = model.execute(tf.tensor4d(images, [3, SIZE, SIZE, 3])) as tf.Tensor;
    assert.deepEqual(answer.shape, [3, 3]);
    const logits = await answer.data();
    own.flat().forEach((expected, i) => {
      const off = Math.abs(logits[i]! - expected);
      assert.ok(off < most * scale, `${precision}, logit ${i}: ${logits[i]} instead of ${expected}`);
    });
    model.dispose();
  }
  assert.ok(sizes[1]! < 0.51 * sizes[0]!, `bytes: ${sizes}`);
});

test('an exported model is read back as it was, so that training can go on from it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-exported-'));
  try {
    await writeGraph(folder, exportClassifier(architecture, SIZE, weights, 'float32'));
    const read = await exportedClassifier(architecture, folder);
    const again = exportClassifier(architecture, SIZE, read, 'float32');
    assert.deepEqual(again, exportClassifier(architecture, SIZE, weights, 'float32'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
