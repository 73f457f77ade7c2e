-- Statistics are read from roll-ups. `facets` counts what a chart of the whole range shows: m:LABEL, r:REASON,
-- t:TENTHS of °C, d:time to the verdict in steps of 250 ms. While they are counted, what has a column of its own is a
-- facet v: among them: one pass, where a join of counts with facets made the planner compare each with each.
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
     )
     insert into %1$s_days
     select %2$s, day, max(n) filter (where facet = ''v:pass''), max(n) filter (where facet = ''v:deny''),
       max(n) filter (where facet = ''v:adjust''), max(n) filter (where facet = ''v:staff''),
       max(n) filter (where facet = ''v:first''),
       jsonb_object_agg(facet, n) filter (where place <= 500 and left(facet, 2) <> ''v:'')
     from (
       select %2$s, day, f.key as facet, sum(f.value::integer) as n, row_number() over (
         partition by %2$s, day, left(f.key, 1) order by sum(f.value::integer) desc, f.key
       ) as place
       from quarters q, jsonb_each_text(q.facets || jsonb_build_object(''v:pass'', pass, ''v:deny'', deny,
         ''v:adjust'', adjust, ''v:staff'', staff, ''v:first'', visitors)) as f
       group by 1, 2, 3
     ) as counted group by 1, 2',
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
    -- Behind `offset` the planner asks the index for each stretch; else it may compare all of a kiosk's rows with each.
    cross join lateral (
      select * from history h where h.kiosk_id = kiosk and h.visited >= s.lo and h.visited < s.hi offset 0
    ) as h
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
  )
  insert into history_quarters
  select kiosk, bucket,
    coalesce(max(n) filter (where facet = 'v:pass'), 0), coalesce(max(n) filter (where facet = 'v:deny'), 0),
    coalesce(max(n) filter (where facet = 'v:adjust'), 0), coalesce(max(n) filter (where facet = 'v:staff'), 0),
    coalesce(max(n) filter (where facet = 'v:first'), 0),
    jsonb_object_agg(facet, n) filter (where place <= 500 and left(facet, 2) <> 'v:')
  from (
    -- The most frequent of each kind, here and in the sums: no kiosk has so many, and one that makes reasons up fills
    -- nobody's charts.
    select bucket, facet, count(*) as n,
      row_number() over (partition by bucket, left(facet, 1) order by count(*) desc, facet) as place
    from (
      select bucket, unnest(array[
        'v:' || verdict, case when attempt_of is null then 'v:first' end, 'm:' || mask,
        't:' || round(estimate_c::numeric * 10), 'd:' || least((mask_ms::bigint + server_ms) / 250, 480)
      ]) as facet from visits
      union all select bucket, 'r:' || left(r, 64) from visits, unnest(reasons) as r
    ) as each_one where facet is not null group by 1, 2
  ) as counted group by bucket;

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
  insert into fleet_quarters
  select site, bucket, max(n) filter (where facet = 'v:pass'), max(n) filter (where facet = 'v:deny'),
    max(n) filter (where facet = 'v:adjust'), max(n) filter (where facet = 'v:staff'),
    max(n) filter (where facet = 'v:first'),
    jsonb_object_agg(facet, n) filter (where place <= 500 and left(facet, 2) <> 'v:')
  from (
    select case when s.everywhere then '*' else q.site end as site, q.bucket, f.key as facet,
      sum(f.value::integer) as n, row_number() over (
        partition by case when s.everywhere then '*' else q.site end, q.bucket, left(f.key, 1)
        order by sum(f.value::integer) desc, f.key
      ) as place
    from (
      select k.site, q.bucket, q.facets || jsonb_build_object('v:pass', q.pass, 'v:deny', q.deny, 'v:adjust', q.adjust,
        'v:staff', q.staff, 'v:first', q.visitors) as facets
      from history_quarters q join kiosks k using (kiosk_id) where q.bucket = any (quarters)
    ) as q, jsonb_each_text(q.facets) as f, (values (true), (false)) as s (everywhere)
    group by 1, 2, 3
  ) as counted group by 1, 2;

  -- Also the days of a site that has none of these quarters any more: a kiosk may have moved.
  perform kf99_sum_days(
    'fleet', 'site', array(select distinct site from kiosks union all select '*' union select distinct site
      from fleet_days where bucket = any (days)), days
  );
end
$$;

-- Counts what the kiosk's calls have touched, and leaves word for the fleet's part. Called when it is time, which
-- kf99_enter says. It is bounded: a long backlog is counted over several calls.
create or replace function kf99_roll_up(kiosk text) returns void
  language plpgsql
as $$
declare
  quarters timestamptz[];
begin
  update kiosk_states set rolled_at = now() where kiosk_id = kiosk;

  with taken as (
    delete from touched_quarters t
    where t.kiosk_id = kiosk and t.bucket in (
      select o.bucket from touched_quarters o where o.kiosk_id = kiosk order by o.bucket limit 2000
    ) returning t.bucket
  )
  select array_agg(bucket order by bucket) into quarters from taken
  where bucket >= (select held_from from fleet_state);
  -- What was counted of visits that were erased stays: a count anew would be of what came after them.
  select array_agg(q order by q) into quarters from unnest(quarters) as q
  where not exists (
    select from erasures e
    where (e.kiosk_id is null or e.kiosk_id = kiosk) and q < e.hi and q + interval '15 minutes' > e.lo
  );
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
