-- Statistics are read from roll-ups. `facets` counts what a chart of the whole range shows: m:LABEL, r:REASON,
-- t:TENTHS of °C, d:time to the verdict in steps of 250 ms.
--
--   row or later fact ─► touched_quarters ─► history_quarters ─► history_days
--                                                  └─► fleet_touched ─► fleet_quarters ─► fleet_days
--
-- A touched bucket is counted anew from its rows, so late rows and corrected clocks need no rule of their own. It is
-- done by the kiosk's own calls, at most twice a minute: in every call it would cost a kiosk with two visits a
-- second a thousand rows each time. A call touches rows of its own kiosk only, so it waits for no other; what is of
-- all kiosks is counted by the owner's job (tend.sql).

create or replace function kf99_quarter(at timestamptz) returns timestamptz language sql immutable
  return date_bin('15 minutes', at, timestamptz '2000-01-01 00:00:00Z');

create or replace function kf99_day(at timestamptz) returns timestamptz language sql immutable
  return date_bin('1 day', at, timestamptz '2000-01-01 00:00:00Z');

-- Adds the quarters of whole days up: of kiosks (history_*, kiosk_id) or of sites (fleet_*, site).
create or replace function kf99_sum_days(family text, key text, keys text[], days timestamptz[]) returns void
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

-- Counts these quarters of one kiosk, and their days, anew; in stretches, since a year quarter by quarter took 6 s, each
-- looked up in every partition.
create or replace function kf99_count_kiosk(kiosk text, quarters timestamptz[]) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
begin
  delete from history_quarters q where q.kiosk_id = kiosk and q.bucket = any (quarters);
  -- Quarters that follow each other are read as one stretch of time: each stretch is looked up in every partition.
  with stretches as (
    select min(bucket) as lo, max(bucket) + interval '15 minutes' as hi
    from (
      select bucket, bucket - row_number() over (order by bucket) * interval '15 minutes' as run
      from unnest(quarters) as q (bucket)
    ) as numbered
    group by run
  ),
  visits as (
    select kf99_quarter(h.visited) as bucket, h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms,
      h.server_ms
    from stretches s
    join history h on h.kiosk_id = kiosk and h.visited >= s.lo and h.visited < s.hi
    where not exists (
      select from history_events e where e.kiosk_id = kiosk and e.visit_id = h.id and e.kind = 'clock'
    )
    union all
    select kf99_quarter(e.visited), h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms, h.server_ms
    from stretches s
    join history_events e
      on e.kiosk_id = kiosk and e.kind = 'clock' and e.visited >= s.lo and e.visited < s.hi
    join history h on h.kiosk_id = kiosk and h.id = e.visit_id
    where not exists (
      select from history_events later
      where later.kiosk_id = kiosk and later.visit_id = e.visit_id and later.kind = 'clock' and later.at > e.at
    )
  ),
  facets as (
    -- The most frequent of each kind: no kiosk has so many, and one that makes reasons up fills nobody's charts.
    select bucket, jsonb_object_agg(facet, n) filter (where place <= 500) as facets from (
      select bucket, facet, count(*) as n,
        row_number() over (partition by bucket, left(facet, 1) order by count(*) desc, facet) as place
      from (
        select bucket, 'm:' || mask as facet from visits
        union all select bucket, 'r:' || left(r, 64) from visits, unnest(reasons) as r
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
create or replace function kf99_count_fleet(quarters timestamptz[]) returns void
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

-- Counts what the kiosk's calls have touched, when it is time, and leaves word for the fleet's part. It is bounded: a
-- long backlog is counted over several calls.
create or replace function kf99_roll_up(kiosk text) returns void
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
  if quarters is null then return; end if;

  perform kf99_count_kiosk(kiosk, quarters);
  -- A row that is being taken just now may be of the counts before: it is left alone, and a new one is added in any
  -- case. So nothing is missed, nobody waits, and one that nobody takes is there once.
  delete from fleet_touched t where t.ctid in (
    select o.ctid from fleet_touched o where o.kiosk_id = kiosk and o.bucket = any (quarters) for update skip locked
  );
  insert into fleet_touched (kiosk_id, bucket) select kiosk, unnest(quarters);
end
$$;
