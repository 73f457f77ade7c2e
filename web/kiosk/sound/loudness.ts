import type { Settings } from '../../../edge-server/contract/settings.ts';

/** How loud the kiosk is now, 0 to 1: the site's volume, and nothing in its quiet hours. */
export function loudness(
  { soundVolume, quietHours, timeZone }: Pick<Settings, 'soundVolume' | 'quietHours' | 'timeZone'>,
  at: Date,
): number {
  const [from, to] = quietHours.split('-');
  if (from && to) {
    const time = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(at);
    // Times of the day sort as text; a span that ends before it begins goes over midnight.
    const quiet = from <= to ? time >= from && time < to : time >= from || time < to;
    if (quiet) return 0;
  }
  return soundVolume / 100;
}
