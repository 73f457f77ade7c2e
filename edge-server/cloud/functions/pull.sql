-- The settings for this kiosk with the highest version, null when there are none. What the kiosk makes of them is
-- its own decision: it holds the key.
create or replace function kf99_pull(token text) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
begin
  return (
    select jsonb_build_object('version', f.version, 'document', f.document, 'signature', f.signature)
    from fleet_settings f
    where f.kiosks is null or caller = any (f.kiosks)
    order by f.version desc limit 1
  );
end
$$;
