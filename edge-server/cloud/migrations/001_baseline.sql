-- The cloud's tables. A kiosk has no rights on them: it calls functions with its token.

-- Who may call; changes by hand only. What changes with every call is in `kiosk_states`: two tables, so that one can
-- be copied to every machine of a distributed Postgres (a token is looked up there) and the other be spread by
-- kiosk_id beside `history`.
create table kiosks (
  kiosk_id   text        primary key,
  token_hash bytea       not null,
  site       text        not null default '' check (site <> '*'),
  name       text        not null default '',
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  -- The database's user that the token is for; null on a cloud of one kiosk, which any of its users may call.
  login      text
);
create unique index kiosks_token on kiosks (token_hash);

create table kiosk_states (
  kiosk_id     text primary key,
  last_seen    timestamptz, -- of any call, by the cloud's clock
  heartbeat_at timestamptz,
  heartbeat    jsonb,
  version      text,
  model        text,
  state        text,
  fleet        jsonb,       -- which of the fleet's settings it runs, the last command, and how that went
  answer       jsonb,       -- text that the last `doctor` or `log` answered
  rolled_at    timestamptz not null default '-infinity',
  allowance    double precision, -- rows that it may still send, as of allowed_at (functions/enter.sql); null: all
  allowed_at   timestamptz,
  corrects     boolean     not null default false -- it has sent a corrected time
) with (fillfactor = 50); -- room in the page: an update then touches no index

-- What a row of the history has to keep: what a page of all kiosks could not show, whoever sent it; the functions look at
-- what is far from now. As functions, since a connection that sends one visit at a time would else read the expressions
-- of the checks anew with each of them: 0.25 ms of 1.6.
create function kf99_ids_hold(id uuid, attempt_of uuid) returns boolean language plpgsql immutable parallel safe
as $$
begin
  return get_byte(uuid_send(id), 6) >> 4 = 7 and get_byte(uuid_send(id), 8) >> 6 = 2
    and (attempt_of is null or get_byte(uuid_send(attempt_of), 6) >> 4 = 7 and get_byte(uuid_send(attempt_of), 8) >> 6 = 2);
end
$$;

create function kf99_numbers_hold(
  p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real, uncertainty_c real,
  object_c real, ambient_c real, fever_c real, mask_ms integer, server_ms integer
) returns boolean language plpgsql immutable parallel safe
as $$
begin
  return p_mask between 0 and 1 and p_no_mask between 0 and 1 and p_incorrect between 0 and 1
    and frames >= 0 and mask_ms >= 0 and server_ms >= 0 and face_px between 0 and 1000000
    and estimate_c between -300 and 1000 and object_c between -300 and 1000 and ambient_c between -300 and 1000
    and fever_c between -300 and 1000 and uncertainty_c between 0 and 1000;
end
$$;

create function kf99_words_hold(ispass boolean, verdict text, mask text, clock text) returns boolean
  language plpgsql immutable parallel safe
as $$
begin
  return ispass = (verdict in ('pass', 'staff')) and verdict in ('pass', 'deny', 'adjust', 'staff')
    and mask in ('mask', 'no_mask', 'incorrect', 'undecided') and clock in ('synchronised', 'unsynchronised');
end
$$;

create function kf99_texts_hold(
  reasons text[], cause text, correction jsonb, thermometer text, model text, software text
) returns boolean language plpgsql immutable parallel safe
as $$
begin
  return octet_length(cause) <= 100 and octet_length(thermometer) <= 200 and octet_length(model) <= 200
    and octet_length(software) <= 200 and pg_column_size(correction) <= 4096
    and pg_column_size(reasons) <= 1024 and coalesce(array_ndims(reasons), 1) = 1
    and array_position(reasons, null) is null;
end
$$;

-- The columns are those of contract/history.ts, and when the cloud got the row.
-- `id` is a UUIDv7 and so orders by time: the table is partitioned by range of it, and the key stays
-- (kiosk_id, id). `visited` is not in the key: a row whose clock was corrected between two tries would double.
create table history (
  kiosk_id      text        not null,
  id            uuid        not null,
  ispass        boolean     not null,
  visited       timestamptz not null,
  verdict       text        not null,
  reasons       text[]      not null,
  attempt_of    uuid,
  mask          text        not null,
  cause         text,
  p_mask        real        not null,
  p_no_mask     real        not null,
  p_incorrect   real        not null,
  frames        integer     not null,
  face_px       real,
  estimate_c    real,
  uncertainty_c real,
  object_c      real,
  ambient_c     real,
  distance_mm   integer,
  sensor_status integer,
  correction    jsonb,
  thermometer   text,
  fever_c       real,
  mask_ms       integer     not null,
  server_ms     integer     not null,
  model         text        not null,
  software      text        not null,
  clock         text        not null,
  simulated     boolean     not null,
  received_at   timestamptz not null default now(),
  primary key (kiosk_id, id),
  constraint history_ids check (kf99_ids_hold(id, attempt_of)),
  constraint history_numbers check (kf99_numbers_hold(
    p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, uncertainty_c, object_c, ambient_c, fever_c, mask_ms,
    server_ms
  )),
  constraint history_words check (kf99_words_hold(ispass, verdict, mask, clock)),
  constraint history_texts check (kf99_texts_hold(reasons, cause, correction, thermometer, model, software))
) partition by range (id);
create table history_default partition of history default;
create index history_visited on history (kiosk_id, visited);
-- What is looked for by verdict is what is rare: of a pass there is one soon. Small, since few rows are in it.
create index history_not_passed on history (kiosk_id, verdict, id) where verdict <> 'pass';

