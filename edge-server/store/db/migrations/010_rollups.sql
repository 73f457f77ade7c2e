-- Statistics over a million visits are read from counts that are kept up in the transaction that writes a visit:
-- verdicts by quarter of an hour (UTC; every zone's hours are made of quarters), and what a chart of a whole range
-- shows (`facets`) by quarter and by UTC day: m:LABEL, r:REASON, t:TENTHS of °C, d:time to the verdict in steps of
-- 250 ms. As the cloud's history_quarters. A visit that goes after its retention stays counted.
create table quarters (
  bucket   integer primary key, -- unixepoch / 900
  pass     integer not null default 0,
  deny     integer not null default 0,
  adjust   integer not null default 0,
  staff    integer not null default 0,
  visitors integer not null default 0
) strict;

create table facets (
  span   integer not null check (span in (900, 86400)),
  bucket integer not null, -- unixepoch / span
  facet  text    not null,
  n      integer not null,
  primary key (span, bucket, facet)
) strict, without rowid;

-- One row for each visit and each facet that it has.
create view visit_facets as
  select seq, unixepoch(visited) as at, 'm:' || mask as facet from visits
  union all select v.seq, unixepoch(v.visited), 'r:' || r.value from visits v, json_each(v.reasons) r
  union all select seq, unixepoch(visited), 't:' || cast(round(estimate_c * 10) as integer) from visits
    where estimate_c is not null
  union all select seq, unixepoch(visited), 'd:' || min((mask_ms + server_ms) / 250, 480) from visits;

create trigger visits_counted after insert on visits
begin
  insert into quarters (bucket, pass, deny, adjust, staff, visitors)
    values (unixepoch(new.visited) / 900, new.verdict = 'pass', new.verdict = 'deny', new.verdict = 'adjust',
            new.verdict = 'staff', new.attempt_of is null)
    on conflict (bucket) do update set pass = pass + excluded.pass, deny = deny + excluded.deny,
      adjust = adjust + excluded.adjust, staff = staff + excluded.staff, visitors = visitors + excluded.visitors;
  insert into facets (span, bucket, facet, n)
    select 900, at / 900, facet, 1 from visit_facets where seq = new.seq
    union all select 86400, at / 86400, facet, 1 from visit_facets where seq = new.seq
    on conflict (span, bucket, facet) do update set n = n + 1;
end;

-- A clock that was set later moves its visits to other buckets.
create trigger visits_moved after update of visited on visits when old.visited <> new.visited
begin
  update quarters set pass = pass - (new.verdict = 'pass'), deny = deny - (new.verdict = 'deny'),
      adjust = adjust - (new.verdict = 'adjust'), staff = staff - (new.verdict = 'staff'),
      visitors = visitors - (new.attempt_of is null)
    where bucket = unixepoch(old.visited) / 900;
  update facets set n = n - 1
    where facet in (select facet from visit_facets where seq = new.seq)
      and (span, bucket) in (values (900, unixepoch(old.visited) / 900), (86400, unixepoch(old.visited) / 86400));
  insert into quarters (bucket, pass, deny, adjust, staff, visitors)
    values (unixepoch(new.visited) / 900, new.verdict = 'pass', new.verdict = 'deny', new.verdict = 'adjust',
            new.verdict = 'staff', new.attempt_of is null)
    on conflict (bucket) do update set pass = pass + excluded.pass, deny = deny + excluded.deny,
      adjust = adjust + excluded.adjust, staff = staff + excluded.staff, visitors = visitors + excluded.visitors;
  insert into facets (span, bucket, facet, n)
    select 900, at / 900, facet, 1 from visit_facets where seq = new.seq
    union all select 86400, at / 86400, facet, 1 from visit_facets where seq = new.seq
    on conflict (span, bucket, facet) do update set n = n + 1;
end;

insert into quarters (bucket, pass, deny, adjust, staff, visitors)
  select unixepoch(visited) / 900, sum(verdict = 'pass'), sum(verdict = 'deny'), sum(verdict = 'adjust'),
         sum(verdict = 'staff'), sum(attempt_of is null)
  from visits group by 1;
insert into facets (span, bucket, facet, n)
  select 900, at / 900, facet, count(*) from visit_facets group by 2, 3;
insert into facets (span, bucket, facet, n)
  select 86400, bucket / 96, facet, sum(n) from facets where span = 900 group by 2, 3;
