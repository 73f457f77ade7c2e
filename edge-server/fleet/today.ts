import type { Today } from '../contract/index.ts';
import { dayOf } from '../statistics/calendar.ts';
import { summarise } from '../statistics/today.ts';
import type { Ask } from './reader/cloud-reader.ts';
import { rollups } from './sql/rollups.ts';

const KINDS = ['pass', 'deny', 'adjust', 'staff'] as const;

/** The day that `now` falls in, of all kiosks. */
export async function today(ask: Ask, now: Date, timeZone: string): Promise<Today> {
  const { start, end } = dayOf(now, timeZone);
  // Hours from the start of the day, whatever the zone: the clock that shows 0 then.
  const counts = await rollups(ask, { site: '*' }).hours({ start, end, offset: -start });
  const hours = counts.flatMap(({ hour, visitors, ...of }) =>
    KINDS.map((verdict, i) => ({ hour, verdict, attempts: of[verdict], visitors: i === 0 ? visitors : 0 })),
  );
  return summarise({ countHours: () => hours }, now, timeZone);
}
