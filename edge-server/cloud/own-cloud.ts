import { type CloudAdmin, migrateCloud } from './migrate.ts';
import { asOwner } from './owner.ts';
import { registerKiosk } from './register.ts';
import { sha256 } from './token.ts';

/**
 * Sets a Postgres up with the rights of `url`: the newest schema, and the kiosk with its token.
 *
 * @param signal ends it at once, with an error
 * @returns the migrations that were applied now
 */
export function prepareOwnCloud(
  url: string,
  kioskId: string,
  token: string,
  signal?: AbortSignal,
): Promise<number[]> {
  const prepare = async (admin: CloudAdmin) => {
    const applied = await migrateCloud(admin);
    await registerKiosk(admin, kioskId, sha256(token));
    return applied;
  };
  return asOwner(url, prepare, signal);
}
