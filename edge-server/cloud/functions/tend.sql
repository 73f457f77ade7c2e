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
-- long backlog is counted over several calls, the newest first. The lock is on a row that only the owner can lock.
create or replace function kf99_tend() returns void
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  quarters timestamptz[];
begin
  perform kf99_end_stalled(interval '1 minute');

  perform 1 from fleet_state where rolled_at < now() - interval '30 seconds' for update skip locked;
  if not found then return; end if;
  update fleet_state set rolled_at = now();
  with taken as (
    delete from fleet_touched t where t.ctid in (
      select o.ctid from fleet_touched o order by o.bucket desc limit 2000 for update skip locked
    ) returning t.bucket
  )
  select array_agg(distinct bucket) into quarters from taken;
  if quarters is not null then perform kf99_count_fleet(quarters); end if;
end
$$;
