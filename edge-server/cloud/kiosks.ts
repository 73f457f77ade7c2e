import { randomBytes } from 'node:crypto';
import type { Sql } from 'postgres';
import { makeLogin, removeLogin } from './logins.ts';
import { sha256 } from './token.ts';

/** Where a kiosk stands and how people call it. What is undefined stays as it is, or is empty. */
export interface Place {
  site?: string | undefined;
  name?: string | undefined;
}

/** What a kiosk sends with: its user of the database, and its token. Nobody can read them again. */
export interface Access {
  login: string;
  password: string;
  token: string;
}

/**
 * Makes a kiosk known, with a user of the database for it alone; or changes where it stands.
 *
 * @returns the access of a new or a revoked kiosk; null where it keeps the one it has
 */
export async function addKiosk(sql: Sql, id: string, { site, name }: Place): Promise<Access | null> {
  return sql.begin(async (tx) => {
    const [before] = await tx<{ site: string; revoked: boolean }[]>`
      select site, revoked_at is not null as revoked from kiosks where kiosk_id = ${id} for update`;
    if (before !== undefined) {
      await tx`
        update kiosks set site = coalesce(${site ?? null}, site), name = coalesce(${name ?? null}, name)
        where kiosk_id = ${id}`;
      if (site !== undefined && site !== before.site) {
        // Its numbers move along: the sums of both sites are made anew.
        await tx`
          insert into fleet_touched (kiosk_id, bucket) select kiosk_id, bucket from history_quarters
          where kiosk_id = ${id}`;
      }
      if (!before.revoked) return null;
    }
    const access = newAccess(id);
    const hash = Buffer.from(sha256(access.token), 'hex');
    await tx`
      insert into kiosks (kiosk_id, token_hash, site, name, login)
      values (${id}, ${hash}, ${site ?? ''}, ${name ?? ''}, ${access.login})
      on conflict (kiosk_id) do update
        set token_hash = excluded.token_hash, login = excluded.login, revoked_at = null`;
    await makeLogin(tx as unknown as Sql, access.login, access.password);
    return access;
  });
}

/** Gives a kiosk another user and another token; the ones before are gone then. @returns null for an unknown kiosk */
export async function renewKiosk(sql: Sql, id: string): Promise<Access | null> {
  return (await revokeKiosk(sql, id)) ? addKiosk(sql, id, {}) : null;
}

/**
 * Refuses a kiosk's token from now on, takes its user away and ends its sessions; its rows stay.
 *
 * @returns whether there was such a kiosk
 */
export async function revokeKiosk(sql: Sql, id: string): Promise<boolean> {
  const [kiosk] = await sql<{ login: string | null }[]>`
    update kiosks set revoked_at = now() where kiosk_id = ${id} and revoked_at is null returning login`;
  if (kiosk === undefined) return false;
  if (kiosk.login !== null) await removeLogin(sql, kiosk.login);
  return true;
}

/** The name says whose it is to people; the end of it makes it another one than any before, and than another database's. */
function newAccess(id: string): Access {
  return {
    login: `kf99_${id.slice(0, 40)}_${randomBytes(4).toString('hex')}`,
    password: randomBytes(24).toString('base64url'),
    token: randomBytes(32).toString('base64url'),
  };
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
