import { type Clock, systemClock } from '../../clock/clock.ts';
import { FleetVisit, type FleetVisits } from '../../contract/fleet.ts';
import { VISIT_COLUMNS } from '../../contract/history.ts';
import { timeOfId } from '../../contract/ids.ts';
import type { VisitFilter } from '../../contract/visit-query.ts';
import type { Ask } from '../reader/cloud-reader.ts';
import { readRows } from '../reader/read-rows.ts';
import { firstId } from '../reader/time.ts';

/** What a kiosk's list says of each visit and the cloud does not. */
const NOT_HERE = { seq: 0, synced: true, mark: null } as const;
const WHOLE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** As JSON a list needs no driver that knows the types of this database. */
const CHOSEN = Object.entries(VISIT_COLUMNS).map(([name, { postgres }]) => {
  return postgres === 'text[]' ? `to_jsonb(v.${name}) as ${name}` : `v.${name}`;
});

/** Of one kiosk, revoked or not, or of all that are not: one statement each, so that the first is asked of one machine. */
const SCOPES = {
  kiosk: 's.kiosk_id = $4::text',
  all: '$4::text is null and k.revoked_at is null',
} as const;

/**
 * The newest ids of each kiosk from its own index, then the newest of all: no kiosk's visits are read but the few that
 * may be shown. The inner query is bound to `kiosk_states`, which is spread over machines as `history` is, so that each
 * looks at its own kiosks.
 */
const select = (scope: keyof typeof SCOPES) => `
  select ${CHOSEN.join(', ')}, v.received_at
  from kiosk_states s
  join kiosks k on k.kiosk_id = s.kiosk_id
  cross join lateral (
    select h.* from history h
    where h.kiosk_id = s.kiosk_id and h.id < $1::uuid and h.id >= $2::uuid
      and ($3::text is null or h.verdict = $3::text)
      and ($7::uuid is null or h.id = $7::uuid) and ($8::text is null or h.id::text like '%' || $8::text || '%')
      and ($9::text is null or $9::text = any(h.reasons)) and ($10::text is null or h.mask = $10::text)
      and ($11::float8 is null or h.estimate_c >= $11::float8)
      and ($12::float8 is null or h.estimate_c <= $12::float8)
      and ($13::boolean is null or h.simulated = $13::boolean)
    order by h.id desc limit $6::int
  ) v
  where ${SCOPES[scope]} and ($5::text is null or k.site = $5::text)
  order by v.id desc limit $6::int`;

export const VISITS_ALL = select('all');
export const VISITS_KIOSK = select('kiosk');

/** The last time that was corrected of each visit: asked for those that are shown, not for all that were looked through. */
export const CORRECTED = `
  select distinct on (e.kiosk_id, e.visit_id) e.kiosk_id, e.visit_id, e.visited from history_events e
  where e.kiosk_id = any(string_to_array($1::text, ' ')) and e.visit_id = any(string_to_array($2::text, ' ')::uuid[])
    and e.kind = 'clock'
  order by e.kiosk_id, e.visit_id, e.at desc`;

/** `from` and `to` are instants, the second not included. */
export interface VisitsOptions extends Omit<VisitFilter, 'marked'> {
  kiosk?: string | undefined;
  site?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
  before?: string | undefined;
}

type Row = Record<string, unknown> & { kiosk_id: string; id: string };

const DAY_MS = 86_400_000;
/** After this long a page is answered with what was found. */
const SCAN_MS = 2000;
/** A stretch of time that was searched faster than this is followed by one four times as long. */
const QUICK_MS = 250;

/**
 * The newest visits that the filter leaves, at most `limit`. It looks back stretch by stretch, so that a rare filter does
 * not read a year of every kiosk at once: a page may come short, even empty, while `next` says that there is more.
 */
export async function listVisits(
  ask: Ask,
  options: VisitsOptions,
  { clock = systemClock, scanMs = SCAN_MS }: { clock?: Clock; scanMs?: number } = {},
): Promise<FleetVisits> {
  const { kiosk = null, site = null, verdict = null, from, to, limit, before } = options;
  const end = to === undefined ? LAST_ID : firstId(new Date(to));
  const oldest = new Date(from ?? 0).getTime();
  const { text = null, reason = null, mask = null, least_c = null, most_c = null, simulated } = options;
  // A whole id is one row of an index; a part of one is looked for in every row.
  const [id, part] =
    text !== null && WHOLE_ID.test(text) ? [text, null] : [null, text?.toLowerCase() ?? null];
  const began = clock.monotonic();
  const rows: Row[] = [];
  let high = before !== undefined && before < end ? before : end;
  // One id is found at once; a clock that was ahead may have written ids of the future.
  let stretch = id === null ? DAY_MS : Number.POSITIVE_INFINITY;
  for (let at = Math.min(timeOfId(high), clock.now().getTime()); ; ) {
    at = Math.max(oldest, at - stretch);
    const low = firstId(new Date(at));
    const asked = clock.monotonic();
    const found = await ask<Row>(kiosk === null ? VISITS_ALL : VISITS_KIOSK, [
      ...[high, low, verdict, kiosk, site, limit + 1 - rows.length, id, part, reason, mask, least_c, most_c],
      simulated === undefined ? null : simulated === '1',
    ]);
    rows.push(...found);
    if (rows.length > limit) return page(ask, rows.slice(0, limit), rows[limit - 1]!.id);
    if (at <= oldest) return page(ask, rows, null);
    high = low;
    if (clock.monotonic() - began > scanMs) return page(ask, rows, high);
    if (clock.monotonic() - asked < QUICK_MS) stretch *= 4;
  }
}

async function page(ask: Ask, raw: readonly Row[], next: string | null): Promise<FleetVisits> {
  const corrected = await correctedTimes(ask, raw);
  const { rows: visits, unreadable } = readRows(
    FleetVisit,
    raw.map((row) => ({ ...row, visited: corrected.get(keyOf(row)) ?? row.visited, ...NOT_HERE })),
  );
  return { visits, next, unreadable };
}

const keyOf = ({ kiosk_id, id }: { kiosk_id: string; id: string }) => `${kiosk_id} ${id}`;

async function correctedTimes(ask: Ask, rows: readonly Row[]): Promise<Map<string, unknown>> {
  if (rows.length === 0) return new Map();
  const found = await ask<{ kiosk_id: string; visit_id: string; visited: unknown }>(CORRECTED, [
    [...new Set(rows.map(({ kiosk_id }) => kiosk_id))].join(' '),
    rows.map(({ id }) => id).join(' '),
  ]);
  return new Map(
    found.map(({ kiosk_id, visit_id, visited }) => [keyOf({ kiosk_id, id: visit_id }), visited]),
  );
}
