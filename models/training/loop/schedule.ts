/** What a run learns with; all of it goes into the manifest. */
export interface Settings {
  preset: string;
  seed: number;
  steps: number;
  /** Samples a step, over all threads. */
  batch: number;
  threads: number;
  rate: number;
  weightDecay: number;
  labelSmoothing: number;
  /** The first steps, on smaller pictures: they cost less, so that more are seen in the same time (Howard 2018). */
  coarse?: { size: number; steps: number };
}

/** What a preset sets. */
interface Preset extends Pick<Settings, 'steps' | 'rate'> {
  /** Added to the logit of `mask` when the weights are written (mask/prior.ts). */
  maskLogit: number;
  /** Share of the steps that sees 64 px: half of them cost a third of the time. */
  coarse: number;
}

/**
 * Steps are the budget, so that a run can be repeated. `tune` goes on from a model that has learnt already: slower, and
 * at full size, since it has nothing coarse left to learn.
 */
export const PRESETS: Record<string, Preset> = {
  quick: { steps: 4600, rate: 2e-3, coarse: 0.5, maskLogit: 0 },
  full: { steps: 40_000, rate: 2e-3, coarse: 0.5, maskLogit: 0 },
  tune: { steps: 3500, rate: 2e-4, coarse: 0, maskLogit: 0.3 },
};

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
