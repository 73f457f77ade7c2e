-- Who calls, by the token; whether it is time to count what its calls touched (roll-up.sql); and whether it ever sent a
-- corrected time, so that one may have come before its row.
--
-- A token is good with its own user only. Notes that it was seen. The lock on its state makes the calls of one kiosk
-- follow each other, which the roll-ups rely on; other kiosks are not held up.
--
-- Rows are taken from the kiosk's allowance: fleet_state.rows_a_day, which fills up over a day. Who has none left is
-- refused before anything is read, so that one kiosk can't fill the disk of all. The last batch may go below zero, so
-- that no batch is too large for good; `reserve` is how far below the rows of a call may go (reports: they come through
-- while visits wait).
--
-- Its callers have set the search path; to set it once more would cost each call more than the look-up of the token.
create or replace function kf99_enter(
  token text, rows integer default 0, reserve integer default 0, out id text, out due boolean, out corrects boolean
)
  language plpgsql
as $$
declare
  most integer;
  remains double precision;
  -- Citus has no now() inside a coalesce of an update, and in what it returns nothing that depends on settings.
  at timestamptz := now();
  before timestamptz := at - interval '30 seconds';
begin
  select k.kiosk_id, f.rows_a_day into id, most from kiosks k, fleet_state f
  where k.token_hash = sha256(convert_to(token, 'UTF8')) and k.revoked_at is null
    and (k.login is null or k.login = session_user::text);
  if id is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;
  if coalesce(rows, 0) = 0 then
    update kiosk_states s set last_seen = at where s.kiosk_id = id
    returning s.rolled_at < before, s.corrects into due, corrects;
  else
    update kiosk_states s set last_seen = at, allowed_at = at,
      allowance = least(most, coalesce(allowance + most * extract(epoch from at - allowed_at) / 86400, most)) - rows
    where s.kiosk_id = id
    returning s.rolled_at < before, s.corrects, allowance + rows into due, corrects, remains;
    if remains <= -reserve then
      raise exception 'a kiosk sends at most % rows a day: the rest is taken as the allowance fills up', most
        using errcode = 'configuration_limit_exceeded';
    end if;
  end if;
  if due is null then
    insert into kiosk_states (kiosk_id, last_seen) values (id, at)
    on conflict (kiosk_id) do update set last_seen = excluded.last_seen;
    due := true;
    corrects := false;
  end if;
end
$$;

-- Rows of a list that was sent; what is none is refused later, in its place.
create or replace function kf99_rows(list jsonb) returns integer language sql immutable
  return case when jsonb_typeof(list) = 'array' then jsonb_array_length(list) else 0 end;
