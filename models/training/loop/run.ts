import { readFile, rename, writeFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Architecture } from '../blazeface/architecture.ts';
import { createExchange } from './exchange.ts';
import type { Settings } from './schedule.ts';
import { runThreads } from './threads.ts';
import type { Job, Message, State } from './worker.ts';

/** Steps between two reports, and between two checkpoints. */
const REPORT_EVERY = 50;
const SAVE_EVERY = 400;

/** The state of a run that has not begun. @param weights to start from */
export function initialState(weights: Float32Array): State {
  const zeros = () => new Float32Array(weights.length);
  return { step: 0, weights, first: zeros(), second: zeros(), average: weights.slice() };
}

/** The state of a checkpoint. */
export async function readState(checkpoint: string): Promise<State> {
  return deserialize(await readFile(checkpoint)) as State;
}

export async function writeState(checkpoint: string, state: State): Promise<void> {
  await writeFile(`${checkpoint}.part`, serialize(state));
  await rename(`${checkpoint}.part`, checkpoint);
}

/** Trains from `state` to the last step over worker threads; `save` is awaited before the run counts as done. */
export async function runTraining<Data>(
  job: {
    kernels: WebAssembly.Module;
    architecture: Architecture;
    /** The task's module, a `TaskModule`. */
    task: URL;
    data: Data;
    settings: Settings;
    state: State;
  },
  report: (message: Extract<Message, { kind: 'progress' }>) => void,
  save: (state: State) => Promise<void>,
): Promise<void> {
  const { threads } = job.settings;
  const exchange = createExchange(threads, job.architecture.total);
  let saving = Promise.resolve();
  await runThreads(
    new URL('./worker.ts', import.meta.url),
    threads,
    (thread): Job => ({
      ...job,
      task: job.task.href,
      thread,
      exchange,
      reportEvery: REPORT_EVERY,
      saveEvery: SAVE_EVERY,
    }),
    (message: Message) => {
      if (message.kind === 'progress') report(message);
      else saving = saving.then(() => save(message.state));
    },
  );
  await saving;
}

/** Prints how far a run is, what it is watched by, and how long it still takes. */
export function progressBar({ steps, batch }: Settings, from: number) {
  const began = performance.now();
  return ({ step, means }: Extract<Message, { kind: 'progress' }>): void => {
    const perSecond = (step - from) / ((performance.now() - began) / 1000);
    const bar = '#'.repeat(Math.round((20 * step) / steps)).padEnd(20, '.');
    const watched = Object.entries(means).map(([name, mean]) => `${name} ${mean.toFixed(4)}`);
    console.log(
      `[${bar}] ${step}/${steps} ${watched.join(' ')} ${(perSecond * batch).toFixed(0)} images/s, ` +
        `${((steps - step) / perSecond / 60).toFixed(1)} min left`,
    );
  };
}
