import type { Today, VerdictKind } from '../contract/index.ts';
import { dayOf } from './day.ts';

const HOUR_MS = 3_600_000;

/** What today is counted from: attempts by hour since `start`, and the visitors whose first attempt was then. */
export interface HourSource {
  countHours(
    start: Date,
    end: Date,
  ): { hour: number; verdict: VerdictKind; attempts: number; visitors: number }[];
}

/** Counts the visits of the day that `now` falls in, in the site's zone. */
export function summarise(source: HourSource, now: Date, timeZone: string): Today {
  const { date, start, end } = dayOf(now, timeZone);
  const length = Math.ceil((end.getTime() - start.getTime()) / HOUR_MS);
  const hours = Array.from({ length }, (_, hour) => ({
    start: new Date(start.getTime() + hour * HOUR_MS).toISOString(),
    ...none(),
  }));
  const today: Today = { date, time_zone: timeZone, ...none(), attempts: 0, visitors: 0, hours };
  for (const { hour, verdict, attempts, visitors } of source.countHours(start, end)) {
    const entry = hours[hour];
    if (entry) entry[verdict] += attempts;
    today[verdict] += attempts;
    today.attempts += attempts;
    today.visitors += visitors;
  }
  return today;
}

const none = () => ({ pass: 0, deny: 0, adjust: 0, staff: 0 });
