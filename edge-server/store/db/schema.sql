CREATE TABLE alarms (
  id              integer primary key autoincrement,
  code            text    not null,
  subject         text    not null default '',
  severity        text    not null check (severity in ('warning', 'critical')),
  detail          text    not null,
  count           integer not null default 1,
  opened_at       text    not null,
  acknowledged_at text,
  acknowledged_by text,
  cleared_at      text,
  -- An alarm is told to the cloud until what it was told is what the alarm is.
  changes         integer not null default 1,
  reported        integer not null default 0
) strict;

CREATE UNIQUE INDEX alarms_active on alarms (code, subject) where cleared_at is null;

CREATE TRIGGER alarms_changed
  after update of detail, count, acknowledged_at, acknowledged_by, cleared_at on alarms
begin
  update alarms set changes = changes + 1 where id = new.id;
end;

CREATE INDEX alarms_unreported on alarms (id) where changes <> reported;

CREATE TABLE audit (
  id     integer primary key autoincrement,
  at     text not null,
  actor  text not null,
  action text not null,
  target text not null,
  before text,
  after  text
) strict;

CREATE INDEX audit_at on audit (at);

CREATE TABLE calibrations (
  id            integer primary key autoincrement,
  at            text    not null,
  author        text    not null,
  reference     text    not null check (reference in ('blackbody', 'clinical')),
  reference_c   real    not null,
  measured_c    real    not null,
  readings      integer not null,
  spread_c      real    not null,
  ambient_c     real,
  distance_mm   integer,
  offset_before real    not null,
  offset_after  real    not null,
  thermometer   text    not null,
  simulated     integer not null check (simulated in (0, 1))
) strict;

CREATE INDEX calibrations_thermometer on calibrations (thermometer, simulated, id);

CREATE TABLE captures (
  id          text primary key,
  -- When the bucket had it; null while it waits, or for ever when there is no bucket.
  uploaded_at text,
  -- Why the last try failed.
  error       text
) strict, without rowid;

CREATE INDEX captures_waiting on captures (id) where uploaded_at is null;

CREATE TABLE curves (
  seq    integer primary key references visits (seq) on delete cascade,
  points text not null
) strict;

CREATE TABLE deliveries (
  id         integer primary key autoincrement,
  -- JSON: a webhook's address, a way or a phone.
  target     text    not null,
  -- A Message of delivery/target.ts as JSON.
  body       text    not null,
  -- The alarm whose acknowledgement ends it, and when it is of no use any more; null for a rule's.
  about      text,
  until      text,
  created_at text    not null,
  attempts   integer not null default 0,
  error      text
) strict;

CREATE TABLE devices (
  token_hash text primary key,
  paired_at  text not null
) strict;

CREATE TABLE duty (
  user_id  integer primary key references users (id) on delete cascade,
  -- A DutyPlace as JSON.
  body     text not null
) strict;

CREATE TABLE events (
  id       integer primary key autoincrement,
  visit_id text    not null,
  kind     text    not null,
  at       text    not null,
  data     text    not null,
  sent     integer not null default 0 check (sent in (0, 1)),
  -- Set when the cloud refused this one alone.
  refused  text
) strict;

CREATE INDEX events_visit on events (visit_id, sent);

CREATE INDEX events_waiting on events (id) where sent = 0 and refused is null;

CREATE TABLE facets (
  span   integer not null check (span in (900, 86400)),
  bucket integer not null, -- unixepoch / span
  facet  text    not null,
  n      integer not null,
  primary key (span, bucket, facet)
) strict, without rowid;

CREATE TABLE marks (
  seq       integer primary key references visits (seq) on delete cascade,
  label     text not null check (label in ('mask', 'no_mask', 'incorrect')),
  note      text not null,
  author    text not null,
  marked_at text not null
) strict;

CREATE TABLE meta (key text primary key, value text not null) strict;

CREATE TABLE outbox (
  seq      integer primary key references visits (seq),
  attempts integer not null default 0,
  -- Set when the cloud refused this row alone; it then waits for a person and blocks nobody.
  refused  text,
  -- A visit of an unsynchronised clock waits for it to be set; 1 when it has waited long enough.
  released integer not null default 0 check (released in (0, 1))
) strict;

