import { randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { sha256 } from './token.ts';

/** Where a kiosk stands and how people call it. What is undefined stays as it is, or is empty. */
export interface Place {
  site?: string | undefined;
  name?: string | undefined;
}

/**
 * Makes a kiosk known, or changes where it stands.
 *
 * @returns the token of a new or a revoked kiosk, which nobody can read again; null where it keeps the one it has
 */
export async function addKiosk(sql: Sql, id: string, { site, name }: Place): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const hash = Buffer.from(sha256(token), 'hex');
  return sql.begin(async (tx) => {
    const [before] = await tx<{ site: string; revoked: boolean }[]>`
      select site, revoked_at is not null as revoked from kiosks where kiosk_id = ${id} for update`;
    const fresh = before === undefined || before.revoked;
    await tx`
      insert into kiosks (kiosk_id, token_hash, site, name)
      values (${id}, ${hash}, ${site ?? ''}, ${name ?? ''})
      on conflict (kiosk_id) do update set site = coalesce(${site ?? null}, kiosks.site),
        name = coalesce(${name ?? null}, kiosks.name),
        token_hash = case when kiosks.revoked_at is null then kiosks.token_hash else excluded.token_hash end,
        revoked_at = null`;
    if (before !== undefined && site !== undefined && site !== before.site) {
      // Its numbers move along: the sums of both sites are made anew, by the next calls of any kiosk.
      await tx`
        insert into fleet_touched (kiosk_id, bucket) select kiosk_id, bucket from history_quarters
        where kiosk_id = ${id} on conflict (kiosk_id, bucket) do update set bucket = excluded.bucket`;
    }
    return fresh ? token : null;
  });
}

/** Refuses a kiosk's token from now on; its rows stay. @returns whether there was such a kiosk */
export async function revokeKiosk(sql: Sql, id: string): Promise<boolean> {
  const { count } = await sql`
    update kiosks set revoked_at = now() where kiosk_id = ${id} and revoked_at is null`;
  return count > 0;
}

/** One line a kiosk. */
export async function listKiosks(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string; site: string; name: string; seen: Date | null; revoked: boolean }[]>`
    select kiosk_id as id, site, name, last_seen as seen, revoked_at is not null as revoked
    from kiosks left join kiosk_states using (kiosk_id) order by site, kiosk_id`;
  return rows.map(({ id, site, name, seen, revoked }) =>
    [id, site || '-', name || '-', revoked ? 'revoked' : (seen?.toISOString() ?? 'never seen')].join('\t'),
  );
}
