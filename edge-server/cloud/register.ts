import type { CloudAdmin } from './migrate.ts';

/**
 * Makes a kiosk known, or gives it a new token; only the token's SHA-256 is kept. A kiosk that has the token already
 * under another name was given a new one (KF99_KIOSK_ID): its rows move to it, so that the visits which are sent again
 * after a start are not counted twice. Where there is a kiosk of the new name too, the old one keeps its rows and
 * loses the token.
 */
export async function registerKiosk(admin: CloudAdmin, kioskId: string, tokenSha256: string): Promise<void> {
  // Both come from our own generators and schemas, but the words are quoted all the same.
  const id = `'${kioskId.replaceAll("'", "''")}'`;
  if (!/^[0-9a-f]{64}$/.test(tokenSha256)) throw new RangeError('a SHA-256 has 64 hexadecimal digits');
  const token = `'\\x${tokenSha256}'::bytea`;
  await admin.exec(`do $register$
declare
  earlier text := (select k.kiosk_id from kiosks k where k.token_hash = ${token} and k.kiosk_id <> ${id});
  place regclass;
begin
  if earlier is not null and not exists (select from kiosks k where k.kiosk_id = ${id}) then
    for place in
      select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and a.attname = 'kiosk_id' and not a.attisdropped
    loop
      execute format('update %s set kiosk_id = $1 where kiosk_id = $2', place) using ${id}, earlier;
    end loop;
  elsif earlier is not null then
    update kiosks k set token_hash = sha256(convert_to(gen_random_uuid()::text, 'UTF8')), revoked_at = now()
    where k.kiosk_id = earlier;
  end if;
  insert into kiosks (kiosk_id, token_hash) values (${id}, ${token})
  on conflict (kiosk_id) do update set token_hash = excluded.token_hash, revoked_at = null;
end
$register$`);
}
