import { KioskId } from '../../../edge-server/contract/ids.ts';

/** Whose visits and counts a fleet's page shows: one kiosk's, one site's, or with neither all. */
export interface Place {
  kiosk?: string;
  site?: string;
}

const MOST_LETTERS = 63;

/** The place of an address; what makes no sense is left out. */
export function placeIn(query: URLSearchParams): Place {
  const kiosk = KioskId.safeParse(query.get('kiosk')).data;
  if (kiosk !== undefined) return { kiosk };
  const site = query.get('site');
  return site && site.length <= MOST_LETTERS ? { site } : {};
}
