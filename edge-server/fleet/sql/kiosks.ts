import { type FleetAnswer, FleetKiosk, type FleetKiosks } from '../../contract/fleet.ts';
import { CommandAnswer } from '../../contract/fleet-command.ts';
import type { Ask } from '../reader/cloud-reader.ts';
import { readRows } from '../reader/read-rows.ts';

/** s without a call after which a kiosk counts as silent: it calls every 30 s. */
export const SILENT_S = 120;

/**
 * A page of the kiosks, beside it how those of the page are. Where tables are spread over machines, states and alarms of a
 * kiosk are counted on the one that has them.
 */
export const KIOSKS = `
  with page as (
    select k.kiosk_id, k.site, k.name, k.revoked_at is not null as revoked from kiosks k
    where k.kiosk_id > $1::text and ($2::text is null or k.site = $2::text)
    order by k.kiosk_id limit $3::int
  ),
  states as (
    select s.kiosk_id, s.last_seen, s.heartbeat_at, s.heartbeat, s.version, s.model, s.state, s.fleet,
      (select count(*)::int from alarms a where a.kiosk_id = s.kiosk_id and a.cleared_at is null) as active,
      (select count(*)::int from alarms a
        where a.kiosk_id = s.kiosk_id and a.cleared_at is null and a.severity = 'critical') as critical
    from kiosk_states s join page p on p.kiosk_id = s.kiosk_id where not p.revoked
  )
  select p.kiosk_id, p.site, p.name, p.revoked, s.last_seen, s.heartbeat_at, s.heartbeat, s.version, s.model, s.state,
    s.fleet,
    case when s.last_seen is null then 'never'
      when s.last_seen < now() - interval '${SILENT_S} seconds' then 'silent' else 'here' end as presence,
    coalesce(s.active, 0) as active, coalesce(s.critical, 0) as critical
  from page p left join states s on s.kiosk_id = p.kiosk_id
  order by p.kiosk_id`;

export const ANSWER = 'select answer from kiosk_states where kiosk_id = $1::text';

export interface KiosksOptions {
  site?: string | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
  limit: number;
}

/** Kiosks in the order of their ids, `after` one of them; of a revoked one only what the owner says. */
export async function listKiosks(ask: Ask, { site, after = '', limit }: KiosksOptions): Promise<FleetKiosks> {
  const raw = await ask<Record<string, unknown>>(KIOSKS, [after, site ?? null, limit + 1]);
  const shown = raw.slice(0, limit);
  const { rows: kiosks, unreadable } = readRows(
    FleetKiosk,
    shown.map(({ active, critical, ...row }) => ({ ...row, alarms: { active, critical } })),
  );
  return { kiosks, next: raw.length > limit ? String(shown.at(-1)?.kiosk_id) : null, unreadable };
}

/** What a kiosk answered to the last command that asks for text; null where that is nothing that can be read. */
export async function readAnswer(ask: Ask, kiosk: string): Promise<FleetAnswer> {
  const [row] = await ask<{ answer: unknown }>(ANSWER, [kiosk]);
  return { answer: CommandAnswer.safeParse(row?.answer).data ?? null };
}
