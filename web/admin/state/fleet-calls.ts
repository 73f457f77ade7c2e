import type { AlarmState } from '../../../edge-server/contract/alarms.ts';
import {
  FleetAlarms,
  FleetAnswer,
  type FleetKiosk,
  FleetKiosks,
} from '../../../edge-server/contract/fleet.ts';
import type { Api } from '../../shared/api.ts';
import type { Place } from './place.ts';

/** Kiosks of one answer, and how many answers are joined at the most. */
const PAGE_KIOSKS = 500;
const MOST_PAGES = 20;

/** What the pages ask of a fleet's server and no kiosk's has. */
export function fleetCalls(api: Api) {
  return {
    /** Those that nobody has acknowledged, newest first. */
    alarms: (state: AlarmState, place: Place, limit: number, before: string | null) => {
      const query = new URLSearchParams({
        state,
        ...place,
        limit: String(limit),
        ...(before !== null && { before }),
      });
      return api.get(`/api/admin/alarms?${query}`, FleetAlarms);
    },
    openAlarms: () => api.get('/api/admin/alarms?state=open', FleetAlarms),
    kiosks: () => allKiosks(api),
    answer: (kiosk: string) => api.get(`/api/admin/kiosks/${encodeURIComponent(kiosk)}/answer`, FleetAnswer),
  };
}

async function allKiosks(api: Api): Promise<FleetKiosk[]> {
  const all: FleetKiosk[] = [];
  let after: string | null = null;
  for (let i = 0; i < MOST_PAGES; i++) {
    const query = new URLSearchParams({ limit: String(PAGE_KIOSKS), ...(after !== null && { after }) });
    const page: FleetKiosks = await api.get(`/api/admin/kiosks?${query}`, FleetKiosks);
    all.push(...page.kiosks);
    after = page.next;
    if (after === null) break;
  }
  return all;
}
