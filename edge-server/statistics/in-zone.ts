import { startOfDay } from './calendar.ts';

interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

/** Days of the site's calendar, both included, as the instants between which they lie; the second is not included. */
export function inZone<Filter extends Days>({ from, to, ...rest }: Filter, zone: string) {
  const iso = (date: string, days: number) =>
    new Date(startOfDay(Temporal.PlainDate.from(date).add({ days }), zone) * 1000).toISOString();
  return { ...rest, ...(from && { from: iso(from, 0) }), ...(to && { to: iso(to, 1) }) };
}
