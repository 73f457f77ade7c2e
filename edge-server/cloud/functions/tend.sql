-- The owner's job: whoever calls these, they run with the owner's rights. The fleet's server calls kf99_tend twice a
-- minute with the rights of a reader; pg_cron or any job of the owner's can.

-- Ends the sessions of kiosks whose transaction is open for longer than any call takes: it would keep partitions from
-- being made and dropped. The limits of their users say the same (logins.ts), but a user may lift its own.
create or replace function kf99_end_stalled(longest interval) returns integer
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp
as $$
  select count(pg_terminate_backend(a.pid))::integer from pg_stat_activity a
  where a.datname = current_database() and a.xact_start < now() - longest
    and a.usename in (select k.login from kiosks k)
$$;

-- Adds up what kiosks have counted, of all sites and by site; one at a time, and at most twice a minute. It is bounded: a
-- long backlog is counted over several calls, the newest first. A quarter is counted for all kiosks, so all that wait for
-- it are done: kiosks that are open touch the present one twice a minute, and what came late would never get its turn.
-- The lock is on a row that only the owner can lock.
create or replace function kf99_tend() returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  quarters timestamptz[];
  -- Quarters of kiosks, and of sites for their days, that one call counts: some 3 s, where a reader's statement may take 15.
  most constant integer := 40000;
  kiosks bigint := (select greatest(count(*), 1) from kiosks);
  sites bigint := (select count(distinct site) + 1 from kiosks);
begin
  perform kf99_end_stalled(interval '1 minute');

  perform 1 from fleet_state where rolled_at < now() - interval '30 seconds' for update skip locked;
  if not found then return; end if;
  update fleet_state set rolled_at = now();
  select array_agg(bucket) into quarters
  from (
    select bucket, dense_rank() over (order by kf99_day(bucket) desc) as day
    from (
      select distinct o.bucket from fleet_touched o order by o.bucket desc limit greatest(2, most / kiosks)
    ) as newest
  ) as ranked
  where day <= greatest(2, most / (96 * sites));
  if quarters is null then return; end if;
  -- One that a kiosk takes away just now is left: it puts another one in its place.
  delete from fleet_touched t where t.ctid in (
    select o.ctid from fleet_touched o where o.bucket = any (quarters) for update skip locked
  );
  perform kf99_count_fleet(quarters);
end
$$;
