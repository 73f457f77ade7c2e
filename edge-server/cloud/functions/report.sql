-- How a kiosk is, and its alarms: each as it is now, so that sending one again changes nothing. A heartbeat that
-- does not come leaves the last one with its age. What was touched is counted with it: a kiosk that has gone quiet
-- still reports.
create or replace function kf99_report(token text, report jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
  beat jsonb := nullif(report -> 'heartbeat', 'null'::jsonb);
begin
  if octet_length(report::text) > 262144 then
    raise exception 'a report has at most 256 KiB' using errcode = 'program_limit_exceeded';
  end if;
  if beat is not null then
    update kiosk_states set heartbeat_at = now(), heartbeat = beat, version = beat ->> 'version',
      model = beat ->> 'model', state = beat ->> 'state'
    where kiosk_id = caller;
  end if;
  if report ? 'fleet' then
    update kiosk_states set fleet = report -> 'fleet' where kiosk_id = caller;
  end if;

  insert into alarms (
    kiosk_id, id, code, subject, severity, detail, count, opened_at, acknowledged_at, acknowledged_by, cleared_at
  )
  select distinct on (a.id) caller, a.id, a.code, a.subject, a.severity, a.detail, a.count, a.opened_at,
    a.acknowledged_at, a.acknowledged_by, a.cleared_at
  from jsonb_to_recordset(coalesce(nullif(report -> 'alarms', 'null'::jsonb), '[]'::jsonb)) as a (
    id bigint, code text, subject text, severity text, detail text, count integer, opened_at timestamptz,
    acknowledged_at timestamptz, acknowledged_by text, cleared_at timestamptz
  )
  order by a.id, a.count desc, a.cleared_at desc nulls last
  on conflict (kiosk_id, id) do update set code = excluded.code, subject = excluded.subject,
    severity = excluded.severity, detail = excluded.detail, count = excluded.count, opened_at = excluded.opened_at,
    acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
    cleared_at = excluded.cleared_at;

  perform kf99_roll_up(caller);
end
$$;
