import type { AlarmState } from '../../contract/alarms.ts';
import type { FleetAlarms } from '../../contract/fleet.ts';
import type { Ask } from '../reader/cloud-reader.ts';
import { iso } from '../reader/time.ts';

const STATES: Readonly<Record<AlarmState, string>> = {
  active: 'a.cleared_at is null',
  open: 'a.cleared_at is null and a.acknowledged_at is null',
  acknowledged: 'a.cleared_at is null and a.acknowledged_at is not null',
  cleared: 'a.cleared_at is not null',
  all: 'true',
};

/** Newest first; the place of an alarm in this order is opened_at, kiosk_id, id. */
const select = (state: AlarmState) => `
  select a.kiosk_id, a.id::float8 as id, a.code, a.subject, a.severity, a.detail, a.count, a.opened_at,
    a.acknowledged_at, a.acknowledged_by, a.cleared_at
  from alarms a join kiosks k on k.kiosk_id = a.kiosk_id
  where ${STATES[state]} and ($1::text is null or a.kiosk_id = $1::text) and ($2::text is null or k.site = $2::text)
    and ($3::timestamptz is null or (a.opened_at, a.kiosk_id, a.id) < ($3::timestamptz, $4::text, $5::bigint))
  order by a.opened_at desc, a.kiosk_id desc, a.id desc limit $6::int`;

export const ALARMS = select('active');

interface Row {
  kiosk_id: string;
  id: number;
  code: string;
  subject: string;
  severity: string;
  detail: string;
  count: number;
  opened_at: Date;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  cleared_at: Date | null;
}

export interface AlarmsOptions {
  state: AlarmState;
  kiosk?: string | undefined;
  site?: string | undefined;
  limit: number;
  /** `next` of the page before. */
  before?: string | undefined;
}

/** @returns null when `before` is none of ours */
export async function listAlarms(ask: Ask, options: AlarmsOptions): Promise<FleetAlarms | null> {
  const { state, kiosk = null, site = null, limit, before } = options;
  const place = before === undefined ? [null, null, null] : placeOf(before);
  if (place === null) return null;
  const rows = await ask<Row>(select(state), [kiosk, site, ...place, limit + 1]);
  const alarms = rows.slice(0, limit).map((row) => ({
    ...row,
    opened_at: iso(row.opened_at),
    acknowledged_at: iso(row.acknowledged_at),
    cleared_at: iso(row.cleared_at),
  }));
  const last = alarms.at(-1);
  return {
    alarms,
    next: rows.length > limit && last ? `${last.opened_at}~${last.kiosk_id}~${last.id}` : null,
  };
}

function placeOf(text: string): [string, string, string] | null {
  const [, at, kiosk, id] = /^(\d{4}-[\d-]+T[\d:.]+Z)~([\w.-]{1,63})~(-?\d{1,15})$/.exec(text) ?? [];
  return at && kiosk && id && !Number.isNaN(Date.parse(at)) ? [at, kiosk, id] : null;
}
