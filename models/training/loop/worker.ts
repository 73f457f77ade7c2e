import { parentPort, workerData } from 'node:worker_threads';
import { Random } from '../common/random.ts';
import type { Example, ExampleStore } from '../dataset/examples.ts';
import { Arena } from '../kernels/kernels.ts';
import type { Architecture } from '../network/architecture.ts';
import { Network } from '../network/network.ts';
import { DENSE_COLUMNS } from '../network/parameters.ts';
import type { Draw, SampleModule } from './draw.ts';
import { Exchange, type SharedExchange } from './exchange.ts';
import { crossEntropy } from './loss.ts';
import { adamStep, sumSlots } from './optimiser.ts';
import type { Settings } from './schedule.ts';

/** All that has to be kept to go on with a run: see `Layout` for the order of the numbers. */
export interface State {
  step: number;
  weights: Float32Array;
  first: Float32Array;
  second: Float32Array;
  average: Float32Array;
  /** Running mean and variance of batch norm. */
  statistics: Float32Array;
}

export interface TrainJob {
  thread: number;
  kernels: WebAssembly.Module;
  architecture: Architecture;
  /** Address of the module that draws the samples, a `SampleModule`. */
  samples: string;
  store: ExampleStore;
  train: Example[];
  settings: Settings;
  state: State;
  exchange: SharedExchange;
  reportEvery: number;
  saveEvery: number;
}

/** What the first thread tells. */
export type TrainMessage =
  | { kind: 'progress'; step: number; loss: number; accuracy: number }
  | { kind: 'state'; state: State };

const STATISTICS_KEEP = 0.98;

async function train(job: TrainJob): Promise<void> {
  const { drawer } = (await import(job.samples)) as SampleModule;
  const { settings, thread, state } = job;
  const arena = new Arena(job.kernels);
  const batch = settings.batch / settings.threads;
  const fine = new Network(arena, job.architecture, batch);
  const { layout } = fine;
  const coarse =
    settings.coarse && new Network(arena, { ...job.architecture, size: settings.coarse.size }, batch, fine);
  const [first, second, average] = [0, 1, 2].map(() => arena.floats(layout.total)) as [
    number,
    number,
    number,
  ];
  const whole = (pointer: number) => arena.view(pointer, layout.total);
  whole(fine.weights).set(state.weights);
  whole(first).set(state.first);
  whole(second).set(state.second);
  whole(average).set(state.average);
  const statistics = state.statistics.slice();
  const drawers = new Map<Network, Draw>();
  for (const network of coarse ? [fine, coarse] : [fine]) {
    drawers.set(network, drawer(job.store, job.train, network.size));
  }
  const exchange = new Exchange(job.exchange);
  const labels = new Uint8Array(batch);
  let [loss, correct, seen] = [0, 0, 0];

  for (let step = state.step; step < settings.steps; step++) {
    const network = coarse && step < settings.coarse!.steps ? coarse : fine;
    const draw = drawers.get(network)!;
    const floats = network.size ** 2 * 3;
    const images = arena.view(network.images, batch * floats);
    for (let i = 0; i < batch; i++) {
      const random = new Random(settings.seed, step, thread * batch + i);
      labels[i] = draw(random, images.subarray(i * floats, (i + 1) * floats));
    }
    network.forward();
    const logits = arena.view(network.logits, batch * DENSE_COLUMNS);
    const gradient = arena.view(network.logitGradient, batch * DENSE_COLUMNS);
    const result = crossEntropy(
      logits,
      labels,
      settings.labelSmoothing,
      gradient,
      1 / settings.batch,
      job.architecture.outputs,
    );
    network.backward();
    loss += result.loss;
    correct += result.correct;
    seen += 1;

    const own = exchange.slot(thread);
    own.set(whole(network.gradient));
    network.readStatistics(own.subarray(layout.total));
    exchange.meet();
    sumSlots(exchange, settings.threads, whole(network.gradient));
    followStatistics(exchange, settings.threads, layout.total, statistics);
    exchange.next();
    adamStep(arena, network, { first, second, average }, layout, step, settings);

    const done = step + 1;
    if (thread !== 0) continue;
    if (done % job.reportEvery === 0 || done === settings.steps) {
      send({ kind: 'progress', step: done, loss: loss / seen, accuracy: correct / (seen * batch) });
      [loss, correct, seen] = [0, 0, 0];
    }
    if (done % job.saveEvery === 0 || done === settings.steps) {
      const copy = (pointer: number) => whole(pointer).slice();
      send({
        kind: 'state',
        state: {
          step: done,
          weights: copy(fine.weights),
          first: copy(first),
          second: copy(second),
          average: copy(average),
          statistics: statistics.slice(),
        },
      });
    }
  }
}

/** The means of batch norm follow slowly what the threads saw. */
function followStatistics(
  exchange: Exchange,
  threads: number,
  offset: number,
  statistics: Float32Array,
): void {
  const seen = new Float32Array(statistics.length);
  sumSlots(exchange, threads, seen, offset);
  for (let i = 0; i < statistics.length; i++) {
    statistics[i] = STATISTICS_KEEP * statistics[i]! + (1 - STATISTICS_KEEP) * (seen[i]! / threads);
  }
}

function send(message: TrainMessage): void {
  parentPort!.postMessage(message);
}

await train(workerData as TrainJob);
