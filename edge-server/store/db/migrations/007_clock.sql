-- By which clock a visit was dated: the kernel's boot, and wall minus monotonic clock in ms at that moment. When the
-- clock is set later in the same boot, the difference of two offsets is the step that the visit is corrected by.
alter table visits add column boot      text;
alter table visits add column offset_ms integer;
create index visits_boot on visits (boot) where clock = 'unsynchronised';

-- A visit of an unsynchronised clock waits for it to be set; 1 when it has waited long enough.
alter table outbox add column released integer not null default 0 check (released in (0, 1));

-- Later facts about visits, for the cloud's history_events. `sent` 0 while they wait.
create table events (
  id       integer primary key autoincrement,
  visit_id text    not null,
  kind     text    not null,
  at       text    not null,
  data     text    not null,
  sent     integer not null default 0 check (sent in (0, 1))
) strict;
create index events_waiting on events (id) where sent = 0;
