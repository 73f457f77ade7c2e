-- The local store (SQLite, WAL, synchronous FULL). A visit and its outbox row are written in one
-- transaction; `seq` is the monotonic order that a wrong clock can't disturb.
-- The columns from `kiosk_id` to `simulated` are those of contract/history.ts.
create table visits (
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
create index visits_visited on visits (visited);
create index visits_boot on visits (boot) where clock = 'unsynchronised';

-- What the cloud has not acknowledged. A row leaves when its batch was committed there.
create table outbox (
  seq      integer primary key references visits (seq),
  attempts integer not null default 0,
  -- Set when the cloud refused this row alone; it then waits for a person and blocks nobody.
  refused  text,
  -- A visit of an unsynchronised clock waits for it to be set; 1 when it has waited long enough.
  released integer not null default 0 check (released in (0, 1))
) strict;
-- How many rows wait is asked for every health check: without this, each asked every waiting row whether it was refused,
-- three times (12 ms of the server's thread with 60,000 of them).
create index outbox_refused on outbox (seq) where refused is not null;

-- Later facts about visits, for the cloud's history_events. `sent` 0 while they wait.
create table events (
  id       integer primary key autoincrement,
  visit_id text    not null,
  kind     text    not null,
  at       text    not null,
  data     text    not null,
  sent     integer not null default 0 check (sent in (0, 1)),
  -- Set when the cloud refused this one alone.
  refused  text
) strict;
create index events_waiting on events (id) where sent = 0 and refused is null;
-- Visits go after their retention, and what was said about them later goes with them. The index finds it, and what
-- of it the cloud has not got yet, which holds a visit back.
create index events_visit on events (visit_id, sent);
create trigger visits_removed after delete on visits
begin
  delete from events where visit_id = old.id;
end;

-- One row: what the sync worker last met, for health, alarms and metrics: a fault of sync/faults.ts, what a person has
-- to do about it, and how fast rows go.
create table sync_state (
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
insert into sync_state (one) values (1);

create table meta (key text primary key, value text not null) strict;

-- What happened to a visit and when. The first steps are written with the visit, the others as they happen.
create table steps (
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

-- What a restart takes up again.
create index steps_pending on steps (step, seq) where outcome = 'pending';

-- Where a person says that a verdict was wrong: the label that is right. It goes with its visit.
create table marks (
  seq       integer primary key references visits (seq) on delete cascade,
  label     text not null check (label in ('mask', 'no_mask', 'incorrect')),
  note      text not null,
  author    text not null,
  marked_at text not null
) strict;

-- How sure the mask's label was over time, as the page posted it: [ms, mask, no_mask, incorrect] in thousandths.
create table curves (
  seq    integer primary key references visits (seq) on delete cascade,
  points text not null
) strict;

-- Statistics over a million visits are read from counts that are kept up in the transaction that writes a visit:
-- verdicts by quarter of an hour (UTC; every zone's hours are made of quarters), and what a chart of a whole range
-- shows (`facets`) by quarter and by UTC day: m:LABEL, r:REASON, t:TENTHS of °C, d:time to the verdict in steps of
-- 250 ms. As the cloud's history_quarters. A visit that goes after its retention stays counted.
create table quarters (
  bucket   integer primary key, -- unixepoch / 900
  pass     integer not null default 0,
  deny     integer not null default 0,
  adjust   integer not null default 0,
  staff    integer not null default 0,
  visitors integer not null default 0
) strict;

create table facets (
  span   integer not null check (span in (900, 86400)),
  bucket integer not null, -- unixepoch / span
  facet  text    not null,
  n      integer not null,
  primary key (span, bucket, facet)
) strict, without rowid;

-- One row for each visit and each facet that it has.
create view visit_facets as
  select seq, unixepoch(visited) as at, 'm:' || mask as facet from visits
  union all select v.seq, unixepoch(v.visited), 'r:' || r.value from visits v, json_each(v.reasons) r
  union all select seq, unixepoch(visited), 't:' || cast(round(estimate_c * 10) as integer) from visits
    where estimate_c is not null
  union all select seq, unixepoch(visited), 'd:' || min((mask_ms + server_ms) / 250, 480) from visits;

create trigger visits_counted after insert on visits
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

-- A clock that was set later moves its visits to other buckets.
create trigger visits_moved after update of visited on visits when old.visited <> new.visited
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

-- Pictures that were kept, one for each file `<id>.jpg`; the files are the truth, this is what was uploaded.
create table captures (
  id          text primary key,
  -- When the bucket had it; null while it waits, or for ever when there is no bucket.
  uploaded_at text,
  -- Why the last try failed.
  error       text
) strict, without rowid;
create index captures_waiting on captures (id) where uploaded_at is null;

-- Pictures of visits without a verdict that are in the bucket as `temp-<id>.jpg`, or may be: a row is on disk before the
-- first try to put one there, and goes only after the bucket erased it.
create table temp_objects (
  id      text    primary key,
  -- Counts the pictures of the visit: a second one replaces the first.
  version integer not null default 1,
  -- 1 while it is to be put; 0 when the bucket has it, or when it was gone before its turn.
  waiting integer not null default 1 check (waiting in (0, 1)),
  -- Why the last try to put or to erase it failed.
  error   text
) strict, without rowid;

-- Calibrations are only ever added: the newest of a thermometer is in force.
create table calibrations (
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

create index calibrations_thermometer on calibrations (thermometer, simulated, id);

-- Every alarm from its opening to its end.
create table alarms (
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

create unique index alarms_active on alarms (code, subject) where cleared_at is null;
create index alarms_unreported on alarms (id) where changes <> reported;
create trigger alarms_changed
  after update of detail, count, acknowledged_at, acknowledged_by, cleared_at on alarms
begin
  update alarms set changes = changes + 1 where id = new.id;
end;

-- Rules of the site: `body` is a Rule of contract/rules.ts as JSON.
create table rules (
  id          integer primary key autoincrement,
  body        text not null,
  -- Why the server switched it off, null while it runs.
  disabled    text
) strict;

-- Ways by which people and programs are told: `body` is a Way of contract/ways.ts as JSON, its secret in it, and what
-- became of the last messages.
create table ways (
  id           integer primary key autoincrement,
  body         text not null,
  delivered_at text,
  failed_at    text,
  error        text
) strict;

-- Messages that no receiver has taken yet; they survive a restart.
create table deliveries (
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

-- Who may do what. A password is kept as an argon2id string, every other secret as its SHA-256 (hex), but for the key
-- of a second factor.

-- Browsers that are paired as the kiosk; the token itself is only in the browser's cookie.
create table devices (
  token_hash text primary key,
  paired_at  text not null
) strict;

create table users (
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

-- What wakes a person, when, and in which turn; whoever has no row has the usual (contract/duty.ts).
create table duty (
  user_id  integer primary key references users (id) on delete cascade,
  -- A DutyPlace as JSON.
  body     text not null
) strict;

-- Browsers that a person is told in by Web Push.
create table phones (
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

create table sessions (
  token_hash text primary key,
  user_id    integer not null references users (id) on delete cascade,
  created_at text not null,
  -- Of the last request, to within a few minutes.
  seen_at    text not null
) strict;

create table tokens (
  id         integer primary key autoincrement,
  name       text not null unique collate nocase,
  token_hash text not null unique,
  scopes     text not null,
  created_at text not null,
  expires_at text,
  used_at    text
) strict;

-- Every change that a person made, kept for a year. `before` and `after` are JSON, without secrets.
create table audit (
  id     integer primary key autoincrement,
  at     text not null,
  actor  text not null,
  action text not null,
  target text not null,
  before text,
  after  text
) strict;
create index audit_at on audit (at);

-- What staff changed; the settings file or the default holds for every other key. `value` is JSON.
create table settings (key text primary key, value text not null) strict;
