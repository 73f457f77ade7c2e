import type postgres from 'postgres';

const DAYS = 364;
/** Of a day, hours in which people come. */
const FIRST_HOUR = 8;
const HOURS = 12;
const SITES = 10;

/** An id as kiosks make them (UUID 7): of `ms` in SQL, and random digits from the column `m`. */
const idOf = (ms: string) =>
  `(lpad(to_hex(${ms}), 12, '0') || '7' || substr(m, 1, 3) || '8' || substr(m, 4, 15))::uuid`;
const MS = '(extract(epoch from at) * 1000)::bigint';

/** When the filled days begin and end. */
export interface Filled {
  from: Date;
  to: Date;
}

/** A year until last midnight. */
export function days(): Filled {
  const to = new Date();
  to.setUTCHours(0, 0, 0, 0);
  return { from: new Date(to.getTime() - DAYS * 86_400_000), to };
}

/**
 * Fills `history` with a year of visits of a chain, day by day in the order of time as they come in life, and its
 * roll-ups by the product's own functions. Postgres makes the rows; it may lose them in a crash meanwhile.
 */
export async function fillHistory(sql: postgres.Sql, rows: number, kiosks: number): Promise<Filled> {
  const { from, to } = days();
  const perDay = Math.ceil(rows / DAYS);
  for (const setting of ["max_wal_size = '8GB'", 'fsync = off', 'synchronous_commit = off']) {
    await sql.unsafe(`alter system set ${setting}`);
  }
  await sql`select pg_reload_conf()`;
  await sql.unsafe(`
    insert into kiosks (kiosk_id, token_hash, site)
    select 'kiosk-' || n, sha256(convert_to('token-' || n, 'UTF8')), 'site-' || n % ${SITES}
    from generate_series(1, ${kiosks}) n;
    insert into kiosk_states (kiosk_id, last_seen) select kiosk_id, now() from kiosks;
    insert into alarms (kiosk_id, id, code, subject, severity, detail, count, opened_at, cleared_at)
    select kiosk_id, n, 'fever', '', 'warning', 'of the bench', 1, now() - n * interval '1 hour',
      case when n > 3 then now() end
    from kiosks, generate_series(1, 200) n`);
  for (let day = 0; day < DAYS; day++) {
    const start = new Date(from.getTime() + day * 86_400_000 + FIRST_HOUR * 3_600_000);
    await sql.unsafe(
      `insert into history (kiosk_id, id, ispass, visited, verdict, reasons, attempt_of, mask, p_mask, p_no_mask,
         p_incorrect, frames, face_px, estimate_c, object_c, ambient_c, distance_mm, sensor_status, thermometer,
         mask_ms, server_ms, model, software, clock, simulated)
       select 'kiosk-' || 1 + (r % ${kiosks}), ${idOf(MS)},
         r % 7 <> 0, at, case when r % 7 <> 0 then 'pass' when r % 14 = 0 then 'deny' else 'adjust' end,
         case when r % 7 = 0 then array['no_mask'] else '{}' end, case when r % 20 = 0 then ${idOf(`${MS} - 20000`)} end,
         case when r % 7 = 0 then 'no_mask' else 'mask' end, 0.98, 0.01, 0.01, 9, 180,
         35.5 + (r % 200) / 100.0, 35, 22, 300, 0, 'serial', 400 + r % 900, 200 + r % 2000, 'mask-2', 'kf99', 'synchronised', false
       from (
         select n, md5(n::text || $1) as m, ('x' || substr(md5(n::text || $1), 20, 6))::bit(24)::int as r,
           $1::timestamptz + n * interval '${HOURS} hours' / ${perDay} as at
         from generate_series(0, ${perDay - 1}) n
       ) v`,
      [start.toISOString()],
    );
  }
  await sql`analyze history`;
  await countAll(sql, from, kiosks);
  await sql.unsafe('vacuum analyze');
  return { from, to };
}

async function countAll(sql: postgres.Sql, from: Date, kiosks: number): Promise<void> {
  const quarters = `array(select q from generate_series($1::timestamptz, $1::timestamptz + interval '${DAYS} days',
    interval '15 minutes') q where extract(hour from q at time zone 'UTC') between ${FIRST_HOUR} and ${FIRST_HOUR + HOURS - 1})`;
  for (let n = 1; n <= kiosks; n++) {
    await sql.unsafe(`select kf99_count_kiosk('kiosk-${n}', ${quarters})`, [from]);
  }
  await sql`analyze history_quarters`;
  for (let day = 0; day < DAYS; day += 7) {
    const start = new Date(from.getTime() + day * 86_400_000);
    await sql.unsafe(
      `select kf99_count_fleet(array(select q from generate_series($1::timestamptz, $1::timestamptz + interval '7 days'
         - interval '15 minutes', interval '15 minutes') q
         where extract(hour from q at time zone 'UTC') between ${FIRST_HOUR} and ${FIRST_HOUR + HOURS - 1}))`,
      [start],
    );
  }
  await sql`truncate touched_quarters, fleet_touched`;
}
