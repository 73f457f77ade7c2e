-- Statistics are read from roll-ups: a quarter of an hour (every zone's hours and days are made of them) and a UTC
-- day, of each kiosk, and of each site with '*' for all. `facets` counts what a chart of the whole range shows:
-- m:LABEL, r:REASON, t:TENTHS of °C, d:time to the verdict in steps of 250 ms.
--
--   row or later fact ─► touched_quarters ─► history_quarters ─► history_days
--                                                  └─► fleet_touched ─► fleet_quarters ─► fleet_days
--
-- A touched bucket is counted anew from its rows, so late rows and corrected clocks need no rule of their own. It is
-- done by the kiosk's own calls, at most twice a minute: in every call it would cost a kiosk with two visits a
-- second a thousand rows each time, and a reader or a cron job would be one place for all kiosks.
create table touched_quarters (
  kiosk_id text        not null,
  bucket   timestamptz not null,
  primary key (kiosk_id, bucket)
);

create table history_quarters (
  kiosk_id text        not null,
  bucket   timestamptz not null,
  pass     integer     not null,
  deny     integer     not null,
  adjust   integer     not null,
  staff    integer     not null,
  visitors integer     not null,
  facets   jsonb       not null,
  primary key (kiosk_id, bucket)
);
create index history_quarters_bucket on history_quarters (bucket);
create table history_days (like history_quarters including all);

create table fleet_touched (like touched_quarters including all);
create table fleet_quarters (
  site     text        not null,
  bucket   timestamptz not null,
  pass     integer     not null,
  deny     integer     not null,
  adjust   integer     not null,
  staff    integer     not null,
  visitors integer     not null,
  facets   jsonb       not null,
  primary key (site, bucket)
);
create table fleet_days (like fleet_quarters including all);

-- One row. Buckets before held_from are not counted anew: some of their rows may be gone (kf99_maintain).
create table fleet_state (
  rolled_at timestamptz not null default '-infinity',
  held_from timestamptz not null default '-infinity'
);
insert into fleet_state default values;

create function kf99_quarter(at timestamptz) returns timestamptz language sql immutable
  return date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00Z');
create function kf99_day(at timestamptz) returns timestamptz language sql immutable
  return date_bin('1 day', at, timestamptz '2000-01-01 00:00:00Z');

-- Adds the quarters of whole days up: of kiosks (history_*, kiosk_id) or of sites (fleet_*, site).
create function kf99_sum_days(family text, key text, keys text[], days timestamptz[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
  execute format('delete from %1$s_days where %2$s = any ($1) and bucket = any ($2)', family, key)
  using keys, days;
  execute format(
    'with quarters as (
       select q.*, d.day from unnest($2) as d (day)
       join %1$s_quarters q on q.bucket >= d.day and q.bucket < d.day + interval ''1 day'' and q.%2$s = any ($1)
     ),
     facets as (
       select %2$s, day, jsonb_object_agg(facet, n) as facets from (
         select %2$s, day, f.key as facet, sum(f.value::integer) as n
         from quarters, jsonb_each_text(facets) as f group by 1, 2, 3
       ) as counted group by 1, 2
     )
     insert into %1$s_days
     select %2$s, day, sum(pass), sum(deny), sum(adjust), sum(staff), sum(visitors), f.facets
     from quarters join facets f using (%2$s, day) group by 1, 2, f.facets',
    family, key
  ) using keys, days;
end
$$;

-- Counts these quarters of one kiosk, and their days, anew.
create function kf99_count_kiosk(kiosk text, quarters timestamptz[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
  delete from history_quarters q where q.kiosk_id = kiosk and q.bucket = any (quarters);
  with buckets as (select unnest(quarters) as bucket),
  visits as (
    select b.bucket, h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms, h.server_ms
    from buckets b
    join history h
      on h.kiosk_id = kiosk and h.visited >= b.bucket and h.visited < b.bucket + interval '15 minutes'
    where not exists (
      select from history_events e where e.kiosk_id = kiosk and e.visit_id = h.id and e.kind = 'clock'
    )
    union all
    select b.bucket, h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms, h.server_ms
    from buckets b
    join history_events e
      on e.kiosk_id = kiosk and e.kind = 'clock'
      and e.visited >= b.bucket and e.visited < b.bucket + interval '15 minutes'
    join history h on h.kiosk_id = kiosk and h.id = e.visit_id
    where not exists (
      select from history_events later
      where later.kiosk_id = kiosk and later.visit_id = e.visit_id and later.kind = 'clock' and later.at > e.at
    )
  ),
  facets as (
    select bucket, jsonb_object_agg(facet, n) as facets from (
      select bucket, facet, count(*) as n from (
        select bucket, 'm:' || mask as facet from visits
        union all select bucket, 'r:' || r from visits, unnest(reasons) as r
        union all select bucket, 't:' || round(estimate_c::numeric * 10) from visits where estimate_c is not null
        union all select bucket, 'd:' || least((mask_ms::bigint + server_ms) / 250, 480) from visits
      ) as each_one group by 1, 2
    ) as counted group by 1
  )
  insert into history_quarters
  select kiosk, bucket,
    count(*) filter (where verdict = 'pass'), count(*) filter (where verdict = 'deny'),
    count(*) filter (where verdict = 'adjust'), count(*) filter (where verdict = 'staff'),
    count(*) filter (where attempt_of is null), f.facets
  from visits join facets f using (bucket) group by bucket, f.facets;

  perform kf99_sum_days(
    'history', 'kiosk_id', array[kiosk], array(select distinct kf99_day(q) from unnest(quarters) as q)
  );
end
$$;

-- Adds the kiosks up by site and for all, for these quarters and their days.
create function kf99_count_fleet(quarters timestamptz[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  days timestamptz[] := array(select distinct kf99_day(q) from unnest(quarters) as q);
begin
  delete from fleet_quarters q where q.bucket = any (quarters);
  with parts as (
    select case when s.everywhere then '*' else k.site end as site, q.bucket, q.pass, q.deny, q.adjust, q.staff,
      q.visitors, q.facets
    from history_quarters q join kiosks k using (kiosk_id), (values (true), (false)) as s (everywhere)
    where q.bucket = any (quarters)
  ),
  facets as (
    select site, bucket, jsonb_object_agg(facet, n) as facets from (
      select site, bucket, f.key as facet, sum(f.value::integer) as n
      from parts, jsonb_each_text(facets) as f group by 1, 2, 3
    ) as counted group by 1, 2
  )
  insert into fleet_quarters
  select site, bucket, sum(pass), sum(deny), sum(adjust), sum(staff), sum(visitors), f.facets
  from parts join facets f using (site, bucket) group by site, bucket, f.facets;

  -- Also the days of a site that has none of these quarters any more: a kiosk may have moved.
  perform kf99_sum_days(
    'fleet', 'site', array(select distinct site from kiosks union all select '*' union select distinct site
      from fleet_days where bucket = any (days)), days
  );
end
$$;

-- Counts what the kiosk's calls have touched, when it is time; then, if nobody else is at it, the fleet's part.
-- Both are bounded: a long backlog is counted over several calls.
create function kf99_roll_up(kiosk text) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  quarters timestamptz[];
begin
  update kiosk_states set rolled_at = now()
  where kiosk_id = kiosk and rolled_at < now() - interval '30 seconds';
  if not found then return; end if;

  with taken as (
    delete from touched_quarters t
    where t.kiosk_id = kiosk and t.bucket in (
      select o.bucket from touched_quarters o where o.kiosk_id = kiosk order by o.bucket limit 2000
    ) returning t.bucket
  )
  select array_agg(bucket order by bucket) into quarters from taken
  where bucket >= (select held_from from fleet_state);
  if quarters is not null then
    perform kf99_count_kiosk(kiosk, quarters);
    -- An update, where it is there already, so that whoever takes it now waits for these rows.
    insert into fleet_touched (kiosk_id, bucket) select kiosk, unnest(quarters)
    on conflict (kiosk_id, bucket) do update set bucket = excluded.bucket;
  end if;

  -- pg_try: nobody waits for the fleet's part.
  if not pg_try_advisory_xact_lock(hashtext('kf99_count_fleet')) then return; end if;
  update fleet_state set rolled_at = now() where rolled_at < now() - interval '30 seconds';
  if not found then return; end if;
  with taken as (
    delete from fleet_touched t using (
      select o.kiosk_id, o.bucket from fleet_touched o order by o.bucket desc limit 2000 for update skip locked
    ) as o
    where t.kiosk_id = o.kiosk_id and t.bucket = o.bucket returning t.bucket
  )
  select array_agg(distinct bucket) into quarters from taken;
  if quarters is not null then perform kf99_count_fleet(quarters); end if;
end
$$;

-- The corrected time of a clock fact, so that it can be found by time.
alter table history_events add column visited timestamptz;
update history_events set visited = (data ->> 'visited')::timestamptz where kind = 'clock';
create index history_events_visited on history_events (kiosk_id, visited) where kind = 'clock';

-- Everything that came before is counted by the next calls of its kiosk.
insert into touched_quarters (kiosk_id, bucket)
select kiosk_id, kf99_quarter(visited) from history
union
select kiosk_id, kf99_quarter(visited) from history_events where kind = 'clock' and visited is not null;

-- As before; what it inserts touches its quarters.
create or replace function kf99_ingest(token text, rows jsonb) returns setof uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
begin
  with added as (
    insert into history (
      kiosk_id, id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask, p_incorrect,
      frames, face_px, estimate_c, object_c, ambient_c, distance_mm, sensor_status, correction, thermometer,
      adaptive_c, mask_ms, server_ms, model, software, clock, simulated
    )
    select
      caller, r.id, r.ispass, r.visited, r.verdict, r.reasons, r.attempt_of, r.mask, r.cause, r.p_mask, r.p_no_mask,
      r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.object_c, r.ambient_c, r.distance_mm, r.sensor_status,
      nullif(r.correction, 'null'::jsonb), r.thermometer, r.adaptive_c, r.mask_ms, r.server_ms, r.model, r.software,
      r.clock, r.simulated
    from jsonb_to_recordset(rows) as r (
      id uuid, ispass boolean, visited timestamptz, verdict text, reasons text[], attempt_of uuid, mask text,
      cause text, p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real,
      object_c real, ambient_c real, distance_mm integer, sensor_status integer, correction jsonb, thermometer text,
      adaptive_c real, mask_ms integer, server_ms integer, model text, software text, clock text, simulated boolean
    )
    on conflict (kiosk_id, id) do nothing
    returning id, visited
  )
  insert into touched_quarters (kiosk_id, bucket)
  select caller, kf99_quarter(visited) from added
  union
  -- A fact about its clock may have come before the row.
  select caller, kf99_quarter(e.visited) from added a
  join history_events e on e.kiosk_id = caller and e.visit_id = a.id and e.kind = 'clock'
  where e.visited is not null
  on conflict (kiosk_id, bucket) do nothing;

  perform kf99_roll_up(caller);
  return query select (r ->> 'id')::uuid from jsonb_array_elements(rows) as r;
end
$$;

-- As before; a corrected clock touches the quarter that the visit leaves and the one that it comes to.
create or replace function kf99_ingest_events(token text, events jsonb) returns setof bigint
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
begin
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

  perform kf99_roll_up(caller);
  return query select (e ->> 'id')::bigint from jsonb_array_elements(events) as e;
end
$$;

-- How a kiosk is, and its alarms: each as it is now, so that sending one again changes nothing. A heartbeat that
-- does not come leaves the last one with its age. What was touched is counted with it: a kiosk that has gone quiet
-- still reports.
create function kf99_report(token text, report jsonb) returns void
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
