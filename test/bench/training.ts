/**
 * `npm run bench:training`: one training step of the mask model (forward, cross-entropy, backward, Adam) by our kernels
 * and by TensorFlow.js on its CPU backend, the only one in Node that has the gradients of convolutions without a native
 * module. Time of the processor, the same images, in turns; the best round counts. The last line is JSON.
 */
import { createRequire } from 'node:module';
import { Network } from '../../models/training/blazeface/network.ts';
import { Random } from '../../models/training/common/random.ts';
import { Arena, compileKernels } from '../../models/training/kernels/kernels.ts';
import { crossEntropy } from '../../models/training/loop/loss.ts';
import { adamStep } from '../../models/training/loop/optimiser.ts';
import { CROP_SIZE, maskArchitecture } from '../../models/training/mask/architecture.ts';
import { meanLogits, spreadGradient } from '../../models/training/mask/logits.ts';
import { COARSE_SIZE } from '../../models/training/mask/presets.ts';
import { randomWeights } from '../models/training/random-weights.ts';
import { reference, type TensorFlow } from '../models/training/reference.ts';
import type { Tensor2D, Variable } from '../models/training/trainable.ts';
import { bench, type Figure } from './figures.ts';

const BATCH = 2;
const ROUNDS = 2;
const COLOURS = 3;
const CLASSES = 3;
const SETTINGS = { steps: 1000, rate: 2e-3, weightDecay: 0.01 };
/** Less, and the kernels would not be worth their keep. */
const LEAST_TIMES = 5;

const architecture = maskArchitecture();
const { total } = architecture;
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as TensorFlow;
const kernels = await compileKernels();

/** What both learn from. */
interface Batch {
  /** [batch, size, size, 3] */
  images: Float32Array;
  labels: Uint8Array;
  weights: Float32Array;
}

await bench('training', { fine: () => compare(CROP_SIZE), coarse: () => compare(COARSE_SIZE) }, undefined, {
  batch: BATCH,
});

async function compare(size: number): Promise<Record<string, Figure>> {
  const random = new Random(1);
  const data: Batch = {
    images: Float32Array.from({ length: BATCH * size * size * COLOURS }, () => random.between(-1, 1)),
    labels: Uint8Array.from({ length: BATCH }, (_, i) => i % CLASSES),
    weights: randomWeights(architecture, random),
  };
  const [ours, theirs] = [kernelStep(size, data), tensorflowStep(size, data)];
  let best = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  for (let round = 0; round < ROUNDS; round++) {
    const times = [timed(ours), timed(theirs)] as const;
    best = [Math.min(best[0], times[0]), Math.min(best[1], times[1])];
  }
  tf.disposeVariables();
  const each = best.map((ms) => (ms / BATCH).toFixed(2));
  console.log(`${size} px: kernels ${each[0]} ms an image, TensorFlow.js ${each[1]} ms`);
  return {
    [`TensorFlow.js over kernels at ${size} px`]: { value: best[1] / best[0], budget: ['>=', LEAST_TIMES] },
  };
}

/** ms of the processor, which other work on the machine changes less than the clock's. */
function timed(step: () => number): number {
  const began = process.cpuUsage();
  if (!Number.isFinite(step())) throw new Error('the loss is not a number');
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** @returns a step that answers its loss */
function kernelStep(size: number, { images, labels, weights }: Batch): () => number {
  const arena = new Arena(kernels);
  const network = new Network(arena, architecture, size, size);
  const moments = { first: arena.floats(total), second: arena.floats(total), average: arena.floats(total) };
  arena.view(network.weights, total).set(weights);
  const floats = size * size * COLOURS;
  const slope: number[] = [];
  let step = 0;
  return () => {
    arena.view(network.gradient, total).fill(0);
    network.prepareBackward();
    let sum = 0;
    for (const [i, label] of labels.entries()) {
      arena.view(network.image, floats).set(images.subarray(i * floats, (i + 1) * floats));
      network.forward();
      sum += crossEntropy(meanLogits(arena, network), label, 0, slope, 1 / BATCH).loss / BATCH;
      spreadGradient(arena, network, slope);
      network.backward();
    }
    adamStep(arena, network, moments, total, step++, SETTINGS);
    return sum;
  };
}

/** The same with a variable a parameter, as one writes it there. */
function tensorflowStep(size: number, { images, labels, weights }: Batch): () => number {
  const variables = new Map<number, Variable>();
  const take = (at: number, shape: number[]) => {
    const found = variables.get(at);
    if (found) return found;
    const count = shape.reduce((a, b) => a * b);
    const made = tf.tidy(() => tf.variable(tf.tensor(weights.slice(at, at + count), shape)));
    variables.set(at, made);
    return made;
  };
  const x = tf.tensor4d(images, [BATCH, size, size, COLOURS]);
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), CLASSES);
  const adam = tf.train.adam(SETTINGS.rate);
  const logits = () => {
    const [answers] = reference(tf, architecture, x, take) as [Tensor2D];
    return answers.reshape([BATCH, -1, architecture.heads[0]!.columns]).mean<Tensor2D>(1);
  };
  // The optimiser takes the variables that are there before it begins.
  tf.tidy(() => logits());
  return () => {
    const loss = adam.minimize(
      () => tf.losses.softmaxCrossEntropy(y, logits().slice([0, 0], [BATCH, CLASSES])),
      true,
    )!;
    const [value] = loss.dataSync();
    loss.dispose();
    return value!;
  };
}
