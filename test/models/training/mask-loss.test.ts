import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Network } from '../../../models/training/blazeface/network.ts';
import { Random } from '../../../models/training/common/random.ts';
import { Arena, compileKernels } from '../../../models/training/kernels/kernels.ts';
import { crossEntropy } from '../../../models/training/loop/loss.ts';
import { maskArchitecture } from '../../../models/training/mask/architecture.ts';
import { meanLogits, spreadGradient } from '../../../models/training/mask/logits.ts';
import { randomWeights } from './random-weights.ts';

const SIZE = 32;
const LABEL = 2;
const SMOOTHING = 0.1;

test('the gradient of the loss of the mean answer equals its differences, in the head and in the blocks', async () => {
  const arena = new Arena(await compileKernels());
  const architecture = maskArchitecture();
  const network = new Network(arena, architecture, SIZE, SIZE);
  const random = new Random(3);
  const weights = arena.view(network.weights, architecture.total);
  weights.set(randomWeights(architecture, random));
  arena
    .view(network.image, SIZE * SIZE * 3)
    .set(Float32Array.from({ length: SIZE * SIZE * 3 }, () => random.between(-1, 1)));
  const slope: number[] = [];
  const loss = () => {
    network.forward();
    return crossEntropy(meanLogits(arena, network), LABEL, SMOOTHING, slope, 1).loss;
  };
  loss();
  spreadGradient(arena, network, slope);
  network.prepareBackward();
  network.backward();
  const gradient = arena.view(network.gradient, architecture.total).slice();

  const [head] = architecture.heads;
  const last = architecture.blocks.at(-1)!;
  for (const at of [head!.matrix + LABEL, head!.matrix + 8, head!.bias, last.bias + 5, last.pointwise + 50]) {
    const before = weights[at]!;
    const step = 1e-2;
    weights[at] = before + step;
    const up = loss();
    weights[at] = before - step;
    const down = loss();
    weights[at] = before;
    const difference = (up - down) / (2 * step);
    const off = Math.abs(difference - gradient[at]!);
    assert.ok(off < 0.02 * Math.abs(difference) + 1e-4, `${at}: ${gradient[at]} instead of ${difference}`);
  }
});