CREATE INDEX outbox_refused on outbox (seq) where refused is not null;

CREATE TABLE phones (
  id           integer primary key autoincrement,
  user_id      integer not null references users (id) on delete cascade,
  -- The push service's address for this browser, and the keys that messages are encrypted with.
  endpoint     text    not null unique,
  p256dh       text    not null,
  auth         text    not null,
  -- What browser it is, for its owner.
  browser      text    not null,
  created_at   text    not null,
  delivered_at text,
  failed_at    text,
  error        text
) strict;

CREATE TABLE quarters (
  bucket   integer primary key, -- unixepoch / 900
  pass     integer not null default 0,
  deny     integer not null default 0,
  adjust   integer not null default 0,
  staff    integer not null default 0,
  visitors integer not null default 0
) strict;

CREATE TABLE rules (
  id          integer primary key autoincrement,
  body        text not null,
  -- Why the server switched it off, null while it runs.
  disabled    text
) strict;

CREATE TABLE sessions (
  token_hash text primary key,
  user_id    integer not null references users (id) on delete cascade,
  created_at text not null,
  -- Of the last request, to within a few minutes.
  seen_at    text not null
) strict;

CREATE TABLE settings (key text primary key, value text not null) strict;

CREATE TABLE steps (
  seq      integer not null references visits (seq) on delete cascade,
  step     text    not null check (step in ('face_seen', 'evidence', 'reading', 'verdict', 'stored', 'door',
                                            'captured', 'uploaded', 'published', 'synced')),
  started  text,
  ended    text,
  outcome  text    not null check (outcome in ('pending', 'done', 'skipped', 'failed', 'expired')),
  error    text,
  attempts integer not null default 0,
  primary key (seq, step)
) strict, without rowid;

CREATE INDEX steps_pending on steps (step, seq) where outcome = 'pending';

CREATE TABLE sync_state (
  one        integer primary key check (one = 1),
  ok_at      text,
  failed_at  text,
  error      text,
  sent       integer not null default 0,
  fault      text,
  mend       text,
  breaker    text    not null default 'closed' check (breaker in ('closed', 'open', 'half_open')),
  failures   integer not null default 0,
  batch_rows integer not null default 0,
  batch_ms   integer not null default 0
) strict;

CREATE TABLE temp_objects (
  id      text    primary key,
  -- Counts the pictures of the visit: a second one replaces the first.
  version integer not null default 1,
  -- 1 while it is to be put; 0 when the bucket has it, or when it was gone before its turn.
  waiting integer not null default 1 check (waiting in (0, 1)),
  -- Why the last try to put or to erase it failed.
  error   text
) strict, without rowid;

CREATE TABLE tokens (
  id         integer primary key autoincrement,
  name       text not null unique collate nocase,
  token_hash text not null unique,
  scopes     text not null,
  created_at text not null,
  expires_at text,
  used_at    text
) strict;

CREATE TABLE users (
  -- Never used again after a delete, so that the audit log stays true.
  id         integer primary key autoincrement,
  name       text not null unique collate nocase,
  role       text not null check (role in ('viewer', 'admin')),
  password   text not null,
  created_at text not null,
  changed_at text not null,
  -- The second factor: its key (base32), which a code is made of, so it is no hash; since when it counts, null until it
  -- was confirmed; the 30 s step of the last code that was taken; SHA-256 of the recovery codes that are left, as JSON.
  factor_key     text,
  factor_since   text,
  factor_step    integer,
  recovery_codes text not null default '[]'
) strict;

CREATE VIEW visit_facets as
  select seq, unixepoch(visited) as at, 'm:' || mask as facet from visits
  union all select v.seq, unixepoch(v.visited), 'r:' || r.value from visits v, json_each(v.reasons) r
  union all select seq, unixepoch(visited), 't:' || cast(round(estimate_c * 10) as integer) from visits
    where estimate_c is not null
  union all select seq, unixepoch(visited), 'd:' || min((mask_ms + server_ms) / 250, 480) from visits;

