import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileKernels } from '../../../models/training/kernels/kernels.ts';
import { initialState, runTraining } from '../../../models/training/loop/run.ts';
import type { Settings } from '../../../models/training/loop/schedule.ts';
import type { State } from '../../../models/training/loop/worker.ts';
import { maskArchitecture } from '../../../models/training/network/architecture.ts';
import { grey } from './grey.ts';

const ARCHITECTURE = maskArchitecture(48);
const SETTINGS: Settings = {
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

async function trained(settings: Settings): Promise<State> {
  const saved: State[] = [];
  const job = {
    kernels,
    architecture: ARCHITECTURE,
    samples: new URL('../../../models/training/mask/samples.ts', import.meta.url),
    store,
    train: store.examples,
  };
  await runTraining(
    { ...job, settings, state: initialState(ARCHITECTURE, settings.seed) },
    ({ loss }) => assert.ok(Number.isFinite(loss)),
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
  assert.notDeepEqual(first.weights, initialState(ARCHITECTURE, SETTINGS.seed).weights);
});
