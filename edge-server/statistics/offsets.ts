/** Seconds of a quarter of an hour, of which every zone's offset is a multiple since 1972. */
export const QUARTER_S = 900;
export const HOUR_S = 3600;
export const DAY_S = 86_400;
export const WEEK_H = 7 * 24;
/** Hours of the week, from Monday on, that were over when 1970 began: it was a Thursday. */
export const EPOCH_H = 3 * 24;

/** Times are whole seconds since the epoch. */
export interface Span {
  start: number;
  end: number;
}

/** A stretch of time during which a zone keeps its offset; local time = UTC + offset. */
export interface OffsetSpan extends Span {
  offset: number;
}

/**
 * Cuts a range where the zone's offset changes: one piece for most ranges, three for a year with summer time.
 *
 * Counts are kept by the quarter of an hour. Some zones changed a minute after one (St. John's until 2011, Casey until
 * 2022): those changes move to the next quarter.
 */
export function offsetSpans({ start, end }: Span, zone: string): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(
    start * 1000,
  ).toZonedDateTimeISO(zone);
  for (let from = start; from < end && at !== null; ) {
    const offset = at.offsetNanoseconds / 1e9;
    at = at.getTimeZoneTransition('next');
    const change = at === null ? end : Math.ceil(at.epochMilliseconds / 1000 / QUARTER_S) * QUARTER_S;
    const until = Math.min(change, end);
    spans.push({ start: from, end: until, offset });
    from = until;
  }
  return spans;
}
