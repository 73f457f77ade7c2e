-- What is known of each kiosk. `kiosks` is who may call, and changes by hand only; `kiosk_states` changes with
-- every call. Two tables, so that one can be copied to every machine of a distributed Postgres (a token is looked
-- up there) and the other be spread by kiosk_id beside `history`.
alter table kiosks
  add column site       text        not null default '' check (site <> '*'),
  add column name       text        not null default '',
  add column created_at timestamptz not null default now(),
  add column revoked_at timestamptz;
create unique index kiosks_token on kiosks (token_hash);

create table kiosk_states (
  kiosk_id     text primary key,
  last_seen    timestamptz, -- of any call, by the cloud's clock
  heartbeat_at timestamptz,
  heartbeat    jsonb,
  version      text,
  model        text,
  state        text,
  fleet        jsonb,       -- which of the fleet's settings it runs, and how that went
  rolled_at    timestamptz not null default '-infinity'
) with (fillfactor = 50); -- room in the page: an update then touches no index
insert into kiosk_states (kiosk_id, last_seen) select kiosk_id, last_seen from kiosks;
alter table kiosks drop column last_seen;

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
  primary key (kiosk_id, id)
);
create index alarms_active on alarms (kiosk_id) where cleared_at is null;
create index alarms_opened on alarms (opened_at desc, kiosk_id, id);

-- Settings and wanted model for kiosks; the document is signed as it stands, so it is text and no jsonb.
create table fleet_settings (
  version   bigint primary key,
  kiosks    text[], -- null: every kiosk
  document  text        not null check (octet_length(document) <= 65536),
  signature text        not null,
  pushed_at timestamptz not null default now()
);

-- Who calls; notes that it was seen. The lock on its state makes the calls of one kiosk follow each other, which
-- the roll-ups rely on; other kiosks are not held up.
create function kf99_enter(token text) returns text
  language plpgsql set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text;
begin
  select k.kiosk_id into caller from kiosks k
  where k.token_hash = sha256(convert_to(token, 'UTF8')) and k.revoked_at is null;
  if caller is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;
  insert into kiosk_states (kiosk_id, last_seen) values (caller, now())
  on conflict (kiosk_id) do update set last_seen = excluded.last_seen;
  return caller;
end
$$;

-- The settings for this kiosk with the highest version, null when there are none. What the kiosk makes of them is
-- its own decision: it holds the key.
create function kf99_pull(token text) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
begin
  return (
    select jsonb_build_object('version', f.version, 'document', f.document, 'signature', f.signature)
    from fleet_settings f
    where f.kiosks is null or caller = any (f.kiosks)
    order by f.version desc limit 1
  );
end
$$;
