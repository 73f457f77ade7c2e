import type { Logger } from 'pino';
import type { Settings } from '../contract/index.ts';
import { PlainThermometer } from './plain.ts';
import type { Thermometer } from './thermometer.ts';

export interface OpenOptions {
  /** `simulated`, `auto` (find a board, never fall back to the simulator) or the path of a serial port. */
  mode: string;
  settings: () => Settings;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** The thermometer that `KF99_THERMOMETER` names; nothing is opened before `start()`. */
export function openThermometer(options: OpenOptions): Thermometer {
  if (options.mode === 'simulated') return new PlainThermometer();
  throw new Error(`No serial driver yet for ${options.mode}`);
}
