import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { startWasm } from '../../../models/pipeline/backend.ts';
import { mirror } from '../../../models/training/common/canvas.ts';
import { Random } from '../../../models/training/common/random.ts';
import { WASM_FOLDER } from '../../../models/training/dataset/packages.ts';
import { Arena, compileKernels } from '../../../models/training/kernels/kernels.ts';
import { initialState } from '../../../models/training/loop/run.ts';
import { maskArchitecture } from '../../../models/training/network/architecture.ts';
import { exportGraph } from '../../../models/training/network/export.ts';
import { Network } from '../../../models/training/network/network.ts';
import { DENSE_COLUMNS } from '../../../models/training/network/parameters.ts';
import { predict } from '../../../models/training/network/predict.ts';
import { graphOf } from './graph-of.ts';

test('the exported graph model answers like the trained network, batch norm folded; a prediction looks at the mirror image too', async () => {
  const architecture = maskArchitecture(32);
  const { weights } = initialState(architecture, 3);
  const random = new Random(4);
  const kernels = await compileKernels();
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, 3);
  arena.view(network.weights, weights.length).set(weights);
  const images = Float32Array.from({ length: 3 * 32 * 32 * 3 }, () => random.between(-1, 1));
  // The second is the mirror image of the first.
  const floats = 32 * 32 * 3;
  images.copyWithin(floats, 0, floats);
  mirror({ rgb: images.subarray(floats, 2 * floats), size: 32 });
  arena.view(network.images, images.length).set(images);
  network.forward();
  const statistics = new Float32Array(network.layout.statistics);
  network.readStatistics(statistics);
  network.forward(statistics);
  const own = arena.view(network.logits, 3 * DENSE_COLUMNS);

  const predicted = predict(kernels, architecture, { weights, statistics }, 2, (i, out) =>
    out.set(images.subarray(i * floats, (i + 1) * floats)),
  );
  assert.equal(predicted.length, 6);
  for (let i = 0; i < 6; i++) {
    const mean = (own[i % 3]! + own[DENSE_COLUMNS + (i % 3)]!) / 2;
    assert.ok(Math.abs(predicted[i]! - mean) < 1e-4, `${predicted[i]} instead of ${mean}`);
  }

  await startWasm(WASM_FOLDER, 1);
  const sizes: number[] = [];
  for (const [precision, most] of [
    ['float32', 1e-4],
    ['float16', 0.03],
  ] as const) {
    const { json, bytes } = exportGraph(architecture, { weights, statistics }, 'mask.bin', precision);
    sizes.push(bytes.length);
    const model = await graphOf({ json, bytes });
    const answer = model.execute(tf.tensor4d(images, [3, 32, 32, 3])) as tf.Tensor;
    assert.deepEqual(answer.shape, [3, 3]);
    const logits = await answer.data();
    for (let i = 0; i < 9; i++) {
      const expected = own[Math.floor(i / 3) * DENSE_COLUMNS + (i % 3)]!;
      assert.ok(
        Math.abs(logits[i]! - expected) < most,
        `${precision}, logit ${i}: ${logits[i]} instead of ${expected}`,
      );
    }
    model.dispose();
  }
  assert.ok(sizes[1]! < 0.51 * sizes[0]!, `bytes: ${sizes}`);
});
