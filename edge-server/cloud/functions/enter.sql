-- Who calls: a token is good with its own user only. Notes that it was seen. The lock on its state makes the calls of
-- one kiosk follow each other, which the roll-ups rely on; other kiosks are not held up.
--
-- Rows are taken from the kiosk's allowance: fleet_state.rows_a_day, which fills up over a day. Who has none left is
-- refused before anything is read, so that one kiosk can't fill the disk of all. The last batch may go below zero, so
-- that no batch is too large for good; `reserve` is how far below the rows of a call may go (reports: they come through
-- while visits wait).
create or replace function kf99_enter(token text, rows integer default 0, reserve integer default 0) returns text
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text;
  most integer;
  remains double precision;
  -- Citus has no now() inside a coalesce of an update.
  at timestamptz := now();
begin
  select k.kiosk_id into caller from kiosks k
  where k.token_hash = sha256(convert_to(token, 'UTF8')) and k.revoked_at is null
    and (k.login is null or k.login = session_user::text);
  if caller is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;
  if coalesce(rows, 0) = 0 then
    update kiosk_states set last_seen = now() where kiosk_id = caller;
  else
    select rows_a_day into most from fleet_state;
    update kiosk_states set last_seen = at, allowed_at = at,
      allowance = least(most, coalesce(allowance + most * extract(epoch from at - allowed_at) / 86400, most)) - rows
    where kiosk_id = caller returning allowance + rows into remains;
    if remains <= -reserve then
      raise exception 'a kiosk sends at most % rows a day: the rest is taken as the allowance fills up', most
        using errcode = 'configuration_limit_exceeded';
    end if;
  end if;
  if not found then
    insert into kiosk_states (kiosk_id, last_seen) values (caller, now())
    on conflict (kiosk_id) do update set last_seen = excluded.last_seen;
  end if;
  return caller;
end
$$;

-- Rows of a list that was sent; what is none is refused later, in its place.
create or replace function kf99_rows(list jsonb) returns integer language sql immutable
  return case when jsonb_typeof(list) = 'array' then jsonb_array_length(list) else 0 end;
