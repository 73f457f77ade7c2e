import { parentPort, workerData } from 'node:worker_threads';
import { Random } from '../common/random.ts';
import { Arena } from '../kernels/kernels.ts';
import { Exchange, type SharedExchange } from '../loop/exchange.ts';
import { adamStep, clipGradient, sumSlots } from '../loop/optimiser.ts';
import type { Settings } from '../loop/schedule.ts';
import type { Architecture } from './architecture.ts';
import { SceneComposer } from './composer.ts';
import { type DetectorLoss, sceneLoss } from './loss.ts';
import { DetectorNetwork } from './network.ts';
import type { ScenePhoto, SceneStore } from './scenes.ts';
import { Targets } from './targets.ts';

/** All that has to be kept to go on with a run. */
export interface DetectorState {
  step: number;
  weights: Float32Array;
  first: Float32Array;
  second: Float32Array;
  average: Float32Array;
}

export type DetectorSettings = Pick<
  Settings,
  'seed' | 'steps' | 'batch' | 'threads' | 'rate' | 'weightDecay'
> & {
  width: number;
  height: number;
};

export interface DetectorJob {
  thread: number;
  kernels: WebAssembly.Module;
  architecture: Architecture;
  store: SceneStore;
  train: ScenePhoto[];
  settings: DetectorSettings;
  state: DetectorState;
  exchange: SharedExchange;
  reportEvery: number;
  saveEvery: number;
}

/** What the first thread tells. */
export type DetectorMessage =
  | { kind: 'progress'; step: number; loss: DetectorLoss }
  | { kind: 'state'; state: DetectorState };

/** Without it, rates over 3e-4 lose within 100 steps what the published weights know. */
const LONGEST_GRADIENT = 1;

function train(job: DetectorJob): void {
  const { settings, thread, state, architecture } = job;
  const { width, height } = settings;
  const arena = new Arena(job.kernels);
  const network = new DetectorNetwork(arena, architecture, width, height);
  const { total } = architecture;
  const moments = { first: arena.floats(total), second: arena.floats(total), average: arena.floats(total) };
  const whole = (pointer: number) => arena.view(pointer, total);
  whole(network.weights).set(state.weights);
  whole(moments.first).set(state.first);
  whole(moments.second).set(state.second);
  whole(moments.average).set(state.average);
  const composer = new SceneComposer(job.store, job.train, width, height);
  const targets = new Targets(architecture, width, height);
  const exchange = new Exchange(job.exchange);
  const each = settings.batch / settings.threads;
  let loss: DetectorLoss = { score: 0, place: 0 };
  let seen = 0;

  for (let step = state.step; step < settings.steps; step++) {
    whole(network.gradient).fill(0);
    network.prepareBackward();
    for (let i = 0; i < each; i++) {
      const random = new Random(settings.seed, step, thread * each + i);
      const scene = composer.draw(random, arena.view(network.image, width * height * 3));
      network.forward();
      const { score, place } = sceneLoss(arena, network, targets.assign(scene), 1 / settings.batch);
      loss = { score: loss.score + score, place: loss.place + place };
      network.backward();
      seen++;
    }
    exchange.slot(thread).set(whole(network.gradient));
    exchange.meet();
    sumSlots(exchange, settings.threads, whole(network.gradient));
    clipGradient(whole(network.gradient), LONGEST_GRADIENT);
    exchange.next();
    adamStep(arena, network, moments, { decayed: total, total }, step, settings);

    const done = step + 1;
    if (thread !== 0) continue;
    if (done % job.reportEvery === 0 || done === settings.steps) {
      send({ kind: 'progress', step: done, loss: { score: loss.score / seen, place: loss.place / seen } });
      [loss, seen] = [{ score: 0, place: 0 }, 0];
    }
    if (done % job.saveEvery === 0 || done === settings.steps) {
      const copy = (pointer: number) => whole(pointer).slice();
      const [first, second, average] = [moments.first, moments.second, moments.average].map(copy);
      const weights = copy(network.weights);
      send({
        kind: 'state',
        state: { step: done, weights, first: first!, second: second!, average: average! },
      });
    }
  }
}

function send(message: DetectorMessage): void {
  parentPort!.postMessage(message);
}

train(workerData as DetectorJob);
