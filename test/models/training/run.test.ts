import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../models/training/common/random.ts';
import { compileKernels } from '../../../models/training/kernels/kernels.ts';
import { initialState, runTraining } from '../../../models/training/loop/run.ts';
import type { State } from '../../../models/training/loop/worker.ts';
import { maskArchitecture } from '../../../models/training/mask/architecture.ts';
import type { MaskSettings } from '../../../models/training/mask/presets.ts';
import { grey } from './grey.ts';
import { randomWeights } from './random-weights.ts';

const ARCHITECTURE = maskArchitecture();
const SETTINGS: MaskSettings = {
  preset: 'test',
  seed: 5,
  steps: 4,
  batch: 8,
  threads: 2,
  rate: 1e-3,
  weightDecay: 0.01,
  labelSmoothing: 0,
};

const kernels = await compileKernels();
const store = grey(['mask', 'no_mask', 'incorrect']);
const start = randomWeights(ARCHITECTURE, new Random(SETTINGS.seed));

async function trained(settings: MaskSettings): Promise<State> {
  const saved: State[] = [];
  await runTraining(
    {
      kernels,
      architecture: ARCHITECTURE,
      task: new URL('../../../models/training/mask/task.ts', import.meta.url),
      data: { store, train: store.examples },
      settings,
      state: initialState(start),
    },
    ({ means }) => assert.ok(Number.isFinite(means.loss)),
    async (state) => void saved.push(state),
  );
  assert.equal(saved.length, 1);
  return saved[0]!;
}

test('two threads learn the same weights from the same seed, a coarse start among them', async () => {
  const coarse = { ...SETTINGS, coarse: { size: 32, steps: 2 } };
  const [first, again, fine] = [await trained(coarse), await trained(coarse), await trained(SETTINGS)];
  assert.equal(first.step, 4);
  assert.deepEqual(first, again);
  assert.notDeepEqual(first.weights, fine.weights);
  assert.notDeepEqual(first.weights, start);
});
