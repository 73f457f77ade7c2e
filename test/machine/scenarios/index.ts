import { CARD } from './card.ts';
import { CLOCKS } from './clock.ts';
import { DAYS } from './days.ts';
import { HOURS } from './hours.ts';
import { IMAGE } from './image.ts';
import { MEMORY } from './memory.ts';
import { POWER_ON } from './power-on.ts';
import type { Scenarios } from './scenario.ts';
import { USB } from './usb.ts';
import { VISITORS } from './visitors.ts';
import { WATCHDOG } from './watchdog.ts';

/** In the order in which they are played. */
export const SCENARIOS: Scenarios = {
  ...POWER_ON,
  ...USB,
  ...VISITORS,
  ...CLOCKS,
  ...HOURS,
  ...DAYS,
  ...CARD,
  ...WATCHDOG,
  ...MEMORY,
  ...IMAGE,
};