CREATE TABLE visits (
  seq           integer primary key autoincrement,
  kiosk_id      text    not null,
  id            text    not null unique,
  ispass        integer not null check (ispass in (0, 1)),
  visited       text    not null,
  verdict       text    not null check (verdict in ('pass', 'deny', 'adjust', 'staff')),
  reasons       text    not null,
  attempt_of    text,
  mask          text    not null check (mask in ('mask', 'no_mask', 'incorrect', 'undecided')),
  cause         text,
  p_mask        real    not null,
  p_no_mask     real    not null,
  p_incorrect   real    not null,
  frames        integer not null,
  face_px       real,
  estimate_c    real,
  uncertainty_c real,
  object_c      real,
  ambient_c     real,
  distance_mm   integer,
  sensor_status integer,
  correction    text,
  thermometer   text,
  fever_c       real,
  mask_ms       integer not null,
  server_ms     integer not null,
  model         text    not null,
  software      text    not null,
  clock         text    not null check (clock in ('synchronised', 'unsynchronised')),
  simulated     integer not null check (simulated in (0, 1)),
  -- SHA-256 of the evidence as posted: the same id with another body is a conflict, not a retry.
  body_hash     text    not null,
  -- The answer as it was sent, so that a retry gets the same words.
  answer        text    not null,
  -- By which clock a visit was dated: the kernel's boot, and wall minus monotonic clock in ms at that moment. When the
  -- clock is set later in the same boot, the difference of two offsets is the step that the visit is corrected by.
  boot          text,
  offset_ms     integer,
  check (ispass = (verdict in ('pass', 'staff')))
) strict;

CREATE INDEX visits_boot on visits (boot) where clock = 'unsynchronised';

CREATE TRIGGER visits_counted after insert on visits
begin
  insert into quarters (bucket, pass, deny, adjust, staff, visitors)
    values (unixepoch(new.visited) / 900, new.verdict = 'pass', new.verdict = 'deny', new.verdict = 'adjust',
            new.verdict = 'staff', new.attempt_of is null)
    on conflict (bucket) do update set pass = pass + excluded.pass, deny = deny + excluded.deny,
      adjust = adjust + excluded.adjust, staff = staff + excluded.staff, visitors = visitors + excluded.visitors;
  insert into facets (span, bucket, facet, n)
    select 900, at / 900, facet, 1 from visit_facets where seq = new.seq
    union all select 86400, at / 86400, facet, 1 from visit_facets where seq = new.seq
    on conflict (span, bucket, facet) do update set n = n + 1;
end;

CREATE TRIGGER visits_moved after update of visited on visits when old.visited <> new.visited
begin
  update quarters set pass = pass - (new.verdict = 'pass'), deny = deny - (new.verdict = 'deny'),
      adjust = adjust - (new.verdict = 'adjust'), staff = staff - (new.verdict = 'staff'),
      visitors = visitors - (new.attempt_of is null)
    where bucket = unixepoch(old.visited) / 900;
  update facets set n = n - 1
    where facet in (select facet from visit_facets where seq = new.seq)
      and (span, bucket) in (values (900, unixepoch(old.visited) / 900), (86400, unixepoch(old.visited) / 86400));
  insert into quarters (bucket, pass, deny, adjust, staff, visitors)
    values (unixepoch(new.visited) / 900, new.verdict = 'pass', new.verdict = 'deny', new.verdict = 'adjust',
            new.verdict = 'staff', new.attempt_of is null)
    on conflict (bucket) do update set pass = pass + excluded.pass, deny = deny + excluded.deny,
      adjust = adjust + excluded.adjust, staff = staff + excluded.staff, visitors = visitors + excluded.visitors;
  insert into facets (span, bucket, facet, n)
    select 900, at / 900, facet, 1 from visit_facets where seq = new.seq
    union all select 86400, at / 86400, facet, 1 from visit_facets where seq = new.seq
    on conflict (span, bucket, facet) do update set n = n + 1;
end;

CREATE TRIGGER visits_removed after delete on visits
begin
  delete from events where visit_id = old.id;
end;

CREATE INDEX visits_visited on visits (visited);

CREATE TABLE ways (
  id           integer primary key autoincrement,
  body         text not null,
  delivered_at text,
  failed_at    text,
  error        text
) strict;
