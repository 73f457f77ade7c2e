-- Who may do what. A password is kept as an argon2id string, every other secret as its SHA-256 (hex).

-- People log in now: browsers that were paired for the admin page no longer count.
delete from devices where role = 'viewer';

create table users (
  -- Never used again after a delete, so that the audit log stays true.
  id         integer primary key autoincrement,
  name       text not null unique collate nocase,
  role       text not null check (role in ('viewer', 'admin')),
  password   text not null,
  created_at text not null,
  changed_at text not null
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
