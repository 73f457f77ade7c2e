-- A year of one kiosk is 17,000 rows that were written with those of every other kiosk, so each is on a page of its own:
-- the counts are in the index as well, and are read from there.
alter table history_quarters drop constraint history_quarters_pkey;
alter table history_quarters add primary key (kiosk_id, bucket) include (pass, deny, adjust, staff, visitors);

-- As before, and in stretches: a year of one kiosk took 6 s quarter by quarter, each looked up in every partition.
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
