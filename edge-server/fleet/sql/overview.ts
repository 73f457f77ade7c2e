import type { Ask } from '../reader/cloud-reader.ts';
import { SILENT_S } from './kiosks.ts';

/**
 * How the fleet is, in one row. The kiosks that are revoked don't count. Each count is a subquery of its own, and what is
 * spread over machines is bound to `kiosk_states`, which is spread alike, or to `kiosks`, which every machine has.
 */
export const OVERVIEW = `
  select known.n as known, known.n - here.n as silent, active.n as alarms, months.until as months_until, schema.number as schema
  from (select count(*)::int as n from kiosks k where k.revoked_at is null) known,
    (select count(*)::int as n from kiosk_states s join kiosks k on k.kiosk_id = s.kiosk_id
      where k.revoked_at is null and s.last_seen >= now() - interval '${SILENT_S} seconds') here,
    (select count(*)::int as n from alarms a join kiosks k on k.kiosk_id = a.kiosk_id
      where a.cleared_at is null and k.revoked_at is null) active,
    (select max(p.hi) as until from history_partitions p) months,
    (select max(m.number) as number from kf99_migrations m) schema`;

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
