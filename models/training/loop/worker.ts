import { parentPort, workerData } from 'node:worker_threads';
import type { Architecture } from '../blazeface/architecture.ts';
import { Random } from '../common/random.ts';
import { Arena } from '../kernels/kernels.ts';
import { Exchange, type SharedExchange } from './exchange.ts';
import { adamStep, clipGradient, sumSlots } from './optimiser.ts';
import type { Settings } from './schedule.ts';
import type { TaskModule, Watched } from './task.ts';

/** All that has to be kept to go on with a run. */
export interface State {
  step: number;
  weights: Float32Array;
  first: Float32Array;
  second: Float32Array;
  /** Running mean of the weights: what a model is made of. */
  average: Float32Array;
}

export interface Job {
  thread: number;
  kernels: WebAssembly.Module;
  architecture: Architecture;
  /** Address of the task's module, a `TaskModule`, and what it learns from. */
  task: string;
  data: unknown;
  settings: Settings;
  state: State;
  exchange: SharedExchange;
  reportEvery: number;
  saveEvery: number;
}

/** What the first thread tells; `means` are over the samples since the last report. */
export type Message = { kind: 'progress'; step: number; means: Watched } | { kind: 'state'; state: State };

/** Without it, rates over 3e-4 lose within 100 steps what the published weights know. */
const LONGEST_GRADIENT = 1;

async function train(job: Job): Promise<void> {
  const { settings, thread, state, architecture } = job;
  const { total } = architecture;
  const module = (await import(job.task)) as TaskModule<Architecture, unknown, Settings>;
  const arena = new Arena(job.kernels);
  const task = module.task(arena, architecture, job.data, settings);
  const [{ weights, gradient }] = task.networks as [(typeof task.networks)[number]];
  const moments = { first: arena.floats(total), second: arena.floats(total), average: arena.floats(total) };
  const whole = (pointer: number) => arena.view(pointer, total);
  whole(weights).set(state.weights);
  whole(moments.first).set(state.first);
  whole(moments.second).set(state.second);
  whole(moments.average).set(state.average);
  const exchange = new Exchange(job.exchange);
  const each = settings.batch / settings.threads;
  let sums: Watched = {};
  let seen = 0;

  for (let step = state.step; step < settings.steps; step++) {
    const network = task.networkAt(step);
    whole(gradient).fill(0);
    network.prepareBackward();
    for (let i = 0; i < each; i++) {
      const watched = task.sample(network, new Random(settings.seed, step, thread * each + i));
      for (const [name, value] of Object.entries(watched)) sums[name] = (sums[name] ?? 0) + value;
      network.backward();
      seen++;
    }
    exchange.slot(thread).set(whole(gradient));
    exchange.meet();
    sumSlots(exchange, settings.threads, whole(gradient));
    clipGradient(whole(gradient), LONGEST_GRADIENT);
    exchange.next();
    adamStep(arena, { weights, gradient }, moments, total, step, settings);

    const done = step + 1;
    if (thread !== 0) continue;
    if (done % job.reportEvery === 0 || done === settings.steps) {
      const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / seen]));
      send({ kind: 'progress', step: done, means });
      [sums, seen] = [{}, 0];
    }
    if (done % job.saveEvery === 0 || done === settings.steps) {
      const [first, second, average] = [moments.first, moments.second, moments.average].map((pointer) =>
        whole(pointer).slice(),
      );
      const kept = { weights: whole(weights).slice(), first: first!, second: second!, average: average! };
      send({ kind: 'state', state: { step: done, ...kept } });
    }
  }
}

function send(message: Message): void {
  parentPort!.postMessage(message);
}

await train(workerData as Job);
