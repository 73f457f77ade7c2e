import type { Today, VerdictKind } from '../contract/index.ts';
import { dayOf } from './calendar.ts';
import { HOUR_S } from './offsets.ts';

/** What today is counted from: attempts by hour since `start`, and the visitors whose first attempt was then. */
export interface HourSource {
  countHours(
    start: Date,
    end: Date,
  ): { hour: number; verdict: VerdictKind; attempts: number; visitors: number }[];
}

/** Counts the visits of the day that `now` falls in, in the site's zone. */
export function summarise(source: HourSource, now: Date, timeZone: string): Today {
  const { from, start, end } = dayOf(now, timeZone);
  const at = (hour: number) => new Date((start + hour * HOUR_S) * 1000);
  const length = Math.ceil((end - start) / HOUR_S);
  const hours = Array.from({ length }, (_, hour) => ({ start: at(hour).toISOString(), ...none() }));
  const today: Today = {
    date: from.toString(),
    time_zone: timeZone,
    ...none(),
    attempts: 0,
    visitors: 0,
    hours,
  };
  for (const { hour, verdict, attempts, visitors } of source.countHours(at(0), new Date(end * 1000))) {
    const entry = hours[hour];
    if (entry) entry[verdict] += attempts;
    today[verdict] += attempts;
    today.attempts += attempts;
    today.visitors += visitors;
  }
  return today;
}

const none = () => ({ pass: 0, deny: 0, adjust: 0, staff: 0 });
