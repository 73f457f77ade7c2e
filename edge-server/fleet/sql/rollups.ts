import type { FleetTotals } from '../../contract/fleet.ts';
import { DAY_S, EPOCH_H, QUARTER_S, type Span, WEEK_H } from '../../statistics/offsets.ts';
import {
  attemptsOf,
  type Counts,
  type DaysOfSpan,
  type FacetCount,
  type HourCounts,
  type StatisticsSource,
} from '../../statistics/source.ts';
import type { Ask } from '../reader/cloud-reader.ts';

/** Whose counts: one kiosk's, or those of a site, with `*` for all. */
export type Scope = { kiosk: string } | { site: string };

const TABLES = { kiosk: ['history', 'kiosk_id'], site: ['fleet', 'site'] } as const;
type Family = keyof typeof TABLES;

const SUMS = ['pass', 'deny', 'adjust', 'staff', 'visitors']
  .map((column) => `sum(${column})::int as ${column}`)
  .join(', ');

/** Counts by hour of a clock that is $2 s from UTC. */
const hours = (family: Family) => `
  select floor((date_part('epoch', bucket) + $2::int) / 3600)::int as hour, ${SUMS}
  from ${TABLES[family][0]}_quarters
  where ${TABLES[family][1]} = $1::text and bucket >= to_timestamp($3::int) and bucket < to_timestamp($4::int)
  group by 1 order by 1`;

/**
 * Counts by day of a clock that is $2 s from UTC, and by hour of its week, one of the two null. Hours come first, so that
 * quarters are gone through once; `date_bin` counts in whole numbers, which takes half of what `date_part` does.
 */
const days = (family: Family) => `
  select day, hour, ${SUMS}
  from (
    select h.hour / 24 as day, (h.hour + ${EPOCH_H}) % ${WEEK_H} as hour, pass, deny, adjust, staff, visitors
    from (
      select floor((date_part('epoch', b.bin) + $2::int) / 3600)::int as hour, pass, deny, adjust, staff, visitors
      from (
        select date_bin('1 hour', bucket, to_timestamp(-$2::int)) as bin, ${SUMS}
        from ${TABLES[family][0]}_quarters
        where ${TABLES[family][1]} = $1::text and bucket >= to_timestamp($3::int) and bucket < to_timestamp($4::int)
        group by 1
      ) as b
    ) as h
  ) as w
  group by grouping sets ((day), (hour)) order by day`;

/** Whole UTC days from their own table, both ends from quarters: $1 days from, $2 to; $3 start, $4 head; $5 tail, $6 end. */
const pieces = (family: Family, columns: string, where: string) => `
  select ${columns} from ${TABLES[family][0]}_days
    where ${where} bucket >= to_timestamp($1::int) and bucket < to_timestamp($2::int)
  union all select ${columns} from ${TABLES[family][0]}_quarters
    where ${where} bucket >= to_timestamp($3::int) and bucket < to_timestamp($4::int)
  union all select ${columns} from ${TABLES[family][0]}_quarters
    where ${where} bucket >= to_timestamp($5::int) and bucket < to_timestamp($6::int)`;

const facets = (family: Family) => `
  select f.key as facet, sum(f.value::int)::int as n
  from (${pieces(family, 'facets', `${TABLES[family][1]} = $7::text and`)}) as p, jsonb_each_text(p.facets) as f
  group by 1`;

const totals = (family: Family) => {
  const key = TABLES[family][1];
  const columns = `${key}, pass, deny, adjust, staff, visitors`;
  return `
  select ${key} as key, ${SUMS}, sum(pass + deny + adjust + staff)::int as attempts
  from (${pieces(family, columns, family === 'site' ? `site <> '*' and` : '')}) as p
  group by 1 order by 1`;
};

export const HOURS_KIOSK = hours('kiosk');
export const HOURS_SITE = hours('site');
export const DAYS_KIOSK = days('kiosk');
export const DAYS_SITE = days('site');
export const FACETS_KIOSK = facets('kiosk');
export const FACETS_SITE = facets('site');
export const TOTALS_KIOSK = totals('kiosk');
export const TOTALS_SITE = totals('site');

/** The counts of a scope, as the statistics read them; hours without an attempt are left out. */
export function rollups(ask: Ask, scope: Scope): StatisticsSource {
  const [key, hoursOf, daysOf, facetsOf] =
    'kiosk' in scope
      ? [scope.kiosk, HOURS_KIOSK, DAYS_KIOSK, FACETS_KIOSK]
      : [scope.site, HOURS_SITE, DAYS_SITE, FACETS_SITE];
  return {
    hours: ({ start, end, offset }) => ask<HourCounts>(hoursOf, [key, offset, start, end]),
    days: async ({ start, end, offset }) =>
      dayOrHour(await ask<DayOrHour>(daysOf, [key, offset, start, end])),
    facets: (span) => ask<FacetCount>(facetsOf, [...cut(span), key]),
  };
}

type DayOrHour = Counts & ({ day: number; hour: null } | { day: null; hour: number });

function dayOrHour(rows: readonly DayOrHour[]): DaysOfSpan {
  const found: DaysOfSpan = { days: [], week: [] };
  for (const { day, hour, ...counts } of rows) {
    if (day !== null) found.days.push({ day, ...counts });
    else found.week.push({ hour: hour!, attempts: attemptsOf(counts) });
  }
  return found;
}

/** What every kiosk or every site counted. */
export async function listTotals(ask: Ask, by: Family, span: Span): Promise<FleetTotals> {
  const totals = await ask<FleetTotals['totals'][number]>(
    by === 'kiosk' ? TOTALS_KIOSK : TOTALS_SITE,
    cut(span),
  );
  return { totals };
}

/** The whole UTC days of a span and what is left at both ends, as pairs. */
function cut({ start, end }: Span): [number, number, number, number, number, number] {
  const from = Math.floor(start / QUARTER_S) * QUARTER_S;
  const to = Math.ceil(end / QUARTER_S) * QUARTER_S;
  const first = Math.ceil(from / DAY_S) * DAY_S;
  const last = Math.floor(to / DAY_S) * DAY_S;
  if (first >= last) return [0, 0, from, to, to, to];
  return [first, last, from, first, last, to];
}
