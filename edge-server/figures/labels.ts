import type { Bucket } from '../contract/statistics.ts';
import type { StaffLanguage } from '../words/language.ts';

/** How the axis and the table name a bucket: an hour of a single day without its day, the year where it changes. */
export function bucketLabels(
  starts: readonly string[],
  bucket: Bucket,
  zone: string,
  language: StaffLanguage,
): string[] {
  const options: Record<Bucket, Intl.DateTimeFormatOptions> = {
    hour:
      starts.length <= 25
        ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
        : { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    day: { month: 'numeric', day: 'numeric', ...(starts.length <= 14 && { weekday: 'short' }) },
    week: { month: 'numeric', day: 'numeric' },
    month: { year: '2-digit', month: 'short' },
  };
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone,
    ...options[bucket],
  });
  return starts.map((start) => format.format(new Date(start)));
}

/** How a spreadsheet of any country reads them as days or times: `2026-10-01`, `2026-10-01 14:00`, `2026-10`. */
export function bucketDates(starts: readonly string[], bucket: Bucket, zone: string): string[] {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    ...(bucket !== 'month' && { day: '2-digit' }),
    ...(bucket === 'hour' && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  });
  return starts.map((start) => format.format(new Date(start)));
}

/** Monday to Sunday. */
export function weekdayNames(language: StaffLanguage, style: 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: style, timeZone: 'UTC' });
  // 5 January 1970 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(1970, 0, 5 + day))));
}
