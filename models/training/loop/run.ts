import { Worker } from 'node:worker_threads';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import type { Architecture } from '../network/architecture.ts';
import { initialParameters, layOut } from '../network/parameters.ts';
import { Random } from '../random.ts';
import { createExchange } from './exchange.ts';
import type { Settings } from './schedule.ts';
import type { State, TrainJob, TrainMessage } from './worker.ts';

/** The state of a run that has not begun. */
export function initialState(architecture: Architecture, seed: number): State {
  const layout = layOut(architecture);
  const weights = initialParameters(layout, new Random(seed, 1));
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
  const workers: Worker[] = [];
  try {
    await Promise.all(
      Array.from({ length: threads }, (_, thread) => {
        const workerData: TrainJob = { ...job, thread, exchange, reportEvery: 50, saveEvery: 400 };
        const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
        workers.push(worker);
        return new Promise<void>((resolve, reject) => {
          worker.on('message', (message: TrainMessage) => {
            if (message.kind === 'progress') report(message);
            else saving = saving.then(() => save(message.state));
          });
          worker.on('error', reject);
          worker.on('exit', (code) =>
            code === 0 ? resolve() : reject(new Error(`thread ended with ${code}`)),
          );
        });
      }),
    );
    await saving;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
