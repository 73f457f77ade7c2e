import { Random } from '../common/random.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import type { Architecture } from '../network/architecture.ts';
import { initialParameters, layOut } from '../network/parameters.ts';
import { createExchange } from './exchange.ts';
import type { Settings } from './schedule.ts';
import { runThreads } from './threads.ts';
import type { State, TrainJob, TrainMessage } from './worker.ts';

/** The state of a run that has not begun. @param weights to start from, drawn by the seed if not given */
export function initialState(
  architecture: Architecture,
  seed: number,
  weights = initialParameters(layOut(architecture), new Random(seed, 1)),
): State {
  const layout = layOut(architecture);
  const statistics = new Float32Array(layout.statistics);
  for (const { statistics: at, shaped } of layout.layers) {
    statistics.fill(1, at + shaped.outChannels, at + 2 * shaped.outChannels);
  }
  return {
    step: 0,
    weights,
    first: new Float32Array(layout.total),
    second: new Float32Array(layout.total),
    average: weights.slice(),
    statistics,
  };
}

/** Trains from `state` to the last step over worker threads; `save` is awaited before the run counts as done. */
export async function runTraining(
  job: {
    kernels: WebAssembly.Module;
    architecture: Architecture;
    /** The module that draws the samples, a `SampleModule`. */
    samples: URL;
    store: ExampleStore;
    train: Example[];
    settings: Settings;
    state: State;
  },
  report: (message: Extract<TrainMessage, { kind: 'progress' }>) => void,
  save: (state: State) => Promise<void>,
): Promise<void> {
  const { threads } = job.settings;
  const layout = layOut(job.architecture);
  const exchange = createExchange(threads, layout.total + layout.statistics);
  let saving = Promise.resolve();
  await runThreads(
    new URL('./worker.ts', import.meta.url),
    threads,
    (thread): TrainJob => ({
      ...job,
      samples: job.samples.href,
      thread,
      exchange,
      reportEvery: 50,
      saveEvery: 400,
    }),
    (message: TrainMessage) => {
      if (message.kind === 'progress') report(message);
      else saving = saving.then(() => save(message.state));
    },
  );
  await saving;
}
