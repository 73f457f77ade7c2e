import type { GraphModel } from '@tensorflow/tfjs-converter';
import { type io, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { loadFused } from './fused-model.ts';
import type { Kernels } from './start.ts';

/** A net as it will run. */
export interface Quickened {
  model: GraphModel;
  /** How many times as fast it is with our kernels; null when it runs with TF.js' own. */
  gain: number | null;
  /** What was measured, or why it runs with them; empty when ours were not asked. */
  reason: string;
}

/** Largest difference of an answer, as a share of the largest answer: rounding alone makes some 1e-6. */
const TOLERANCE = 1e-4;
/** It is taken when it needs at most this share of the time. */
const WORTH = 0.9;
/** Engines compile what runs hot meanwhile, so the first rounds tell little: it is tried until it is faster, within these. */
const LEAST_ROUNDS = 2;
const MOST_ROUNDS = 12;

/**
 * Loads a net once more with our kernels in it, and keeps that one of the two that is better: ours has to answer the same
 * and to be faster, here and now. The other one is disposed of. A net that can't be run with them stays as it is.
 *
 * @param shape of an input to try
 */
export async function quickened(
  kernels: Kernels,
  plain: GraphModel,
  artifacts: io.ModelArtifacts,
  shape: readonly number[],
): Promise<Quickened> {
  let fused: GraphModel | undefined;
  try {
    fused = await loadFused(plain, artifacts);
    const gain = provenGain(plain, fused, shape, kernels.now);
    plain.dispose();
    return { model: fused, gain, reason: `${gain.toFixed(1)} times as fast (${kernels.build})` };
  } catch (error) {
    fused?.dispose();
    const why = error instanceof Error ? error.message : String(error);
    return { model: plain, gain: null, reason: `not (${why.slice(0, 80)})` };
  }
}

/** How many times as fast the fused net is. @throws when it answers something else, or is not worth it */
function provenGain(
  plain: GraphModel,
  fused: GraphModel,
  shape: readonly number[],
  now: () => number,
): number {
  const input = tensor(sample(shape), [...shape]);
  try {
    const difference = distance(answers(plain, input), answers(fused, input));
    if (!(difference <= TOLERANCE)) throw new Error(`answers differ by ${difference.toExponential(1)}`);
    const gain = gainOf(plain, fused, input, now);
    if (gain * WORTH < 1) throw new Error(`only ${gain.toFixed(1)} times as fast`);
    return gain;
  } finally {
    input.dispose();
  }
}

/** Floats from -1 to 1 that are like no other of their neighbours. */
function sample(shape: readonly number[]): Float32Array {
  const length = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length }, (_, i) => Math.sin(i * i * 0.37 + i));
}

function answers(model: GraphModel, input: Tensor): Float32Array[] {
  const outputs = [model.execute(input) as Tensor | Tensor[]].flat();
  try {
    return outputs.map((output) => output.dataSync() as Float32Array);
  } finally {
    for (const output of outputs) output.dispose();
  }
}

/** The largest difference as a share of the largest answer; not a number where an answer is none. */
function distance(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const share = a.map((values, k) => {
    const others = b[k];
    if (others?.length !== values.length) return Number.NaN;
    let [difference, largest] = [0, 0];
    for (const [i, value] of values.entries()) {
      largest = Math.max(largest, Math.abs(value));
      difference = Math.max(difference, Math.abs(value - others[i]!));
    }
    return difference / largest;
  });
  return Math.max(...share);
}

/** How many times as fast the fused net is: the best run of each, in turns. */
function gainOf(plain: GraphModel, fused: GraphModel, input: Tensor, now: () => number): number {
  const time = (model: GraphModel) => {
    const begin = now();
    answers(model, input);
    return now() - begin;
  };
  let [own, ours] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    own = Math.min(own, time(plain));
    ours = Math.min(ours, time(fused));
    if (round + 1 >= LEAST_ROUNDS && ours <= WORTH * own) break;
  }
  return own / ours;
}
