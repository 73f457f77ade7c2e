-- A batch may come column by column: one object with an array for each column, as SQLite writes it (0 and 1 for
-- booleans, reasons as a text[] in text, JSON in text). It is half as long as row by row and read faster. Both forms
-- go the same way from here on.
create function kf99_insert_rows(caller text, rows jsonb) returns table (visit uuid, at timestamptz)
  language sql set search_path = pg_catalog, public, pg_temp
as $$
  insert into history (
    kiosk_id,
    id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask, p_incorrect, frames, face_px,
    estimate_c, object_c, ambient_c, distance_mm, sensor_status, correction, thermometer, adaptive_c, mask_ms,
    server_ms, model, software, clock, simulated
  )
  select
    caller,
    r.id, r.ispass, r.visited, r.verdict, r.reasons, r.attempt_of, r.mask, r.cause, r.p_mask, r.p_no_mask,
    r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.object_c, r.ambient_c, r.distance_mm, r.sensor_status,
    nullif(r.correction, 'null'::jsonb), r.thermometer, r.adaptive_c, r.mask_ms, r.server_ms, r.model, r.software,
    r.clock, r.simulated
  from jsonb_to_recordset(rows) as r (
    id uuid, ispass boolean, visited timestamptz, verdict text, reasons text[], attempt_of uuid, mask text, cause
    text, p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real, object_c
    real, ambient_c real, distance_mm integer, sensor_status integer, correction jsonb, thermometer text, adaptive_c
    real, mask_ms integer, server_ms integer, model text, software text, clock text, simulated boolean
  )
  on conflict (kiosk_id, id) do nothing
  returning id, visited
$$;

create function kf99_insert_columns(caller text, columns jsonb) returns table (visit uuid, at timestamptz)
  language sql set search_path = pg_catalog, public, pg_temp
as $$
  insert into history (
    kiosk_id,
    id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask, p_incorrect, frames, face_px,
    estimate_c, object_c, ambient_c, distance_mm, sensor_status, correction, thermometer, adaptive_c, mask_ms,
    server_ms, model, software, clock, simulated
  )
  select
    caller,
    r.id::uuid, r.ispass::boolean, r.visited::timestamptz, r.verdict, r.reasons::text[], r.attempt_of::uuid, r.mask,
    r.cause, r.p_mask::real, r.p_no_mask::real, r.p_incorrect::real, r.frames::integer, r.face_px::real,
    r.estimate_c::real, r.object_c::real, r.ambient_c::real, r.distance_mm::integer, r.sensor_status::integer,
    r.correction::jsonb, r.thermometer, r.adaptive_c::real, r.mask_ms::integer, r.server_ms::integer, r.model,
    r.software, r.clock, r.simulated::boolean
  from rows from (
    jsonb_array_elements_text(columns -> 'id'),
    jsonb_array_elements_text(columns -> 'ispass'),
    jsonb_array_elements_text(columns -> 'visited'),
    jsonb_array_elements_text(columns -> 'verdict'),
    jsonb_array_elements_text(columns -> 'reasons'),
    jsonb_array_elements_text(columns -> 'attempt_of'),
    jsonb_array_elements_text(columns -> 'mask'),
    jsonb_array_elements_text(columns -> 'cause'),
    jsonb_array_elements_text(columns -> 'p_mask'),
    jsonb_array_elements_text(columns -> 'p_no_mask'),
    jsonb_array_elements_text(columns -> 'p_incorrect'),
    jsonb_array_elements_text(columns -> 'frames'),
    jsonb_array_elements_text(columns -> 'face_px'),
    jsonb_array_elements_text(columns -> 'estimate_c'),
    jsonb_array_elements_text(columns -> 'object_c'),
    jsonb_array_elements_text(columns -> 'ambient_c'),
    jsonb_array_elements_text(columns -> 'distance_mm'),
    jsonb_array_elements_text(columns -> 'sensor_status'),
    jsonb_array_elements_text(columns -> 'correction'),
    jsonb_array_elements_text(columns -> 'thermometer'),
    jsonb_array_elements_text(columns -> 'adaptive_c'),
    jsonb_array_elements_text(columns -> 'mask_ms'),
    jsonb_array_elements_text(columns -> 'server_ms'),
    jsonb_array_elements_text(columns -> 'model'),
    jsonb_array_elements_text(columns -> 'software'),
    jsonb_array_elements_text(columns -> 'clock'),
    jsonb_array_elements_text(columns -> 'simulated')
  ) as r (
    id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask, p_incorrect, frames, face_px,
    estimate_c, object_c, ambient_c, distance_mm, sensor_status, correction, thermometer, adaptive_c, mask_ms,
    server_ms, model, software, clock, simulated
  )
  on conflict (kiosk_id, id) do nothing
  returning id, visited
$$;

create or replace function kf99_ingest(token text, rows jsonb) returns setof uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
  by_column boolean := jsonb_typeof(rows) = 'object';
begin
  with added as (
    select i.visit, i.at from kf99_insert_columns(caller, case when by_column then rows else '{}' end) as i
    union all
    select i.visit, i.at from kf99_insert_rows(caller, case when by_column then '[]' else rows end) as i
  )
  insert into touched_quarters (kiosk_id, bucket)
  select caller, kf99_quarter(a.at) from added a
  union
  -- A fact about its clock may have come before the row.
  select caller, kf99_quarter(e.visited) from added a
  join history_events e on e.kiosk_id = caller and e.visit_id = a.visit and e.kind = 'clock'
  where e.visited is not null
  on conflict (kiosk_id, bucket) do nothing;

  perform kf99_roll_up(caller);
  if by_column then
    return query select i::uuid from jsonb_array_elements_text(rows -> 'id') as i;
  else
    return query select (r ->> 'id')::uuid from jsonb_array_elements(rows) as r;
  end if;
end
$$;
