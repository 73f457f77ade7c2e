import type { Ask } from '../reader/cloud-reader.ts';
import { SILENT_S } from './kiosks.ts';

/** How the fleet is, in one row. The kiosks that are revoked don't count. */
export const OVERVIEW = `
  select count(*)::int as known,
    (count(*) filter (where s.last_seen is null or s.last_seen < now() - interval '${SILENT_S} seconds'))::int as silent,
    (select count(*)::int from alarms a join kiosks k on k.kiosk_id = a.kiosk_id
      where a.cleared_at is null and k.revoked_at is null) as alarms,
    (select max(hi) from history_partitions) as months_until,
    (select max(number) from kf99_migrations) as schema
  from kiosks k left join kiosk_states s on s.kiosk_id = k.kiosk_id where k.revoked_at is null`;

export interface Overview {
  known: number;
  silent: number;
  alarms: number;
  /** End of the last partition. */
  months_until: Date | null;
  schema: number;
}

export async function readOverview(ask: Ask): Promise<Overview> {
  const [row] = await ask<Overview>(OVERVIEW, []);
  return row!;
}
