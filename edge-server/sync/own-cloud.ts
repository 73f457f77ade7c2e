import postgres from 'postgres';
import { type CloudAdmin, migrateCloud, registerKiosk } from './migrate.ts';
import { sha256 } from './token.ts';

/**
 * Sets a Postgres up with the rights of `url`: the newest schema, and the kiosk with its token.
 *
 * @returns the migrations that were applied now
 */
export async function prepareOwnCloud(url: string, kioskId: string, token: string): Promise<number[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  const admin: CloudAdmin = {
    exec: (script) => sql.unsafe(script),
    query: async (statement) => [...(await sql.unsafe(statement))],
  };
  try {
    const applied = await migrateCloud(admin);
    await registerKiosk(admin, kioskId, sha256(token));
    return applied;
  } finally {
    await sql.end({ timeout: 2 });
  }
}
