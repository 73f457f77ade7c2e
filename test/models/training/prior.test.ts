import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LABELS } from '../../../models/pipeline/labels.ts';
import { Random } from '../../../models/training/common/random.ts';
import { compileKernels } from '../../../models/training/kernels/kernels.ts';
import { maskArchitecture } from '../../../models/training/mask/architecture.ts';
import { predict } from '../../../models/training/mask/predict.ts';
import { withMaskLogit } from '../../../models/training/mask/prior.ts';
import { randomWeights } from './random-weights.ts';

test('the answer mask is raised by just so much, the others are as they were, and so are the weights that came', async () => {
  const architecture = maskArchitecture();
  const weights = randomWeights(architecture, new Random(1, 1));
  const before = weights.slice();
  const kernels = await compileKernels();
  const answer = (net: Float32Array) =>
    predict(kernels, architecture, 32, net, 1, (_, out) => void out.fill(0.5));
  const [plain, raised] = [answer(weights), answer(withMaskLogit(weights, architecture, 0.3))];
  LABELS.forEach((label, i) => {
    assert.ok(Math.abs(raised[i]! - plain[i]! - (label === 'mask' ? 0.3 : 0)) < 1e-4, label);
  });
  assert.deepEqual(weights, before);
});
