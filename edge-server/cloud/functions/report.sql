-- How a kiosk is, and its alarms: each as it is now, so that sending one again changes nothing. A heartbeat that
-- does not come leaves the last one with its age. What was touched is counted with it: a kiosk that has gone quiet
-- still reports.
create or replace function kf99_report(token text, report jsonb) returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  sent_alarms jsonb := coalesce(nullif(report -> 'alarms', 'null'::jsonb), '[]'::jsonb);
  who record := kf99_enter(token, kf99_rows(sent_alarms), 10000);
  caller text := who.id;
  beat jsonb := nullif(report -> 'heartbeat', 'null'::jsonb);
begin
  if octet_length(report::text) > 262144 then
    raise exception 'a report has at most 256 KiB' using errcode = 'string_data_right_truncation';
  end if;
  if beat is not null then
    if jsonb_typeof(beat) <> 'object' or octet_length(beat::text) > 4096 then
      raise exception 'a heartbeat is an object of at most 4 KiB' using errcode = 'string_data_right_truncation';
    end if;
    update kiosk_states set heartbeat_at = now(), heartbeat = beat, version = left(beat ->> 'version', 100),
      model = left(beat ->> 'model', 100), state = left(beat ->> 'state', 100)
    where kiosk_id = caller;
  end if;
  if report ? 'answer' then
    update kiosk_states set answer = case when octet_length(report ->> 'answer') <= 65536 then report -> 'answer' end
    where kiosk_id = caller;
  end if;
  if report ? 'fleet' then
    update kiosk_states set fleet = case when octet_length(report ->> 'fleet') <= 8192 then report -> 'fleet' end
    where kiosk_id = caller;
  end if;

  insert into alarms (
    kiosk_id, id, code, subject, severity, detail, count, opened_at, acknowledged_at, acknowledged_by, cleared_at
  )
  -- Cut and not refused: an alarm that can't be taken would hold back the heartbeat and the other alarms.
  select distinct on (a.id) caller, a.id, left(a.code, 100), left(a.subject, 200), left(a.severity, 20),
    left(a.detail, 2000), a.count, kf99_bounded(a.opened_at), kf99_bounded(a.acknowledged_at),
    left(a.acknowledged_by, 200), kf99_bounded(a.cleared_at)
  from jsonb_to_recordset(sent_alarms) as a (
    id bigint, code text, subject text, severity text, detail text, count integer, opened_at timestamptz,
    acknowledged_at timestamptz, acknowledged_by text, cleared_at timestamptz
  )
  order by a.id, a.count desc, a.cleared_at desc nulls last
  on conflict (kiosk_id, id) do update set code = excluded.code, subject = excluded.subject,
    severity = excluded.severity, detail = excluded.detail, count = excluded.count, opened_at = excluded.opened_at,
    acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
    cleared_at = excluded.cleared_at;

  if who.due then perform kf99_roll_up(caller); end if;
end
$$;
