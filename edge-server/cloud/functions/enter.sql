-- Who calls: a token is good with its own user only. Notes that it was seen. The lock on its state makes the calls of
-- one kiosk follow each other, which the roll-ups rely on; other kiosks are not held up.
create or replace function kf99_enter(token text) returns text
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text;
begin
  select k.kiosk_id into caller from kiosks k
  where k.token_hash = sha256(convert_to(token, 'UTF8')) and k.revoked_at is null
    and (k.login is null or k.login = session_user::text);
  if caller is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;
  update kiosk_states set last_seen = now() where kiosk_id = caller;
  if not found then
    insert into kiosk_states (kiosk_id, last_seen) values (caller, now())
    on conflict (kiosk_id) do update set last_seen = excluded.last_seen;
  end if;
  return caller;
end
$$;
