import type { Arena, Pointer } from '../kernels/kernels.ts';
import type { Exchange } from './exchange.ts';
import { averageKeep, learningRate, type Settings } from './schedule.ts';

/** Adam's two moments and the running mean of the weights, as long as the weights. */
export interface Moments {
  first: Pointer;
  second: Pointer;
  average: Pointer;
}

/** Adds up what all threads wrote from `offset` on, always in the same order. */
export function sumSlots(exchange: Exchange, threads: number, into: Float32Array, offset = 0): void {
  const slots = Array.from({ length: threads }, (_, k) => exchange.slot(k));
  for (let i = 0; i < into.length; i++) {
    let sum = 0;
    for (const slot of slots) sum += slot[offset + i]!;
    into[i] = sum;
  }
}

/** Shortens a gradient to a length, so that one strange batch does not undo what was learnt (Pascanu et al. 2013). */
export function clipGradient(gradient: Float32Array, longest: number): void {
  let square = 0;
  for (let i = 0; i < gradient.length; i++) square += gradient[i]! * gradient[i]!;
  const length = Math.sqrt(square);
  if (length <= longest) return;
  for (let i = 0; i < gradient.length; i++) gradient[i]! *= longest / length;
}

/** One step of Adam (Kingma and Ba 2015) with its bias corrections folded into rate and epsilon. */
export function adamStep(
  { kernels }: Arena,
  { weights, gradient }: { weights: Pointer; gradient: Pointer },
  { first, second, average }: Moments,
  total: number,
  step: number,
  settings: Pick<Settings, 'steps' | 'rate' | 'weightDecay'>,
): void {
  const rate = learningRate(step, settings);
  const root = Math.sqrt(1 - 0.999 ** (step + 1));
  const corrected = (rate * root) / (1 - 0.9 ** (step + 1));
  const keep = averageKeep(step);
  const decay = rate * settings.weightDecay;
  kernels.adam(weights, gradient, first, second, average, total, corrected, 1e-8 * root, decay, keep);
}
