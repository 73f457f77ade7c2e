import type { DatabaseSync } from 'node:sqlite';
import { DAY_S, EPOCH_H, HOUR_S, type OffsetSpan, QUARTER_S, WEEK_H } from '../../statistics/offsets.ts';
import type {
  DayCounts,
  FacetCount,
  HourCounts,
  StatisticsSource,
  WeekHour,
} from '../../statistics/source.ts';
import type { Change } from '../db/change.ts';

/**
 * Reads the counts that the store keeps up with each visit. Facets come from whole UTC days where
 * there are any, and from quarters at both ends. Node binds every number as a float, so divisors and sums are cast.
 */
export function rollups(database: DatabaseSync): StatisticsSource {
  const by = (columns: string) =>
    database.prepare(
      `select ${columns} from (select bucket * 900 + cast(? as integer) as local, * from quarters
         where bucket >= cast(? as integer) and bucket < cast(? as integer)) group by 1 order by 1`,
    );
  const sums = ['pass', 'deny', 'adjust', 'staff', 'visitors'].map((column) => `sum(${column}) as ${column}`);
  const hours = by(`local / ${HOUR_S} as hour, ${sums}`);
  const days = by(`local / ${DAY_S} as day, ${sums}`);
  const week = by(
    `(local / ${HOUR_S} + ${EPOCH_H}) % ${WEEK_H} as hour, sum(pass + deny + adjust + staff) as attempts`,
  );
  const facets = database.prepare(
    `select facet, sum(n) as n from (
       select facet, n from facets
         where span = 86400 and bucket >= cast(:first_day as integer) and bucket < cast(:last_day as integer)
       union all select facet, n from facets
         where span = 900 and bucket >= cast(:start as integer) and bucket < cast(:head as integer)
       union all select facet, n from facets
         where span = 900 and bucket >= cast(:tail as integer) and bucket < cast(:end as integer)
     ) group by 1 having sum(n) <> 0`,
  );
  const of = ({ start, end, offset }: OffsetSpan) => [offset, start / QUARTER_S, end / QUARTER_S];
  return {
    hours: (span) => hours.all(...of(span)) as unknown as HourCounts[],
    days: (span) => ({
      days: days.all(...of(span)) as unknown as DayCounts[],
      week: week.all(...of(span)) as unknown as WeekHour[],
    }),
    facets({ start, end }) {
      const quarters = DAY_S / QUARTER_S;
      const first = Math.ceil(start / DAY_S);
      const last = Math.max(first, Math.floor(end / DAY_S));
      const [from, to] = [start / QUARTER_S, end / QUARTER_S];
      return facets.all({
        first_day: first,
        last_day: last,
        start: from,
        head: Math.min(first * quarters, to),
        tail: Math.max(last * quarters, Math.min(first * quarters, to)),
        end: to,
      }) as unknown as FacetCount[];
    },
  };
}

/** Removes what was counted before a time. */
export function removeOldCounts(before: Date): Change {
  const seconds = Math.floor(before.getTime() / 1000);
  const ofFacets = (span: number) => ({
    sql: `delete from facets where span = ${span} and bucket < cast(? as integer)`,
    values: [Math.floor(seconds / span)],
  });
  return [
    {
      sql: 'delete from quarters where bucket < cast(? as integer)',
      values: [Math.floor(seconds / QUARTER_S)],
    },
    ofFacets(QUARTER_S),
    ofFacets(DAY_S),
  ];
}
