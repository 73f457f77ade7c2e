-- How live the face looked, 0 a picture of one; null in rows of before, and where the site does not ask for it.
alter table history add column liveness real;

-- As before, with the new column. Rows of older kiosks lack it and come in with null; an older cloud leaves what it
-- does not know unread.
create or replace function kf99_insert_rows(caller text, rows jsonb) returns table (visit uuid, at timestamptz)
  language sql set search_path = pg_catalog, public, pg_temp
as $$
  insert into history (
    kiosk_id,
    id, ispass, visited, verdict, reasons, attempt_of, mask, cause, p_mask, p_no_mask, p_incorrect, frames, face_px,
    estimate_c, object_c, ambient_c, distance_mm, sensor_status, correction, thermometer, adaptive_c, mask_ms,
    server_ms, model, software, clock, simulated, liveness
  )
  select
    caller,
    r.id, r.ispass, r.visited, r.verdict, r.reasons, r.attempt_of, r.mask, r.cause, r.p_mask, r.p_no_mask,
    r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.object_c, r.ambient_c, r.distance_mm, r.sensor_status,
    nullif(r.correction, 'null'::jsonb), r.thermometer, r.adaptive_c, r.mask_ms, r.server_ms, r.model, r.software,
    r.clock, r.simulated, r.liveness
  from jsonb_to_recordset(rows) as r (
    id uuid, ispass boolean, visited timestamptz, verdict text, reasons text[], attempt_of uuid, mask text, cause
    text, p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real, object_c
    real, ambient_c real, distance_mm integer, sensor_status integer, correction jsonb, thermometer text, adaptive_c
    real, mask_ms integer, server_ms integer, model text, software text, clock text, simulated boolean,
    liveness real
  )
  on conflict (kiosk_id, id) do nothing
  returning id, visited
$$;

create or replace function kf99_insert_columns(caller text, columns jsonb) returns table (visit uuid, at timestamptz)
  language sql set search_path = pg_catalog, public, pg_temp
as $$
  insert into history (
    kiosk_id,
    id, ispass, visited, attempt_of, p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, object_c, ambient_c,
    distance_mm, sensor_status, adaptive_c, mask_ms, server_ms, simulated, verdict, reasons, mask, cause, correction,
    thermometer, model, software, clock, liveness
  )
  select
    caller,
    r.id, r.ispass, r.visited, r.attempt_of, r.p_mask, r.p_no_mask, r.p_incorrect, r.frames, r.face_px, r.estimate_c,
    r.object_c, r.ambient_c, r.distance_mm, r.sensor_status, r.adaptive_c, r.mask_ms, r.server_ms, r.simulated,
    r.verdict, r.reasons::text[], r.mask, r.cause, r.correction::jsonb, r.thermometer, r.model, r.software, r.clock,
    r.liveness
  from rows from (
    unnest((columns ->> 'id')::uuid[]),
    unnest((columns ->> 'ispass')::boolean[]),
    unnest((columns ->> 'visited')::timestamptz[]),
    unnest((columns ->> 'attempt_of')::uuid[]),
    unnest((columns ->> 'p_mask')::real[]),
    unnest((columns ->> 'p_no_mask')::real[]),
    unnest((columns ->> 'p_incorrect')::real[]),
    unnest((columns ->> 'frames')::integer[]),
    unnest((columns ->> 'face_px')::real[]),
    unnest((columns ->> 'estimate_c')::real[]),
    unnest((columns ->> 'object_c')::real[]),
    unnest((columns ->> 'ambient_c')::real[]),
    unnest((columns ->> 'distance_mm')::integer[]),
    unnest((columns ->> 'sensor_status')::integer[]),
    unnest((columns ->> 'adaptive_c')::real[]),
    unnest((columns ->> 'mask_ms')::integer[]),
    unnest((columns ->> 'server_ms')::integer[]),
    unnest((columns ->> 'simulated')::boolean[]),
    jsonb_array_elements_text(columns -> 'verdict'),
    jsonb_array_elements_text(columns -> 'reasons'),
    jsonb_array_elements_text(columns -> 'mask'),
    jsonb_array_elements_text(columns -> 'cause'),
    jsonb_array_elements_text(columns -> 'correction'),
    jsonb_array_elements_text(columns -> 'thermometer'),
    jsonb_array_elements_text(columns -> 'model'),
    jsonb_array_elements_text(columns -> 'software'),
    jsonb_array_elements_text(columns -> 'clock'),
    unnest((columns ->> 'liveness')::real[])
  ) as r (
    id, ispass, visited, attempt_of, p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, object_c, ambient_c,
    distance_mm, sensor_status, adaptive_c, mask_ms, server_ms, simulated, verdict, reasons, mask, cause, correction,
    thermometer, model, software, clock, liveness
  )
  on conflict (kiosk_id, id) do nothing
  returning id, visited
$$;

-- A view keeps the columns of the day it was made: the later ones follow at its end, so that whatever an operator
-- has built on it stays.
create or replace view history_corrected as
  select h.kiosk_id, h.id, h.ispass, h.visited, h.verdict, h.reasons, h.attempt_of, h.mask, h.cause, h.p_mask,
    h.p_no_mask, h.p_incorrect, h.frames, h.face_px, h.estimate_c, h.object_c, h.ambient_c, h.distance_mm, h.mask_ms,
    h.server_ms, h.model, h.software, h.clock, h.simulated, h.received_at, h.sensor_status, h.correction,
    h.thermometer, h.adaptive_c, coalesce((c.data ->> 'visited')::timestamptz, h.visited) as visited_corrected,
    h.liveness
  from history h
  left join lateral (
    select e.data from history_events e
    where e.kiosk_id = h.kiosk_id and e.visit_id = h.id and e.kind = 'clock'
    order by e.at desc limit 1
  ) c on true;
