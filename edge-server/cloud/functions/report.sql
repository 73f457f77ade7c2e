-- How a kiosk is, and its alarms: each as it is now, so that sending one again changes nothing. A heartbeat that
-- does not come leaves the last one with its age. What was touched is counted with it: a kiosk that has gone quiet
-- still reports.
--
-- Answers the settings for this kiosk with the highest version, and the command that came last; null when there is neither.
-- What the kiosk makes of them is its own decision: it holds the key.
create or replace function kf99_report(token text, report jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  sent_alarms jsonb := coalesce(nullif(report -> 'alarms', 'null'::jsonb), '[]'::jsonb);
  who record := kf99_enter(token, kf99_rows(sent_alarms), 10000);
  caller text := who.id;
  beat jsonb := nullif(report -> 'heartbeat', 'null'::jsonb);
  beats boolean := beat is not null;
  at timestamptz := now();
  settings jsonb;
  command jsonb;
begin
  if octet_length(report::text) > 262144 then
    raise exception 'a report has at most 256 KiB' using errcode = 'string_data_right_truncation';
  end if;
  if beats and (jsonb_typeof(beat) <> 'object' or octet_length(beat::text) > 4096) then
    raise exception 'a heartbeat is an object of at most 4 KiB' using errcode = 'string_data_right_truncation';
  end if;
  update kiosk_states s set
    heartbeat_at = case when beats then at else s.heartbeat_at end,
    heartbeat = case when beats then beat else s.heartbeat end,
    version = case when beats then left(beat ->> 'version', 100) else s.version end,
    model = case when beats then left(beat ->> 'model', 100) else s.model end,
    state = case when beats then left(beat ->> 'state', 100) else s.state end,
    -- Text that is too long is no answer.
    answer = case when not report ? 'answer' then s.answer
      when octet_length(report ->> 'answer') <= 65536 then report -> 'answer' end,
    fleet = case when not report ? 'fleet' then s.fleet
      when octet_length(report ->> 'fleet') <= 8192 then report -> 'fleet' end
  where s.kiosk_id = caller;

  -- Most reports have none.
  if sent_alarms <> '[]' then
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
  end if;

  if who.due then perform kf99_roll_up(caller); end if;

  settings := kf99_newest(caller, 'settings');
  command := kf99_newest(caller, 'command');
  if settings is null and command is null then return null; end if;
  return coalesce(settings, '{}') || jsonb_build_object('command', command);
end
$$;
