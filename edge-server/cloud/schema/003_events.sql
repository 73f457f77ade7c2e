-- Later facts about visits: a clock that was set after them. Sending one again changes nothing; the numbers that
-- are now known are answered, so that the kiosk can forget them.
create function kf99_ingest_events(token text, events jsonb) returns setof bigint
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text;
begin
  select k.kiosk_id into caller from kiosks k where k.token_hash = sha256(convert_to(token, 'UTF8'));
  if caller is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;

  insert into history_events (kiosk_id, visit_id, kind, at, data)
  select caller, e.visit_id, e.kind, e.at, e.data
  from jsonb_to_recordset(events) as e (visit_id uuid, kind text, at timestamptz, data jsonb)
  on conflict (kiosk_id, visit_id, kind, at) do nothing;

  update kiosks set last_seen = now() where kiosk_id = caller;
  return query select (e ->> 'id')::bigint from jsonb_array_elements(events) as e;
end
$$;

revoke all on function kf99_ingest_events(text, jsonb) from public;

-- What readers use: history with the newest clock correction of each visit applied.
create view history_corrected as
  select h.*, coalesce((c.data ->> 'visited')::timestamptz, h.visited) as visited_corrected
  from history h
  left join lateral (
    select e.data from history_events e
    where e.kiosk_id = h.kiosk_id and e.visit_id = h.id and e.kind = 'clock'
    order by e.at desc limit 1
  ) c on true;
