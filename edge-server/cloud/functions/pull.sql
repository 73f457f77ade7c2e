-- The settings for this kiosk with the highest version, and the command that came last; null when there is neither. What the
-- kiosk makes of them is its own decision: it holds the key.
create or replace function kf99_pull(token text) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := (kf99_enter(token)).id;
  settings jsonb := kf99_newest(caller, 'settings');
  command jsonb := kf99_newest(caller, 'command');
begin
  if settings is null and command is null then return null; end if;
  return coalesce(settings, '{}') || jsonb_build_object('command', command);
end
$$;

-- The document of a kind with the highest version that names the kiosk, or everybody.
create or replace function kf99_newest(caller text, wanted text) returns jsonb
  language sql stable set search_path = pg_catalog, public, pg_temp
as $$
  select jsonb_build_object('version', f.version, 'document', f.document, 'signature', f.signature)
  from fleet_documents f
  where f.kind = wanted and (f.kiosks is null or caller = any (f.kiosks))
  order by f.version desc limit 1
$$;
