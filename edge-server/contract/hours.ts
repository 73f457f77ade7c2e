import { z } from 'zod';

/** A span of the day as `22:00-07:00`, or nothing. Equal ends are all day; `24:00` is the end of the day. */
export const DaySpan = z
  .string()
  .regex(
    /^(([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00))?$/,
    'give two times of the day, as 22:00-07:00, or nothing',
  );

/** A time of the day as `07:30`. */
export const DayTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'give a time of the day, as 07:30');

/** Whether it is within the span in the site's zone; null when none is given. Its end is no longer in it. */
export function withinSpan(span: string, timeZone: string, at: Date): boolean | null {
  const [from, to] = span.split('-');
  if (!from || !to) return null;
  if (from === to) return true;
  const clock = at.toTemporalInstant().toZonedDateTimeISO(timeZone).toPlainTime();
  const time = clock.toString({ smallestUnit: 'minute' });
  // Times of the day sort as text; a span that ends before it begins goes over midnight.
  return from < to ? time >= from && time < to : time >= from || time < to;
}
