import type { Settings } from '../loop/schedule.ts';

export interface MaskSettings extends Settings {
  preset: string;
  labelSmoothing: number;
  /** The first steps, on smaller crops: they cost less, so that more are seen in the same time (Howard 2018). */
  coarse?: { size: number; steps: number };
}

/** What a preset sets. */
interface Preset extends Pick<Settings, 'steps' | 'rate'> {
  /** Added to the logit of `mask` when the weights are written (prior.ts). */
  maskLogit: number;
  /** Share of the steps that sees small crops. */
  coarse: number;
}

/**
 * Steps are the budget, so that a run can be repeated. `tune` goes on from a model that has learnt already: slower, and
 * at full size, since it has nothing coarse left to learn.
 */
export const PRESETS: Record<string, Preset> = {
  quick: { steps: 4000, rate: 1e-3, coarse: 0.4, maskLogit: 0.3 },
  full: { steps: 16_000, rate: 1e-3, coarse: 0.5, maskLogit: 0.3 },
  tune: { steps: 3500, rate: 2e-4, coarse: 0, maskLogit: 0.3 },
};

/** Side of the small crops, which cost half as much. */
export const COARSE_SIZE = 80;
