import type { Sensor } from './sensor.ts';

/** Omron D6T-1A-02, datasheet: ranges under 'Functions', accuracy (±1.5 °C) under 'Characteristics'. */
export const d6t1a: Sensor = {
  name: 'd6t1a',
  label: 'D6T-1A',
  object: [-4000, 8000],
  ambient: [-4000, 8000],
  // Accuracy is stated at 25 and 45 °C only; the ten degrees below are our allowance for a cool room.
  accurateAmbient: [15, 45],
  accuracy: 1.5,
  // Not from the datasheet: five of its steps of 0.1 °C. Less takes the wake of quick visitors for noise.
  noiseLimit: 50,
  // Its steps are coarse: with noise of 0.03 °C in the middle of a step, nine readings of ten repeat the one before
  // (2 Φ(0.05 / 0.03) - 1), a hundred in a row come up daily, and six hundred never.
  stuckAfter: 600,
};
