import { dayNumber, rangeOf } from './calendar.ts';

interface Days {
  from?: string | undefined;
  to?: string | undefined;
}

/** Days of the site's calendar, both included, as the instants between which they lie; the second is not included. */
export function inZone<Filter extends Days>({ from, to, ...rest }: Filter, zone: string) {
  const first = from ?? to;
  const last = to ?? from;
  if (first === undefined || last === undefined) return rest;
  const { start, end } = rangeOf(dayNumber(first), dayNumber(last), zone);
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  return { ...rest, ...(from && { from: iso(start) }), ...(to && { to: iso(end) }) };
}
