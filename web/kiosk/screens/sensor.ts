import type { Reading, SensorPlace, Settings } from '../../../edge-server/contract/index.ts';

/** Where the sensor is, and how near the visitor's forehead has come to it. */
export interface SensorPointer {
  place: SensorPlace;
  /** 0 for as far as one stands to be seen, 1 for as near as it should be; null without a distance sensor. */
  filled: number | null;
  /** Near enough to be measured. */
  near: boolean;
}

/** What screen and voice say: near, never touch. */
export const NEAR = {
  left: 'near_left',
  right: 'near_right',
  above: 'near_above',
  below: 'near_below',
} as const satisfies Record<SensorPlace, string>;

/** Visitors stand about this far away when they are asked to come near, mm: there the arrow begins to fill. */
const FILLS_FROM_MM = 800;
/** The arrow is full at this share of the farthest distance: who stops there sways, and is still measured. */
const AIM = 0.75;

/** @param reading the last one that can be believed, null without any */
export function pointerTo(
  reading: Pick<Reading, 'distance_mm'> | null,
  { farthestMm, sensorPlace }: Pick<Settings, 'farthestMm' | 'sensorPlace'>,
): SensorPointer {
  const distance = reading?.distance_mm ?? null;
  if (distance === null) return { place: sensorPlace, filled: null, near: false };
  const aim = AIM * farthestMm;
  const from = Math.max(FILLS_FROM_MM, 2 * farthestMm);
  const filled = Math.max(0, Math.min(1, (from - distance) / (from - aim)));
  return { place: sensorPlace, filled, near: distance <= farthestMm };
}
