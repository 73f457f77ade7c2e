-- Pictures that were kept, one for each file `<id>.jpg`; the files are the truth, this is what was uploaded.
create table captures (
  id          text primary key,
  -- When the bucket had it; null while it waits, or for ever when there is no bucket.
  uploaded_at text,
  -- Why the last try failed.
  error       text
) strict, without rowid;
create index captures_waiting on captures (id) where uploaded_at is null;
