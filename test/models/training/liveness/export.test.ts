import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { startWasm } from '../../../../models/pipeline/backend.ts';
import { Random } from '../../../../models/training/common/random.ts';
import { WASM_FOLDER } from '../../../../models/training/dataset/packages.ts';
import { Arena, compileKernels } from '../../../../models/training/kernels/kernels.ts';
import { livenessFigures } from '../../../../models/training/liveness/figures.ts';
import { initialState } from '../../../../models/training/loop/run.ts';
import { fitLogisticTemperature } from '../../../../models/training/loop/validation.ts';
import { livenessArchitecture } from '../../../../models/training/network/architecture.ts';
import { asSingleLogit, exportGraph } from '../../../../models/training/network/export.ts';
import { Network } from '../../../../models/training/network/network.ts';
import { DENSE_COLUMNS } from '../../../../models/training/network/parameters.ts';
import { predict } from '../../../../models/training/network/predict.ts';
import { graphOf } from '../graph-of.ts';

const SIZE = 32;

test('the exported single logit is the difference of the two that were learnt', async () => {
  const architecture = livenessArchitecture(SIZE);
  const { weights } = initialState(architecture, 3);
  const random = new Random(4);
  const kernels = await compileKernels();
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, 3);
  arena.view(network.weights, weights.length).set(weights);
  const images = Float32Array.from({ length: 3 * SIZE * SIZE * 3 }, () => random.between(-1, 1));
  arena.view(network.images, images.length).set(images);
  network.forward();
  const statistics = new Float32Array(network.layout.statistics);
  network.readStatistics(statistics);
  network.forward(statistics);
  const two = arena.view(network.logits, 3 * DENSE_COLUMNS);

  const single = asSingleLogit(architecture, { weights, statistics });
  const graph = exportGraph(single.architecture, single.trained, 'liveness.bin', 'float32');
  assert.equal(graph.weightFile, 'liveness.bin', 'float32');
  assert.ok(graph.bytes.length < 400_000, `${graph.bytes.length} bytes of weights`);
  await startWasm(WASM_FOLDER, 1);
  const model = await graphOf(graph);
  const answer = model.execute(tf.tensor4d(images, [3, SIZE, SIZE, 3])) as tf.Tensor;
  assert.deepEqual(answer.shape, [3, 1]);
  const logits = await answer.data();
  const floats = SIZE * SIZE * 3;
  const predicted = predict(kernels, single.architecture, single.trained, 3, (i, out) =>
    out.set(images.subarray(i * floats, (i + 1) * floats)),
  );
  assert.equal(predicted.length, 3);
  for (let i = 0; i < 3; i++) {
    const expected = two[i * DENSE_COLUMNS + 1]! - two[i * DENSE_COLUMNS]!;
    assert.ok(Math.abs(expected) > 1e-3);
    assert.ok(Math.abs(logits[i]! - expected) < 1e-4, `${logits[i]} instead of ${expected}`);
  }
  model.dispose();
});

test('figures count each error at a logit of 0', () => {
  const figures = livenessFigures(
    [2, -1, 1, -3, -2],
    ['live', 'live', 'screen', 'screen', 'paper'],
    [1, -1, 1, 1],
  );
  assert.equal(figures.attackCalledLive.screen, 0.5);
  assert.equal(figures.attackCalledLive.paper, 0);
  assert.equal(figures.liveCalledAttack, 0.5);
  assert.equal(figures.photos.calledAttack, 0.25);
  assert.equal(figures.auc.paper, 1);
});

test('the temperature of single logits is the one that made the labels', () => {
  const random = new Random(5);
  const logits = Array.from({ length: 4000 }, () => random.normal() * 4);
  const live = logits.map((logit) => random.chance(1 / (1 + Math.exp(-logit / 2))));
  assert.ok(Math.abs(fitLogisticTemperature(logits, live) - 2) < 0.2);
});
