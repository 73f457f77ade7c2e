-- The document of a kind with the highest version that names the kiosk, or everybody.
create or replace function kf99_newest(caller text, wanted text) returns jsonb
  language sql stable set search_path = pg_catalog, public, pg_temp
as $$
  select jsonb_build_object('version', f.version, 'document', f.document, 'signature', f.signature)
  from fleet_documents f
  where f.kind = wanted and (f.kiosks is null or caller = any (f.kiosks))
  order by f.version desc limit 1
$$;
