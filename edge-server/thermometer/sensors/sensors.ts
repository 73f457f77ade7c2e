import { d6t1a } from './d6t1a.ts';
import { mlx90614 } from './mlx90614.ts';
import type { Sensor } from './sensor.ts';

const SENSORS: readonly Sensor[] = [mlx90614, d6t1a];

/** What holds while a board has not named its sensor, and for posted readings, whose sensor nobody names. */
export const DEFAULT_SENSOR = mlx90614;

/** What to expect of the sensor of this name. */
export function sensorNamed(name: string): Sensor {
  return SENSORS.find((sensor) => sensor.name === name) ?? DEFAULT_SENSOR;
}

/** Whether a board may name its sensor so: empty while it has found none. */
export function isKnown(name: string): boolean {
  return name === '' || SENSORS.some((sensor) => sensor.name === name);
}
