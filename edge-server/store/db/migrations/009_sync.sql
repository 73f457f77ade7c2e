-- What the sync worker last met, for health, alarms and metrics: a fault of sync/faults.ts, what a person has to do
-- about it, and how fast rows go.
alter table sync_state add column fault    text;
alter table sync_state add column mend     text;
alter table sync_state add column breaker  text not null default 'closed' check (breaker in ('closed', 'open', 'half_open'));
alter table sync_state add column failures integer not null default 0;
alter table sync_state add column batch_rows integer not null default 0;
alter table sync_state add column batch_ms   integer not null default 0;

-- A later fact that the cloud refused alone.
alter table events add column refused text;
drop index events_waiting;
create index events_waiting on events (id) where sent = 0 and refused is null;

-- An alarm is told to the cloud until what it was told is what the alarm is.
alter table alarms add column changes  integer not null default 1;
alter table alarms add column reported integer not null default 0;
create index alarms_unreported on alarms (id) where changes <> reported;
create trigger alarms_changed
  after update of detail, count, acknowledged_at, acknowledged_by, cleared_at on alarms
begin
  update alarms set changes = changes + 1 where id = new.id;
end;
