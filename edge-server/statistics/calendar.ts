import type { Bucket } from '../contract/statistics.ts';
import { HOUR_S, type OffsetSpan, offsetSpans, type Span } from './offsets.ts';

/** Whole days of a zone's calendar, `from` and `to` included, cut where the offset changes. */
export interface Range extends Span {
  from: Temporal.PlainDate;
  to: Temporal.PlainDate;
  zone: string;
  spans: OffsetSpan[];
}

/** From the first instant of the day `from` to the first one after the day `to`. */
export function rangeOf(from: Temporal.PlainDate, to: Temporal.PlainDate, zone: string): Range {
  const span = { start: startOfDay(from, zone), end: startOfDay(to.add({ days: 1 }), zone) };
  return { from, to, zone, ...span, spans: offsetSpans(span, zone) };
}

/** The day that `now` falls in; days have 23, 24 or 25 hours. */
export function dayOf(now: Date, zone: string): Range {
  const day = now.toTemporalInstant().toZonedDateTimeISO(zone).toPlainDate();
  return rangeOf(day, day, zone);
}

/** The first second of a day: where the zone leaves out midnight, or the whole day, the one after the gap. */
export function startOfDay(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds / 1000;
}

/**
 * The buckets of a range, without a gap and without an overlap. An hour that the clock shows twice is two buckets; a
 * bucket never reaches over the range.
 */
export function bucketsOf(range: Range, bucket: Bucket): Span[] {
  const starts = bucket === 'hour' ? hourStarts(range) : dayStarts(range, bucket);
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? range.end }));
}

function hourStarts({ spans }: Range): number[] {
  return spans.flatMap(({ start, end, offset }) => {
    const starts: number[] = [];
    for (let at = start; at < end; at = nextHour(at, offset)) starts.push(at);
    return starts;
  });
}

const nextHour = (at: number, offset: number): number =>
  (Math.floor((at + offset) / HOUR_S) + 1) * HOUR_S - offset;

function dayStarts({ from, to, zone }: Range, bucket: Exclude<Bucket, 'hour'>): number[] {
  const starts = new Set<number>();
  // A zone that crossed the date line has left out a whole day, which begins with the next one.
  for (let day = from; Temporal.PlainDate.compare(day, to) <= 0; day = next(day, bucket)) {
    starts.add(startOfDay(day, zone));
  }
  return [...starts];
}

/** The first day of the next bucket; weeks begin on Monday. */
function next(day: Temporal.PlainDate, bucket: Exclude<Bucket, 'hour'>): Temporal.PlainDate {
  switch (bucket) {
    case 'day':
      return day.add({ days: 1 });
    case 'week':
      return day.add({ days: 8 - day.dayOfWeek });
    case 'month':
      return day.with({ day: 1 }).add({ months: 1 });
  }
}

/** The days before a range to compare it with: whole months before whole months, else as many days. */
export function previousDays(from: Temporal.PlainDate, to: Temporal.PlainDate) {
  const after = to.add({ days: 1 });
  const largestUnit = from.day === 1 && after.day === 1 ? 'months' : 'days';
  return { from: from.subtract(from.until(after, { largestUnit })), to: from.subtract({ days: 1 }) };
}
