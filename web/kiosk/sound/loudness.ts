import { withinSpan } from '../../../edge-server/contract/hours.ts';
import type { Settings } from '../../../edge-server/contract/settings.ts';

/** How loud the kiosk is now, 0 to 1: the site's volume, and nothing in its quiet hours. */
export function loudness(
  { soundVolume, quietHours, timeZone }: Pick<Settings, 'soundVolume' | 'quietHours' | 'timeZone'>,
  at: Date,
): number {
  return withinSpan(quietHours, timeZone, at) === true ? 0 : soundVolume / 100;
}
