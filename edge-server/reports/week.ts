import type { Settings } from '../contract/index.ts';

export type Schedule = Pick<Settings, 'reportDay' | 'reportTime' | 'timeZone'>;

const DAYS = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

/** The moment of the schedule that was last, and the one that comes next, in the site's zone; null when it is off. */
export function momentsOf(
  { reportDay, reportTime, timeZone }: Schedule,
  now: Date,
): { last: Temporal.ZonedDateTime; next: Temporal.ZonedDateTime } | null {
  if (reportDay === 'off') return null;
  const here = now.toTemporalInstant().toZonedDateTimeISO(timeZone);
  const back = (here.dayOfWeek - DAYS[reportDay] + 7) % 7;
  const at = (weeks: number) =>
    here
      .toPlainDate()
      .subtract({ days: back })
      .add({ weeks })
      // A time that summer time leaves out is the one an hour later.
      .toZonedDateTime({ timeZone, plainTime: reportTime });
  const passed = Temporal.ZonedDateTime.compare(at(0), here) <= 0;
  return passed ? { last: at(0), next: at(1) } : { last: at(-1), next: at(0) };
}

/** Monday of the last week that was over on a day. */
export function weekBefore(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.subtract({ days: day.dayOfWeek - 1 + 7 });
}

/** A week by the number of ISO 8601, as `2026-W48`. */
export function weekName(monday: Temporal.PlainDate): string {
  return `${monday.yearOfWeek}-W${String(monday.weekOfYear).padStart(2, '0')}`;
}
