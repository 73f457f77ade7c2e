import type { Sensor } from './sensor.ts';

/** Melexis MLX90614, datasheet rev 13: ranges and accuracy in section 5, noise in section 8. */
export const mlx90614: Sensor = {
  name: 'mlx90614',
  label: 'MLX90614',
  object: [-7000, 38000],
  ambient: [-4000, 12500],
  accurateAmbient: [10, 40],
  // The standard types; the medical ones (xDx) have 0.2.
  accuracy: 0.5,
  // Four times that of the noisiest type (10° view).
  noiseLimit: 42,
  // 20 s without a step of 0.02 °C.
  stuckAfter: 100,
};
