import type { Today } from '../contract/index.ts';
import { dayOf } from './calendar.ts';
import { HOUR_S } from './offsets.ts';
import type { StatisticsSource } from './source.ts';

const KINDS = ['pass', 'deny', 'adjust', 'staff'] as const;

/** Counts the visits of the day that `now` falls in, in the zone. */
export async function summarise(
  source: Pick<StatisticsSource, 'hours'>,
  now: Date,
  timeZone: string,
): Promise<Today> {
  const { from, start, end } = dayOf(now, timeZone);
  const at = (hour: number) => new Date((start + hour * HOUR_S) * 1000).toISOString();
  const length = Math.ceil((end - start) / HOUR_S);
  const hours = Array.from({ length }, (_, hour) => ({ start: at(hour), ...none() }));
  const today: Today = {
    date: from.toString(),
    time_zone: timeZone,
    ...none(),
    attempts: 0,
    visitors: 0,
    hours,
  };
  // Hours from the start of the day, whatever the zone: by the clock that shows 0 then.
  for (const { hour, visitors, ...counts } of await source.hours({ start, end, offset: -start })) {
    for (const kind of KINDS) {
      const entry = hours[hour];
      if (entry) entry[kind] += counts[kind];
      today[kind] += counts[kind];
      today.attempts += counts[kind];
    }
    today.visitors += visitors;
  }
  return today;
}

const none = () => ({ pass: 0, deny: 0, adjust: 0, staff: 0 });
