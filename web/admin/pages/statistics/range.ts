import type { Bucket } from '../../../../edge-server/contract/statistics.ts';

const DAY_MS = 86_400_000;

/** The ranges that have a button; `custom` is any other. */
export const PRESETS = ['today', 'week', 'month', 'this_month', 'last_month'] as const;
export type Preset = (typeof PRESETS)[number];

/** Whole days of the site's calendar, both ends included, as `2026-11-24`. */
export interface DayRange {
  from: string;
  to: string;
}

export function presetRange(preset: Preset, today: string): DayRange {
  switch (preset) {
    case 'today':
      return { from: today, to: today };
    case 'week':
      return { from: addDays(today, -6), to: today };
    case 'month':
      return { from: addDays(today, -29), to: today };
    case 'this_month':
      return { from: `${today.slice(0, 7)}-01`, to: today };
    case 'last_month': {
      const to = addDays(`${today.slice(0, 7)}-01`, -1);
      return { from: `${to.slice(0, 7)}-01`, to };
    }
  }
}

/** The preset that this range is today; null for any other range. */
export function presetOf(range: DayRange, today: string): Preset | null {
  return (
    PRESETS.find((preset) => {
      const { from, to } = presetRange(preset, today);
      return from === range.from && to === range.to;
    }) ?? null
  );
}

/** The range of an address; the last seven days when it names none that makes sense. */
export function rangeOf(query: URLSearchParams, today: string): DayRange {
  const [from, to] = [query.get('from'), query.get('to')];
  if (!isDate(from) || !isDate(to)) return presetRange('week', today);
  return from <= to ? { from, to } : { from: to, to: from };
}

/** Days of a range. */
export function lengthOf({ from, to }: DayRange): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
}

/** The buckets that make a readable chart of a range, the best one first. */
export function bucketsFor(range: DayRange): readonly [Bucket, ...Bucket[]] {
  const days = lengthOf(range);
  if (days <= 2) return ['hour', 'day'];
  if (days <= 14) return ['day', 'hour', 'week'];
  if (days <= 92) return ['day', 'week', 'month'];
  if (days <= 370) return ['week', 'day', 'month'];
  return days <= 800 ? ['month', 'week', 'day'] : ['month', 'week'];
}

/** The same number of days before or after. */
export function moved(range: DayRange, direction: -1 | 1): DayRange {
  const by = direction * lengthOf(range);
  return { from: addDays(range.from, by), to: addDays(range.to, by) };
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function isDate(text: string | null): text is string {
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}
