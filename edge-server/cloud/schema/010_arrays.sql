-- A batch column by column again, cheaper to read: a column without free text is one Postgres array literal in a JSON
-- string ('{1,0,NULL}'), which its type reads in one go; as JSON numbers each value became a numeric, then text, then
-- itself. Types stand in here and not in the signature, so columns stay free to change. Columns of text stay JSON arrays.
-- An answer is one uuid, the MD5 of the ids as they were sent: 4,000 of them as rows kept the worker's CPU busy while
-- the cloud waited.
drop function kf99_insert_columns(text, jsonb);
create function kf99_insert_columns(caller text, columns jsonb) returns table (visit uuid, at timestamptz)
  language sql set search_path = pg_catalog, public, pg_temp
as $$
  insert into history (
    kiosk_id,
    id, ispass, visited, attempt_of, p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, object_c, ambient_c,
    distance_mm, sensor_status, adaptive_c, mask_ms, server_ms, simulated, verdict, reasons, mask, cause, correction,
    thermometer, model, software, clock
  )
  select
    caller,
    r.id, r.ispass, r.visited, r.attempt_of, r.p_mask, r.p_no_mask, r.p_incorrect, r.frames, r.face_px, r.estimate_c,
    r.object_c, r.ambient_c, r.distance_mm, r.sensor_status, r.adaptive_c, r.mask_ms, r.server_ms, r.simulated,
    r.verdict, r.reasons::text[], r.mask, r.cause, r.correction::jsonb, r.thermometer, r.model, r.software, r.clock
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
    jsonb_array_elements_text(columns -> 'clock')
  ) as r (
    id, ispass, visited, attempt_of, p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, object_c, ambient_c,
    distance_mm, sensor_status, adaptive_c, mask_ms, server_ms, simulated, verdict, reasons, mask, cause, correction,
    thermometer, model, software, clock
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
  if by_column and jsonb_typeof(rows -> 'id') is distinct from 'string' then
    -- A worker of the time before sends rows when it hears this.
    raise exception 'columns come as array literals, or send rows' using errcode = 'invalid_parameter_value';
  end if;

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
    return next md5(rows ->> 'id')::uuid;
  else
    return query select (r ->> 'id')::uuid from jsonb_array_elements(rows) as r;
  end if;
end
$$;
