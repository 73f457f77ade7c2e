/** What can be expected of an infrared sensor, from its datasheet; one file each. */
export interface Sensor {
  /** As the boot frame names it. */
  name: string;
  /** For staff. */
  label: string;
  /** What it can measure, hundredths of °C: a value beyond is damage. */
  object: Range;
  ambient: Range;
  /** Ambient in °C for which its accuracy is specified closely enough: outside there is no temperature. */
  accurateAmbient: Range;
  /** Of an object temperature near that of skin, as delivered, ± °C. */
  accuracy: number;
  /** Standard deviation in hundredths of °C that a working one does not reach: more of it is a fault. */
  noiseLimit: number;
  /** Equal readings in a row, at five a second, that a working one does not give: then it is stuck. */
  stuckAfter: number;
}

export type Range = readonly [least: number, most: number];

export const within = (value: number | null, [least, most]: Range): boolean =>
  value === null || (value >= least && value <= most);
