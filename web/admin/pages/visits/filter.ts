import { VisitFilter } from '../../../../edge-server/contract/visit-query.ts';

/** The parts of the filter, as they stand in the address. */
export const FILTER_KEYS = Object.keys(VisitFilter.shape) as (keyof VisitFilter)[];

/** The filter of an address; a part that makes no sense is left out, so that an old link still shows something. */
export function filterOf(query: URLSearchParams): Record<string, string> {
  const filter: Record<string, string> = {};
  for (const key of FILTER_KEYS) {
    const value = query.get(key)?.trim();
    if (value && VisitFilter.shape[key].safeParse(value).success) filter[key] = value;
  }
  return filter;
}
