import type { Bucket } from '../contract/statistics.ts';
import { DAY_S, HOUR_S, type OffsetSpan, offsetSpans, type Span } from './offsets.ts';

/** The widest that local time is from UTC, and some. */
const WIDEST_OFFSET_S = 16 * HOUR_S;

/** Whole days of a zone's calendar, cut where the offset changes. `from` and `to` are days since 1970, both included. */
export interface Range extends Span {
  from: number;
  to: number;
  spans: OffsetSpan[];
}

/** A date as days since 1970, and back; dates have no zone. */
export const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / (DAY_S * 1000);
export const dateOf = (day: number): string => new Date(day * DAY_S * 1000).toISOString().slice(0, 10);
/** 0 is Monday; 1970 began on a Thursday. */
export const weekday = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** From the first instant of the day `from` to the first one after the day `to`. */
export function rangeOf(from: number, to: number, zone: string): Range {
  const around = {
    start: from * DAY_S - WIDEST_OFFSET_S,
    end: (to + 1) * DAY_S + WIDEST_OFFSET_S,
  };
  const spans = offsetSpans(around, zone);
  const start = startOfDay(from, spans);
  const end = startOfDay(to + 1, spans);
  return {
    from,
    to,
    start,
    end,
    spans: spans
      .map((span) => ({ ...span, start: Math.max(span.start, start), end: Math.min(span.end, end) }))
      .filter((span) => span.start < span.end),
  };
}

/** The first instant that the zone calls by this day; where midnight is left out, the instant after the gap. */
export function startOfDay(day: number, spans: readonly OffsetSpan[]): number {
  for (const { start, end, offset } of spans) {
    const at = Math.max(start, day * DAY_S - offset);
    if (at < end) return at;
  }
  return spans.at(-1)!.end;
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

function dayStarts(range: Range, bucket: Exclude<Bucket, 'hour'>): number[] {
  const starts: number[] = [];
  for (let day = range.from; day <= range.to; day++) {
    if (day > range.from && !begins(day, bucket)) continue;
    const start = startOfDay(day, range.spans);
    // A zone that crossed the date line has left out a whole day.
    if (start !== starts.at(-1) && start < range.end) starts.push(start);
  }
  return starts;
}

function begins(day: number, bucket: Exclude<Bucket, 'hour'>): boolean {
  switch (bucket) {
    case 'day':
      return true;
    case 'week':
      return weekday(day) === 0;
    case 'month':
      return dateOf(day).endsWith('-01');
  }
}

/** The days before a range to compare it with: whole months before whole months, else as many days. */
export function previousDays(from: number, to: number): { from: number; to: number } {
  const whole = dateOf(from).endsWith('-01') && dateOf(to + 1).endsWith('-01');
  if (!whole) return { from: from - (to - from + 1), to: from - 1 };
  const first = new Date(from * DAY_S * 1000);
  const after = new Date((to + 1) * DAY_S * 1000);
  const months =
    (after.getUTCFullYear() - first.getUTCFullYear()) * 12 + after.getUTCMonth() - first.getUTCMonth();
  const before = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - months, 1);
  return { from: before / (DAY_S * 1000), to: from - 1 };
}
