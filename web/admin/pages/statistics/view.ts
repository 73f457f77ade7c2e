import { Bucket } from '../../../../edge-server/contract/statistics.ts';
import type { Place } from '../../state/place.ts';
import { bucketsFor, type DayRange, rangeOf } from './range.ts';

/** What the page shows, as its address says. */
export interface View {
  range: DayRange;
  bucket: Bucket;
  compare: boolean;
}

/** @param today the site's day, as `2026-11-24` */
export function viewOf(query: URLSearchParams, today: string): View {
  const range = rangeOf(query, today);
  const fitting = bucketsFor(range);
  const wanted = Bucket.safeParse(query.get('bucket')).data;
  return {
    range,
    bucket: wanted && fitting.includes(wanted) ? wanted : fitting[0],
    compare: query.get('compare') === '1',
  };
}

/** The same as a question to the server; `place` is for a fleet's. */
export function queryOf({ range, bucket, compare }: View, place: Place = {}): URLSearchParams {
  return new URLSearchParams({ ...range, bucket, compare: compare ? '1' : '0', ...place });
}
