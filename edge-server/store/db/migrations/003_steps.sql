-- What happened to a visit and when. The first steps are written with the visit, the others as they happen.
create table steps (
  seq      integer not null references visits (seq) on delete cascade,
  step     text    not null check (step in ('face_seen', 'evidence', 'reading', 'verdict', 'stored', 'door',
                                            'captured', 'published', 'synced')),
  started  text,
  ended    text,
  outcome  text    not null check (outcome in ('pending', 'done', 'skipped', 'failed', 'expired')),
  error    text,
  attempts integer not null default 0,
  primary key (seq, step)
) strict, without rowid;

-- What a restart takes up again.
create index steps_pending on steps (step, seq) where outcome = 'pending';
