-- The lowest UUIDv7 of an instant.
create or replace function kf99_first_id(at timestamptz) returns uuid language sql stable
  return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Makes the partition of [lo, hi) and moves rows that the default has of it: for few rows. New rows wait meanwhile,
-- readers do not, until the last steps, which take ms. It is attached empty: where tables are spread over machines, rows
-- that were put in before stay on the disk of the one that made it, and no erasure finds them.
create or replace function kf99_add_partition(name text, lo timestamptz, hi timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  first uuid := kf99_first_id(lo);
  after uuid := kf99_first_id(hi);
begin
  lock table history_default in share row exclusive mode;
  create temporary table moved as select * from history_default where id >= first and id < after;
  delete from history_default where id >= first and id < after;
  execute format('create table public.%I (like history including all)', name);
  execute format('alter table history attach partition %I for values from (%L) to (%L)', name, first, after);
  insert into history select * from pg_temp.moved;
  drop table pg_temp.moved;
  insert into history_partitions values (name, lo, hi);
end
$$;

-- Where the default has many rows of [lo, hi), it becomes their partition itself and a new default takes its place:
-- no row is written again but the few that belong elsewhere. The table is locked for one look at the rows, and for
-- no look when a CHECK of the range was validated before (docs/cloud.md).
create or replace function kf99_close_default(name text, lo timestamptz, hi timestamptz) returns void
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  first uuid := kf99_first_id(lo);
  after uuid := kf99_first_id(hi);
begin
  lock table history in access exclusive mode;
  alter table history detach partition history_default;
  execute format('alter table history_default rename to %I', name);
  create table public.history_default partition of history default;
  execute format('create temporary table moved as select * from public.%I where id < $1 or id >= $2', name)
  using first, after;
  execute format('delete from public.%I where id < $1 or id >= $2', name) using first, after;
  insert into history_default select * from pg_temp.moved;
  drop table pg_temp.moved;
  execute format('alter table history attach partition %I for values from (%L) to (%L)', name, first, after);
  insert into history_partitions values (name, lo, hi);
end
$$;

-- What has to be done now and then (cloud:migrate does it, or any job of the owner's once a day): makes the months
-- that are kept and some ahead, and drops what is older than `keep`. Answers what it did. Gives up after 2 s of
-- waiting for a lock rather than hold everybody up: the next run does it.
create or replace function kf99_maintain(keep interval default '1 year', ahead interval default '3 months') returns setof text
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  few constant integer := 10000;
  oldest timestamptz := date_trunc('month', now() - keep, 'UTC');
  this_month timestamptz := date_trunc('month', now(), 'UTC');
  month timestamptz;
  until timestamptz;
  part history_partitions;
  strays bigint;
begin
  perform set_config('lock_timeout', '2s', true);
  -- One at a time; an advisory lock would be anybody's to take.
  lock table history_partitions in share row exclusive mode;

  for month in
    select m at time zone 'UTC'
    from generate_series(oldest at time zone 'UTC', (this_month + ahead) at time zone 'UTC', interval '1 month') as m
  loop
    continue when exists (select from history_partitions p where p.lo <= month and month < p.hi);
    until := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
    select count(*) into strays from (
      select 1 from history_default
      where id >= kf99_first_id(month) and id < kf99_first_id(until) limit few + 1
    ) as some_rows;
    if strays <= few then
      perform kf99_add_partition('history_' || to_char(month at time zone 'UTC', 'YYYY_MM'), month, until);
      return next 'made ' || to_char(month at time zone 'UTC', 'YYYY-MM');
    else
      -- Everything up to the end of this month in one piece, so that its rows are not strays themselves.
      select least(min(p.lo), greatest(until, (this_month at time zone 'UTC' + interval '1 month') at time zone 'UTC'))
      into until from history_partitions p where p.lo > month;
      perform kf99_close_default(
        'history_' || to_char(month at time zone 'UTC', 'YYYY_MM') || '_on', month, until
      );
      return next 'the default became the partition from ' || to_char(month at time zone 'UTC', 'YYYY-MM');
    end if;
  end loop;

  update fleet_state set held_from = oldest where held_from < oldest;
  for part in select * from history_partitions p where p.hi <= oldest loop
    execute format('drop table public.%I', part.name);
    delete from history_partitions where name = part.name;
    return next 'dropped ' || part.name;
  end loop;
  delete from history_default where visited < oldest;
  delete from history_events e where e.at < oldest;
  delete from alarms a where a.cleared_at < oldest;
end
$$;
