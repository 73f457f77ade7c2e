/** What every run learns with; all of it goes into the manifest. */
export interface Settings {
  seed: number;
  steps: number;
  /** Samples a step, over all threads. */
  batch: number;
  threads: number;
  rate: number;
  weightDecay: number;
}

const WARM_UP = 100;

/** Learning rate: a short linear warm-up, then half a cosine down to a hundredth (Loshchilov and Hutter 2017). */
export function learningRate(step: number, { steps, rate }: Pick<Settings, 'steps' | 'rate'>): number {
  const progress = Math.min(1, step / steps);
  return rate * Math.min(1, (step + 1) / WARM_UP) * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** Share of the running mean of the weights that stays, less at the start so that it forgets the first ones. */
export function averageKeep(step: number): number {
  return Math.min(0.998, (1 + step) / (10 + step));
}
