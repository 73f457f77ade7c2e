import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShortRange } from '../../../../models/training/blazeface/published.ts';
import { detectorArchitecture } from '../../../../models/training/detector/architecture.ts';
import { pretrainedWeights } from '../../../../models/training/detector/pretrained.ts';
import type { DetectorSettings } from '../../../../models/training/detector/task.ts';
import { compileKernels } from '../../../../models/training/kernels/kernels.ts';
import { initialState, runTraining } from '../../../../models/training/loop/run.ts';
import type { State } from '../../../../models/training/loop/worker.ts';
import { startNodeBackend } from '../../pipeline/node-models.ts';
import { groupStore } from './fixture.ts';

const settings: DetectorSettings = {
  ...{ seed: 2, steps: 3, batch: 4, threads: 2, rate: 1e-3, weightDecay: 0 },
  ...{ width: 96, height: 80 },
};

test('a run of the detector: two threads learn the same weights twice, and tell score and place', async () => {
  await startNodeBackend();
  const store = await groupStore();
  const architecture = detectorArchitecture();
  const start = pretrainedWeights(architecture, await readShortRange());
  const kernels = await compileKernels();
  const trained = async () => {
    let last: State | undefined;
    const watched: string[] = [];
    await runTraining(
      {
        kernels,
        architecture,
        task: new URL('../../../../models/training/detector/task.ts', import.meta.url),
        data: { store, train: store.photos },
        settings,
        state: initialState(start),
      },
      ({ means }) => {
        watched.push(...Object.keys(means));
        assert.ok(Object.values(means).every((mean) => mean > 0 && Number.isFinite(mean)));
      },
      async (state) => {
        last = state;
      },
    );
    assert.deepEqual(watched, ['score', 'place']);
    return last!;
  };
  const [first, again] = [await trained(), await trained()];
  assert.equal(first.step, settings.steps);
  assert.deepEqual(first, again);
  assert.notDeepEqual(first.weights, start);
});
