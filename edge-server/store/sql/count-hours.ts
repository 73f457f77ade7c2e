import type { DatabaseSync } from 'node:sqlite';
import type { VerdictKind } from '../../contract/index.ts';

export interface HourCount {
  /** Hours since the start of the day. */
  hour: number;
  verdict: VerdictKind;
  attempts: number;
  /** Attempts that follow no other one. */
  visitors: number;
}

/**
 * Counts a day by hour and verdict; `start` and `end` are instants, so the zone is the caller's. Node binds
 * every number as a float, so the start is cast: hours are whole only in a division of integers.
 */
export function countHours(database: DatabaseSync): (start: Date, end: Date) => HourCount[] {
  const select = database.prepare(
    `select (unixepoch(visited) - cast(? as integer)) / 3600 as hour, verdict, count(*) as attempts,
            count(*) filter (where attempt_of is null) as visitors
     from visits where visited >= ? and visited < ? group by 1, 2`,
  );
  return (start, end) =>
    select.all(
      Math.floor(start.getTime() / 1000),
      start.toISOString(),
      end.toISOString(),
    ) as unknown as HourCount[];
}
