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
  cleared_at      text
) strict;

create unique index alarms_active on alarms (code, subject) where cleared_at is null;

-- Rules of the site: `body` is a Rule of contract/rules.ts as JSON.
create table rules (
  id          integer primary key autoincrement,
  body        text not null,
  -- Why the server switched it off, null while it runs.
  disabled    text
) strict;

-- Webhook calls that have not been answered well yet; they survive a restart.
create table webhook_calls (
  id         integer primary key autoincrement,
  url        text    not null,
  body       text    not null,
  created_at text    not null,
  attempts   integer not null default 0
) strict;
