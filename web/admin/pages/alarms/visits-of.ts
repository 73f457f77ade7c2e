import type { Alarm } from '../../../../edge-server/contract/alarms.ts';

/** Which visits an alarm speaks of, in the parts of a `VisitFilter`; those of the others are none in particular. */
const FILTERS: Readonly<Record<string, Record<string, string>>> = {
  fever: { reason: 'fever' },
  repeated_denial: { verdict: 'deny' },
};

/**
 * The filter of the page of visits that shows what an alarm speaks of, by the days of the site's zone; null for an alarm
 * that is of no visits.
 */
export function visitsOf(
  { code, opened_at, cleared_at }: Pick<Alarm, 'opened_at' | 'cleared_at'> & { code: string },
  zone: string,
): Record<string, string> | null {
  const filter = FILTERS[code];
  if (filter === undefined) return null;
  const day = (time: string) => Temporal.Instant.from(time).toZonedDateTimeISO(zone).toPlainDate().toString();
  return { ...filter, from: day(opened_at), ...(cleared_at !== null && { to: day(cleared_at) }) };
}
