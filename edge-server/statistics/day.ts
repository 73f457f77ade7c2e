/** A calendar day of a zone; `end` is the next day's start, so days have 23, 24 or 25 hours. */
export interface Day {
  /** As `2026-11-24`. */
  date: string;
  start: Date;
  end: Date;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The day that `now` falls in. */
export function dayOf(now: Date, timeZone: string): Day {
  const date = dateIn(now, timeZone);
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return {
    date,
    start: startOf(midnight, timeZone),
    end: startOf(midnight + DAY_MS, timeZone),
  };
}

function dateIn(now: Date, timeZone: string): string {
  // Sweden's form of a date is ISO 8601's.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
}

/**
 * The first instant of a local date, given as that date's midnight in UTC: the first minute that the zone
 * calls by this date. Offsets lie between -12 and +14 hours; the date only ever grows, so halve the range.
 */
function startOf(midnightUtc: number, timeZone: string): Date {
  const date = new Date(midnightUtc).toISOString().slice(0, 10);
  let before = (midnightUtc - 16 * 60 * MINUTE_MS) / MINUTE_MS;
  let reached = (midnightUtc + 16 * 60 * MINUTE_MS) / MINUTE_MS;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (dateIn(new Date(middle * MINUTE_MS), timeZone) >= date) reached = middle;
    else before = middle;
  }
  return new Date(reached * MINUTE_MS);
}
