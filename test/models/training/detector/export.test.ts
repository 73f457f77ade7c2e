import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { startWasm } from '../../../../models/pipeline/backend.ts';
import { Network } from '../../../../models/training/blazeface/network.ts';
import { Random } from '../../../../models/training/common/random.ts';
import { WASM_FOLDER } from '../../../../models/training/dataset/packages.ts';
import {
  detectorArchitecture,
  detectorCost,
  OUTPUTS,
} from '../../../../models/training/detector/architecture.ts';
import { exportDetector } from '../../../../models/training/detector/export.ts';
import { Arena, compileKernels } from '../../../../models/training/kernels/kernels.ts';
import { graphOf } from '../graph-of.ts';

test('the exported graph answers like the network, lying and standing, and fits its budget', async () => {
  const architecture = detectorArchitecture();
  const random = new Random(6);
  // Weights are stored as half floats: such lose nothing.
  const weights = Float32Array.from(
    Float16Array.from({ length: architecture.total }, () => random.normal() * 0.15),
  );
  const graph = exportDetector(architecture, weights);
  assert.ok(graph.bytes.length < 225_000, `${graph.bytes.length} bytes of weights`);
  assert.ok(detectorCost(architecture, 192, 144).multiplyAdds < 55e6);
  await startWasm(WASM_FOLDER, 1);
  const model = await graphOf(graph);
  const kernels = await compileKernels();
  for (const [width, height] of [
    [64, 48],
    [48, 64],
  ] as const) {
    const arena = new Arena(kernels);
    const network = new Network(arena, architecture, width, height);
    const image = Float32Array.from({ length: width * height * 3 }, () => random.between(-1, 1));
    arena.view(network.weights, weights.length).set(weights);
    arena.view(network.image, image.length).set(image);
    network.forward();
    const answers = model.execute(tf.tensor4d(image, [1, height, width, 3]), [
      'fine',
      'coarse',
    ]) as tf.Tensor[];
    for (const [k, { answers: at, cells }] of network.heads.entries()) {
      const { stride, columns, anchors } = architecture.heads[k]!;
      const wanted = anchors.length * OUTPUTS;
      assert.deepEqual(answers[k]!.shape, [1, height / stride, width / stride, wanted]);
      const own = arena.view(at, cells * columns);
      (await answers[k]!.data()).forEach((value, i) => {
        const expected = own[Math.floor(i / wanted) * columns + (i % wanted)]!;
        assert.ok(
          Math.abs(value - expected) < 1e-3 * (1 + Math.abs(expected)),
          `${value} instead of ${expected}`,
        );
      });
    }
  }
  model.dispose();
});
