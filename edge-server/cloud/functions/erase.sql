-- Visits that are, or by any correction of their clock ever were, in the range.
create or replace function kf99_visits_between(kiosk text, lo timestamptz, hi timestamptz)
  returns table (kiosk_id text, id uuid)
  language plpgsql stable set search_path = pg_catalog, public, pg_temp
as $$
begin
  return query
  select h.kiosk_id, h.id from history h
  where (kiosk is null or h.kiosk_id = kiosk) and h.visited >= lo and h.visited < hi
  union
  select e.kiosk_id, e.visit_id from history_events e
  where (kiosk is null or e.kiosk_id = kiosk) and e.kind = 'clock' and e.visited >= lo and e.visited < hi;
end
$$;

-- Counts by quarter and day stay as they are: they are of nobody. What waits to be counted is counted first, and a quarter
-- of the range never anew (kf99_roll_up).
create or replace function kf99_erase(kiosk text, lo timestamptz, hi timestamptz) returns bigint
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  erased bigint;
  due text;
begin
  for due in
    select distinct t.kiosk_id from touched_quarters t
    where (kiosk is null or t.kiosk_id = kiosk) and t.bucket >= kf99_quarter(lo) and t.bucket < hi
  loop
    -- A call counts its oldest ones, so each brings these nearer.
    while exists (
      select from touched_quarters t where t.kiosk_id = due and t.bucket >= kf99_quarter(lo) and t.bucket < hi
    ) loop
      perform kf99_roll_up(due);
    end loop;
  end loop;
  create temporary table going on commit drop as select * from kf99_visits_between(kiosk, lo, hi);
  delete from history h using pg_temp.going g where h.kiosk_id = g.kiosk_id and h.id = g.id;
  get diagnostics erased = row_count;
  delete from history_events e using pg_temp.going g where e.kiosk_id = g.kiosk_id and e.visit_id = g.id;
  insert into erasures (kiosk_id, lo, hi, visits) values (kiosk, lo, hi, erased);
  return erased;
end
$$;
