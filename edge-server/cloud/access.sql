-- Who may do what: run after every migration, so that it holds for what is new as well. kf99_kiosk is the group of the
-- kiosks' users (logins.ts), kf99_reader a group or a user, as the operator made it (docs/cloud.md). Where they are
-- missing and the owner may make roles, they are made as groups that nobody can log in as; where the owner may not,
-- nobody but the owner has rights.
revoke create on schema public from public;

do $$
declare
  ours regprocedure;
  role text;
begin
  execute format('revoke connect, temporary on database %I from public', current_database());
  -- Large objects have no owner's table around them: whoever can log in could fill the disk. These functions belong to
  -- the server's administrator; where the owner is somebody else, cloud:migrate says what that one has to do.
  if (select rolsuper from pg_roles where rolname = current_user) then
    revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public;
  end if;
  for ours in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname like 'kf99\_%'
  loop
    execute format('revoke all on function %s from public', ours);
  end loop;

  foreach role in array array['kf99_kiosk', 'kf99_reader'] loop
    if to_regrole(role) is null
      and exists (select from pg_roles where rolname = current_user and (rolsuper or rolcreaterole)) then
      begin
        execute format('create role %I nologin', role);
      exception when duplicate_object then null; -- another database of this server was quicker
      end;
    end if;
    continue when to_regrole(role) is null;
    execute format('revoke all on all tables in schema public from %I', role);
    execute format('revoke all on all functions in schema public from %I', role);
    execute format('grant usage on schema public to %I', role);
    execute format('grant connect on database %I to %I', current_database(), role);
  end loop;

  if to_regrole('kf99_kiosk') is not null then
    grant execute on function kf99_ingest(text, text[]), kf99_ingest_events(text, jsonb), kf99_report(text, jsonb)
      to kf99_kiosk;
  end if;
  if to_regrole('kf99_reader') is not null then
    -- Not kiosks.token_hash: who reads needs to be no kiosk.
    grant select (kiosk_id, site, name, created_at, revoked_at) on kiosks to kf99_reader;
    grant execute on function kf99_tend() to kf99_reader;
    grant select on kf99_migrations, kiosk_states, alarms, fleet_documents, history, history_events,
      history_corrected, history_quarters, history_days, fleet_quarters, fleet_days, fleet_state,
      history_partitions, touched_quarters, fleet_touched to kf99_reader;
  end if;
end
$$;
