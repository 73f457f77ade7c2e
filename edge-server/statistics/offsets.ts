/** Seconds of a quarter of an hour, of which every zone's offset is a multiple. */
export const QUARTER_S = 900;
export const HOUR_S = 3600;
export const DAY_S = 86_400;

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
 * The offset is looked at once a day and, where it differs, the change is found by halving: no zone has ever
 * changed twice within a day. Changes that do not lie on a quarter of an hour (before 1972) move to the next one.
 */
export function offsetSpans({ start, end }: Span, zone: string): OffsetSpan[] {
  const offsetAt = offsets(zone);
  const spans: OffsetSpan[] = [];
  let from = start;
  let offset = offsetAt(start);
  for (let at = start; at < end; at += DAY_S) {
    const next = Math.min(at + DAY_S, end);
    const after = offsetAt(next);
    if (after === offset) continue;
    const change = findChange(at, next, offset, offsetAt);
    if (change < end) {
      spans.push({ start: from, end: change, offset });
      from = change;
      offset = after;
    }
  }
  spans.push({ start: from, end, offset });
  return spans;
}

/** The first quarter of an hour in (`from`, `to`] that no longer has `offset`. */
function findChange(from: number, to: number, offset: number, offsetAt: (at: number) => number): number {
  let before = Math.floor(from / QUARTER_S);
  let after = Math.ceil(to / QUARTER_S);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle * QUARTER_S) === offset) before = middle;
    else after = middle;
  }
  return after * QUARTER_S;
}

/** The zone's offset in seconds at an instant, by what the zone's clock shows then. */
function offsets(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at * 1000)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - at;
  };
}
