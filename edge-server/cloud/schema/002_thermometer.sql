-- How the temperature of a visit was made; null in rows of before, and where none was taken.
alter table history add column sensor_status integer;
alter table history add column correction    jsonb;
alter table history add column thermometer   text;
alter table history add column adaptive_c    real;

-- As before, with the new columns; rows of older kiosks lack them and come in with null.
create or replace function kf99_ingest(token text, rows jsonb) returns setof uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text;
begin
  select k.kiosk_id into caller from kiosks k where k.token_hash = sha256(convert_to(token, 'UTF8'));
  if caller is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;

  insert into history (
    kiosk_id, id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask, p_incorrect,
    frames, face_px, estimate_c, object_c, ambient_c, distance_mm, sensor_status, correction, thermometer,
    adaptive_c, mask_ms, server_ms, model, software, clock, simulated
  )
  select
    caller, r.id, r.ispass, r.visited, r.verdict, r.reasons, r.attempt_of, r.mask, r.cause, r.p_mask, r.p_no_mask,
    r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.object_c, r.ambient_c, r.distance_mm, r.sensor_status,
    nullif(r.correction, 'null'::jsonb), r.thermometer, r.adaptive_c, r.mask_ms, r.server_ms, r.model, r.software,
    r.clock, r.simulated
  from jsonb_to_recordset(rows) as r (
    id uuid, ispass boolean, visited timestamptz, verdict text, reasons text[], attempt_of uuid, mask text,
    cause text, p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real,
    object_c real, ambient_c real, distance_mm integer, sensor_status integer, correction jsonb, thermometer text,
    adaptive_c real, mask_ms integer, server_ms integer, model text, software text, clock text, simulated boolean
  )
  on conflict (kiosk_id, id) do nothing;

  update kiosks set last_seen = now() where kiosk_id = caller;
  return query select (r ->> 'id')::uuid from jsonb_array_elements(rows) as r;
end
$$;
