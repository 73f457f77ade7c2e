import type { AlarmState } from '../../contract/alarms.ts';
import { FleetAlarm, type FleetAlarms } from '../../contract/fleet.ts';
import type { Ask } from '../reader/cloud-reader.ts';
import { readRows } from '../reader/read-rows.ts';

const STATES: Readonly<Record<AlarmState, string>> = {
  active: 'a.cleared_at is null',
  open: 'a.cleared_at is null and a.acknowledged_at is null',
  acknowledged: 'a.cleared_at is null and a.acknowledged_at is not null',
  cleared: 'a.cleared_at is not null',
  all: 'true',
};

/** Of one kiosk, revoked or not, or of all that are not: one statement each, so that the first is asked of one machine. */
const SCOPES = {
  kiosk: 'a.kiosk_id = $1::text',
  all: '$1::text is null and k.revoked_at is null',
} as const;

/** Newest first; the place of an alarm in this order is opened_at, kiosk_id, id. */
const select = (state: AlarmState, scope: keyof typeof SCOPES) => `
  select a.kiosk_id, a.id::float8 as id, a.code, a.subject, a.severity, a.detail, a.count, a.opened_at,
    a.acknowledged_at, a.acknowledged_by, a.cleared_at
  from alarms a join kiosks k on k.kiosk_id = a.kiosk_id
  where ${STATES[state]} and ${SCOPES[scope]} and ($2::text is null or k.site = $2::text)
    and ($3::timestamptz is null or (a.opened_at, a.kiosk_id, a.id) < ($3::timestamptz, $4::text, $5::bigint))
  order by a.opened_at desc, a.kiosk_id desc, a.id desc limit $6::int`;

export const ALARMS_ALL = select('active', 'all');
export const ALARMS_KIOSK = select('active', 'kiosk');

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
  const raw = await ask<Place & Record<string, unknown>>(select(state, kiosk === null ? 'all' : 'kiosk'), [
    ...[kiosk, site, ...place],
    limit + 1,
  ]);
  const shown = raw.slice(0, limit);
  const { rows: alarms, unreadable } = readRows(FleetAlarm, shown);
  const last = shown.at(-1);
  return { alarms, next: raw.length > limit && last ? nextOf(last) : null, unreadable };
}

interface Place {
  opened_at: Date;
  kiosk_id: string;
  id: number;
}

const nextOf = ({ opened_at, kiosk_id, id }: Place) => `${opened_at.toISOString()}~${kiosk_id}~${id}`;

function placeOf(text: string): [string, string, string] | null {
  const [, at, kiosk, id] = /^(\d{4}-[\d-]+T[\d:.]+Z)~([\w.-]{1,63})~(-?\d{1,15})$/.exec(text) ?? [];
  return at && kiosk && id && !Number.isNaN(Date.parse(at)) ? [at, kiosk, id] : null;
}
