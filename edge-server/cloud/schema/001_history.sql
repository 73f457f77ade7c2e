-- The cloud. A kiosk has no rights on tables: it calls kf99_ingest with its token.
create table kiosks (
  kiosk_id   text primary key,
  token_hash bytea not null,
  last_seen  timestamptz
);

-- `id` is a UUIDv7 and so orders by time: the table is partitioned by range of it, and the key stays
-- (kiosk_id, id). `visited` is not in the key: a row whose clock was corrected between two tries would double.
create table history (
  kiosk_id    text        not null,
  id          uuid        not null,
  ispass      boolean     not null,
  visited     timestamptz not null,
  verdict     text        not null check (verdict in ('pass', 'deny', 'adjust', 'staff')),
  reasons     text[]      not null,
  attempt_of  uuid,
  mask        text        not null check (mask in ('mask', 'no_mask', 'incorrect', 'undecided')),
  cause       text,
  p_mask      real        not null,
  p_no_mask   real        not null,
  p_incorrect real        not null,
  frames      integer     not null,
  face_px     real,
  estimate_c  real,
  object_c    real,
  ambient_c   real,
  distance_mm integer,
  mask_ms     integer     not null,
  server_ms   integer     not null,
  model       text        not null,
  software    text        not null,
  clock       text        not null check (clock in ('synchronised', 'unsynchronised')),
  simulated   boolean     not null,
  received_at timestamptz not null default now(),
  primary key (kiosk_id, id),
  check (ispass = (verdict in ('pass', 'staff')))
) partition by range (id);

create table history_default partition of history default;
create index history_visited on history (kiosk_id, visited);

-- Later facts about a row (a corrected clock, a mark by staff); `history` itself is never rewritten.
create table history_events (
  kiosk_id text        not null,
  visit_id uuid        not null,
  kind     text        not null,
  at       timestamptz not null,
  data     jsonb       not null,
  primary key (kiosk_id, visit_id, kind, at)
);

-- Inserts a batch and answers the ids that are now in the table, so that sending it again changes nothing.
create function kf99_ingest(token text, rows jsonb) returns setof uuid
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
    frames, face_px, estimate_c, object_c, ambient_c, distance_mm, mask_ms, server_ms, model, software, clock,
    simulated
  )
  select
    caller, r.id, r.ispass, r.visited, r.verdict, r.reasons, r.attempt_of, r.mask, r.cause, r.p_mask, r.p_no_mask,
    r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.object_c, r.ambient_c, r.distance_mm, r.mask_ms,
    r.server_ms, r.model, r.software, r.clock, r.simulated
  from jsonb_to_recordset(rows) as r (
    id uuid, ispass boolean, visited timestamptz, verdict text, reasons text[], attempt_of uuid, mask text,
    cause text, p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real,
    object_c real, ambient_c real, distance_mm integer, mask_ms integer, server_ms integer, model text,
    software text, clock text, simulated boolean
  )
  on conflict (kiosk_id, id) do nothing;

  update kiosks set last_seen = now() where kiosk_id = caller;
  return query select (r ->> 'id')::uuid from jsonb_array_elements(rows) as r;
end
$$;

revoke all on function kf99_ingest(text, jsonb) from public;
