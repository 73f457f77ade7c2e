-- The local store (SQLite, WAL, synchronous FULL). A visit and its outbox row are written in one
-- transaction; `seq` is the monotonic order that a wrong clock can't disturb.
create table visits (
  seq         integer primary key autoincrement,
  id          text    not null unique,
  kiosk_id    text    not null,
  ispass      integer not null check (ispass in (0, 1)),
  visited     text    not null,
  verdict     text    not null check (verdict in ('pass', 'deny', 'adjust', 'staff')),
  reasons     text    not null,
  attempt_of  text,
  mask        text    not null check (mask in ('mask', 'no_mask', 'incorrect', 'undecided')),
  cause       text,
  p_mask      real    not null,
  p_no_mask   real    not null,
  p_incorrect real    not null,
  frames      integer not null,
  face_px     real,
  estimate_c  real,
  object_c    real,
  ambient_c   real,
  distance_mm integer,
  mask_ms     integer not null,
  server_ms   integer not null,
  model       text    not null,
  software    text    not null,
  clock       text    not null check (clock in ('synchronised', 'unsynchronised')),
  simulated   integer not null check (simulated in (0, 1)),
  -- SHA-256 of the evidence as posted: the same id with another body is a conflict, not a retry.
  body_hash   text    not null,
  -- The answer as it was sent, so that a retry gets the same words.
  answer      text    not null,
  check (ispass = (verdict in ('pass', 'staff')))
) strict;

create index visits_visited on visits (visited);

-- What the cloud has not acknowledged. A row leaves when its batch was committed there.
create table outbox (
  seq      integer primary key references visits (seq),
  attempts integer not null default 0,
  -- Set when the cloud refused this row alone; it then waits for a person and blocks nobody.
  refused  text
) strict;

-- One row: what the sync worker last saw, for health and the admin page.
create table sync_state (
  one       integer primary key check (one = 1),
  ok_at     text,
  failed_at text,
  error     text,
  sent      integer not null default 0
) strict;
insert into sync_state (one) values (1);

create table meta (key text primary key, value text not null) strict;

-- Paired browsers; the token itself is only in the browser's cookie.
create table devices (
  token_hash text primary key,
  role       text not null check (role in ('kiosk', 'viewer')),
  paired_at  text not null
) strict;