-- A partition a month, of the time in the id. What has no month (a clock that is years off, a month that nobody
-- made) goes to history_default, which stays.
create table history_partitions (
  name text primary key,
  lo   timestamptz not null,
  hi   timestamptz not null,
  check (lo < hi)
);

-- Later facts about a row (a corrected clock, a mark by staff); `history` itself is never rewritten.
create table history_events (
  kiosk_id text        not null,
  visit_id uuid        not null,
  kind     text        not null,
  at       timestamptz not null,
  data     jsonb       not null,
  visited  timestamptz, -- the corrected time of a clock fact, so that it can be found by time
  primary key (kiosk_id, visit_id, kind, at),
  constraint history_events_texts check (octet_length(kind) <= 100 and pg_column_size(data) <= 4096)
);
create index history_events_visited on history_events (kiosk_id, visited) where kind = 'clock';

create table alarms (
  kiosk_id        text        not null,
  id              bigint      not null,
  code            text        not null,
  subject         text        not null,
  severity        text        not null,
  detail          text        not null,
  count           integer     not null,
  opened_at       timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  cleared_at      timestamptz,
  received_at     timestamptz not null default now(),
  primary key (kiosk_id, id),
  -- Fifteen digits are a number in every language.
  constraint alarms_ids check (id between -999999999999999 and 999999999999999)
);
create index alarms_active on alarms (kiosk_id) where cleared_at is null;
create index alarms_opened on alarms (opened_at desc, kiosk_id, id);

-- Settings, wanted model and wanted software for kiosks, and commands to them; the document is signed as it stands, so it
-- is text and no jsonb.
create table fleet_documents (
  version   bigint primary key,
  kind      text        not null check (kind in ('settings', 'command')),
  kiosks    text[], -- null: every kiosk
  document  text        not null check (octet_length(document) <= 65536),
  signature text        not null,
  pushed_at timestamptz not null default now()
);

-- Statistics are read from roll-ups: a quarter of an hour (every zone's hours and days are made of them) and a UTC
-- day, of each kiosk, and of each site with '*' for all. functions/roll-up.sql says how they are counted.
create table touched_quarters (
  kiosk_id text        not null,
  bucket   timestamptz not null,
  primary key (kiosk_id, bucket)
);
create table history_quarters (
  kiosk_id text        not null,
  bucket   timestamptz not null,
  pass     integer     not null,
  deny     integer     not null,
  adjust   integer     not null,
  staff    integer     not null,
  visitors integer     not null,
  facets   jsonb       not null,
  -- A year of one kiosk is 17,000 rows that were written with those of every other kiosk, so each is on a page of its
  -- own: the counts are in the index as well, and are read from there.
  primary key (kiosk_id, bucket) include (pass, deny, adjust, staff, visitors)
);
create index history_quarters_bucket on history_quarters (bucket);
create table history_days (like history_quarters, primary key (kiosk_id, bucket));
create index on history_days (bucket);

-- No unique key: a kiosk adds its row without waiting for whoever is taking the last one away.
create table fleet_touched (
  kiosk_id text        not null,
  bucket   timestamptz not null
);
create index fleet_touched_kiosk on fleet_touched (kiosk_id, bucket);
create index fleet_touched_bucket on fleet_touched (bucket);
create table fleet_quarters (
  site     text        not null,
  bucket   timestamptz not null,
  pass     integer     not null,
  deny     integer     not null,
  adjust   integer     not null,
  staff    integer     not null,
  visitors integer     not null,
  facets   jsonb       not null,
  primary key (site, bucket) include (pass, deny, adjust, staff, visitors)
);
create table fleet_days (like fleet_quarters, primary key (site, bucket));

-- One row. Buckets before held_from are not counted anew: some of their rows may be gone (kf99_maintain).
create table fleet_state (
  rolled_at timestamptz not null default '-infinity',
  held_from timestamptz not null default '-infinity',
  -- Visits, later facts and alarms that one kiosk may send: ten times what a busy entrance makes, and a month's backlog
  -- in two days.
  rows_a_day integer not null default 500000 check (rows_a_day > 0)
);
insert into fleet_state default values;

-- Erasing a range of time, by the owner alone. That it was done, by whom and how much it was stays.
create table erasures (
  id       bigint      generated always as identity primary key,
  at       timestamptz not null default now(),
  by       text        not null default session_user,
  kiosk_id text, -- null: every kiosk
  lo       timestamptz not null,
  hi       timestamptz not null,
  visits   bigint      not null
);
