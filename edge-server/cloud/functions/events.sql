-- Later facts about visits. Sending one again changes nothing; the numbers that are now known are answered, so that the
-- kiosk can forget them. A corrected clock touches the quarter that the visit leaves and the one that it comes to.
create or replace function kf99_ingest_events(token text, events jsonb) returns setof bigint
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  who record := kf99_enter(token, kf99_rows(events));
  caller text := who.id;
begin
  if pg_column_size(events) > 4194304 then
    raise exception 'later facts have at most 4 MiB' using errcode = 'string_data_right_truncation';
  end if;
  if exists (
    select from jsonb_to_recordset(events) as e (kind text, at timestamptz, data jsonb)
    where not kf99_takes(e.at) or e.kind = 'clock' and not kf99_takes((e.data ->> 'visited')::timestamptz)
  ) then
    raise exception 'a later fact is of a time before 1970 or more than a year ahead'
      using errcode = 'datetime_field_overflow';
  end if;

  update kiosk_states s set corrects = true
  where s.kiosk_id = caller and not s.corrects
    and exists (select from jsonb_array_elements(events) as e where e ->> 'kind' = 'clock');
  with added as (
    insert into history_events (kiosk_id, visit_id, kind, at, data, visited)
    select caller, e.visit_id, e.kind, e.at, e.data,
      case when e.kind = 'clock' then (e.data ->> 'visited')::timestamptz end
    from jsonb_to_recordset(events) as e (visit_id uuid, kind text, at timestamptz, data jsonb)
    on conflict (kiosk_id, visit_id, kind, at) do nothing
    returning visit_id, kind, visited
  )
  insert into touched_quarters (kiosk_id, bucket)
  select caller, kf99_quarter(visited) from added where visited is not null
  union
  select caller, kf99_quarter(h.visited) from added a
  join history h on h.kiosk_id = caller and h.id = a.visit_id where a.kind = 'clock'
  union
  select caller, kf99_quarter(e.visited) from added a
  join history_events e on e.kiosk_id = caller and e.visit_id = a.visit_id and e.kind = 'clock'
  where a.kind = 'clock' and e.visited is not null
  on conflict (kiosk_id, bucket) do nothing;

  if who.due then perform kf99_roll_up(caller); end if;
  return query select (e ->> 'id')::bigint from jsonb_array_elements(events) as e;
end
$$;
