create table alarms (
  kiosk_id text not null,
  id bigint not null,
  code text not null,
  subject text not null,
  severity text not null,
  detail text not null,
  count integer not null,
  opened_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  cleared_at timestamp with time zone,
  received_at timestamp with time zone not null default now(),
  constraint alarms_ids CHECK (((id >= '-999999999999999'::bigint) AND (id <= '999999999999999'::bigint))),
  constraint alarms_pkey PRIMARY KEY (kiosk_id, id)
);
create table erasures (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  by text not null default SESSION_USER,
  kiosk_id text,
  lo timestamp with time zone not null,
  hi timestamp with time zone not null,
  visits bigint not null,
  constraint erasures_pkey PRIMARY KEY (id)
);
create table fleet_days (
  site text not null,
  bucket timestamp with time zone not null,
  pass integer not null,
  deny integer not null,
  adjust integer not null,
  staff integer not null,
  visitors integer not null,
  facets jsonb not null,
  constraint fleet_days_pkey PRIMARY KEY (site, bucket)
);
create table fleet_documents (
  version bigint not null,
  kind text not null,
  kiosks text[],
  document text not null,
  signature text not null,
  pushed_at timestamp with time zone not null default now(),
  constraint fleet_documents_document_check CHECK ((octet_length(document) <= 65536)),
  constraint fleet_documents_kind_check CHECK ((kind = ANY (ARRAY['settings'::text, 'command'::text]))),
  constraint fleet_documents_pkey PRIMARY KEY (version)
);
create table fleet_quarters (
  site text not null,
  bucket timestamp with time zone not null,
  pass integer not null,
  deny integer not null,
  adjust integer not null,
  staff integer not null,
  visitors integer not null,
  facets jsonb not null,
  constraint fleet_quarters_pkey PRIMARY KEY (site, bucket) INCLUDE (pass, deny, adjust, staff, visitors)
);
create table fleet_state (
  rolled_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  held_from timestamp with time zone not null default '-infinity'::timestamp with time zone,
  rows_a_day integer not null default 500000,
  constraint fleet_state_rows_a_day_check CHECK ((rows_a_day > 0))
);
create table fleet_touched (
  kiosk_id text not null,
  bucket timestamp with time zone not null
);
create table history (
  kiosk_id text not null,
  id uuid not null,
  ispass boolean not null,
  visited timestamp with time zone not null,
  verdict text not null,
  reasons text[] not null,
  attempt_of uuid,
  mask text not null,
  cause text,
  p_mask real not null,
  p_no_mask real not null,
  p_incorrect real not null,
  frames integer not null,
  face_px real,
  estimate_c real,
  uncertainty_c real,
  object_c real,
  ambient_c real,
  distance_mm integer,
  sensor_status integer,
  correction jsonb,
  thermometer text,
  fever_c real,
  mask_ms integer not null,
  server_ms integer not null,
  model text not null,
  software text not null,
  clock text not null,
  simulated boolean not null,
  received_at timestamp with time zone not null default now(),
  constraint history_ids CHECK (kf99_ids_hold(id, attempt_of)),
  constraint history_numbers CHECK (kf99_numbers_hold(p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, uncertainty_c, object_c, ambient_c, fever_c, mask_ms, server_ms)),
  constraint history_pkey PRIMARY KEY (kiosk_id, id),
  constraint history_texts CHECK (kf99_texts_hold(reasons, cause, correction, thermometer, model, software)),
  constraint history_words CHECK (kf99_words_hold(ispass, verdict, mask, clock))
) partition by RANGE (id);
create table history_days (
  kiosk_id text not null,
  bucket timestamp with time zone not null,
  pass integer not null,
  deny integer not null,
  adjust integer not null,
  staff integer not null,
  visitors integer not null,
  facets jsonb not null,
  constraint history_days_pkey PRIMARY KEY (kiosk_id, bucket)
);
create table history_default (
  kiosk_id text not null,
  id uuid not null,
  ispass boolean not null,
  visited timestamp with time zone not null,
  verdict text not null,
  reasons text[] not null,
  attempt_of uuid,
  mask text not null,
  cause text,
  p_mask real not null,
  p_no_mask real not null,
  p_incorrect real not null,
  frames integer not null,
  face_px real,
  estimate_c real,
  uncertainty_c real,
  object_c real,
  ambient_c real,
  distance_mm integer,
  sensor_status integer,
  correction jsonb,
  thermometer text,
  fever_c real,
  mask_ms integer not null,
  server_ms integer not null,
  model text not null,
  software text not null,
  clock text not null,
  simulated boolean not null,
  received_at timestamp with time zone not null default now(),
  constraint history_default_pkey PRIMARY KEY (kiosk_id, id),
  constraint history_ids CHECK (kf99_ids_hold(id, attempt_of)),
  constraint history_numbers CHECK (kf99_numbers_hold(p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, uncertainty_c, object_c, ambient_c, fever_c, mask_ms, server_ms)),
  constraint history_texts CHECK (kf99_texts_hold(reasons, cause, correction, thermometer, model, software)),
  constraint history_words CHECK (kf99_words_hold(ispass, verdict, mask, clock))
);
create table history_events (
  kiosk_id text not null,
  visit_id uuid not null,
  kind text not null,
  at timestamp with time zone not null,
  data jsonb not null,
  visited timestamp with time zone,
  constraint history_events_pkey PRIMARY KEY (kiosk_id, visit_id, kind, at),
  constraint history_events_texts CHECK (((octet_length(kind) <= 100) AND (pg_column_size(data) <= 4096)))
);
create table history_partitions (
  name text not null,
  lo timestamp with time zone not null,
  hi timestamp with time zone not null,
  constraint history_partitions_check CHECK ((lo < hi)),
  constraint history_partitions_pkey PRIMARY KEY (name)
);
create table history_quarters (
  kiosk_id text not null,
  bucket timestamp with time zone not null,
  pass integer not null,
  deny integer not null,
  adjust integer not null,
  staff integer not null,
  visitors integer not null,
  facets jsonb not null,
  constraint history_quarters_pkey PRIMARY KEY (kiosk_id, bucket) INCLUDE (pass, deny, adjust, staff, visitors)
);
create table kf99_migrations (
  number integer not null,
  name text not null,
  digest text not null,
  applied_at timestamp with time zone not null default now(),
  constraint kf99_migrations_pkey PRIMARY KEY (number)
);
create table kiosk_states (
  kiosk_id text not null,
  last_seen timestamp with time zone,
  heartbeat_at timestamp with time zone,
  heartbeat jsonb,
  version text,
  model text,
  state text,
  fleet jsonb,
  answer jsonb,
  rolled_at timestamp with time zone not null default '-infinity'::timestamp with time zone,
  allowance double precision,
  allowed_at timestamp with time zone,
  corrects boolean not null default false,
  constraint kiosk_states_pkey PRIMARY KEY (kiosk_id)
) with (fillfactor=50);
create table kiosks (
  kiosk_id text not null,
  token_hash bytea not null,
  site text not null default ''::text,
  name text not null default ''::text,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  login text,
  constraint kiosks_pkey PRIMARY KEY (kiosk_id),
  constraint kiosks_site_check CHECK ((site <> '*'::text))
);
create table touched_quarters (
  kiosk_id text not null,
  bucket timestamp with time zone not null,
  constraint touched_quarters_pkey PRIMARY KEY (kiosk_id, bucket)
);

CREATE INDEX alarms_active ON public.alarms USING btree (kiosk_id) WHERE (cleared_at IS NULL);
CREATE INDEX alarms_opened ON public.alarms USING btree (opened_at DESC, kiosk_id, id);
CREATE INDEX fleet_touched_bucket ON public.fleet_touched USING btree (bucket);
CREATE INDEX fleet_touched_kiosk ON public.fleet_touched USING btree (kiosk_id, bucket);
CREATE INDEX history_days_bucket_idx ON public.history_days USING btree (bucket);
CREATE INDEX history_default_kiosk_id_verdict_id_idx ON public.history_default USING btree (kiosk_id, verdict, id) WHERE (verdict <> 'pass'::text);
CREATE INDEX history_default_kiosk_id_visited_idx ON public.history_default USING btree (kiosk_id, visited);
CREATE INDEX history_events_visited ON public.history_events USING btree (kiosk_id, visited) WHERE (kind = 'clock'::text);
CREATE INDEX history_not_passed ON ONLY public.history USING btree (kiosk_id, verdict, id) WHERE (verdict <> 'pass'::text);
CREATE INDEX history_quarters_bucket ON public.history_quarters USING btree (bucket);
CREATE INDEX history_visited ON ONLY public.history USING btree (kiosk_id, visited);
CREATE UNIQUE INDEX kiosks_token ON public.kiosks USING btree (token_hash);

create view history_corrected as
 SELECT COALESCE(c.visited, h.visited) AS visited_corrected,
    h.kiosk_id,
    h.id,
    h.ispass,
    h.visited,
    h.verdict,
    h.reasons,
    h.attempt_of,
    h.mask,
    h.cause,
    h.p_mask,
    h.p_no_mask,
    h.p_incorrect,
    h.frames,
    h.face_px,
    h.estimate_c,
    h.uncertainty_c,
    h.object_c,
    h.ambient_c,
    h.distance_mm,
    h.sensor_status,
    h.correction,
    h.thermometer,
    h.fever_c,
    h.mask_ms,
    h.server_ms,
    h.model,
    h.software,
    h.clock,
    h.simulated,
    h.received_at
   FROM (history h
     LEFT JOIN LATERAL ( SELECT e.visited
           FROM history_events e
          WHERE ((e.kiosk_id = h.kiosk_id) AND (e.visit_id = h.id) AND (e.kind = 'clock'::text))
          ORDER BY e.at DESC
         LIMIT 1) c ON (true));

CREATE OR REPLACE FUNCTION public.kf99_add_partition(name text, lo timestamp with time zone, hi timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  first uuid := kf99_first_id(lo);
  after uuid := kf99_first_id(hi);
begin
  lock table history_default in share row exclusive mode;
  create temporary table moved as select * from history_default where id >= first and id < after;
  delete from history_default where id >= first and id < after;
  execute format('create table public.%I (like history including all)', name);
  execute format('alter table history attach partition %I for values from (%L) to (%L)', name, first, after);
  insert into history select * from pg_temp.moved;
  drop table pg_temp.moved;
  insert into history_partitions values (name, lo, hi);
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_bounded(at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
RETURN CASE WHEN (at IS NOT NULL) THEN GREATEST('1970-01-01 00:00:00+00'::timestamp with time zone, LEAST(at, (now() + '1 year'::interval))) ELSE NULL::timestamp with time zone END
;
CREATE OR REPLACE FUNCTION public.kf99_close_default(name text, lo timestamp with time zone, hi timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  first uuid := kf99_first_id(lo);
  after uuid := kf99_first_id(hi);
begin
  lock table history in access exclusive mode;
  alter table history detach partition history_default;
  execute format('alter table history_default rename to %I', name);
  create table public.history_default partition of history default;
  execute format('create temporary table moved as select * from public.%I where id < $1 or id >= $2', name)
  using first, after;
  execute format('delete from public.%I where id < $1 or id >= $2', name) using first, after;
  insert into history_default select * from pg_temp.moved;
  drop table pg_temp.moved;
  execute format('alter table history attach partition %I for values from (%L) to (%L)', name, first, after);
  insert into history_partitions values (name, lo, hi);
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_count_fleet(quarters timestamp with time zone[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  days timestamptz[] := array(select distinct kf99_day(q) from unnest(quarters) as q);
begin
  delete from fleet_quarters q where q.bucket = any (quarters);
  insert into fleet_quarters
  select site, bucket, max(n) filter (where facet = 'v:pass'), max(n) filter (where facet = 'v:deny'),
    max(n) filter (where facet = 'v:adjust'), max(n) filter (where facet = 'v:staff'),
    max(n) filter (where facet = 'v:first'),
    jsonb_object_agg(facet, n) filter (where place <= 500 and left(facet, 2) <> 'v:')
  from (
    select case when s.everywhere then '*' else q.site end as site, q.bucket, f.key as facet,
      sum(f.value::integer) as n, row_number() over (
        partition by case when s.everywhere then '*' else q.site end, q.bucket, left(f.key, 1)
        order by sum(f.value::integer) desc, f.key
      ) as place
    from (
      select k.site, q.bucket, q.facets || jsonb_build_object('v:pass', q.pass, 'v:deny', q.deny, 'v:adjust', q.adjust,
        'v:staff', q.staff, 'v:first', q.visitors) as facets
      from history_quarters q join kiosks k using (kiosk_id) where q.bucket = any (quarters)
    ) as q, jsonb_each_text(q.facets) as f, (values (true), (false)) as s (everywhere)
    group by 1, 2, 3
  ) as counted group by 1, 2;

  -- Also the days of a site that has none of these quarters any more: a kiosk may have moved.
  perform kf99_sum_days(
    'fleet', 'site', array(select distinct site from kiosks union all select '*' union select distinct site
      from fleet_days where bucket = any (days)), days
  );
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_count_kiosk(kiosk text, quarters timestamp with time zone[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  delete from history_quarters q where q.kiosk_id = kiosk and q.bucket = any (quarters);
  -- Quarters that follow each other are read as one stretch of time: each stretch is looked up in every partition.
  with stretches as (
    select min(bucket) as lo, max(bucket) + interval '15 minutes' as hi
    from (
      select bucket, bucket - row_number() over (order by bucket) * interval '15 minutes' as run
      from unnest(quarters) as q (bucket)
    ) as numbered
    group by run
  ),
  visits as (
    select kf99_quarter(h.visited) as bucket, h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms,
      h.server_ms
    from stretches s
    -- Behind `offset` the planner asks the index for each stretch; else it may compare all of a kiosk's rows with each.
    cross join lateral (
      select * from history h where h.kiosk_id = kiosk and h.visited >= s.lo and h.visited < s.hi offset 0
    ) as h
    where not exists (
      select from history_events e where e.kiosk_id = kiosk and e.visit_id = h.id and e.kind = 'clock'
    )
    union all
    select kf99_quarter(e.visited), h.verdict, h.attempt_of, h.reasons, h.mask, h.estimate_c, h.mask_ms, h.server_ms
    from stretches s
    join history_events e
      on e.kiosk_id = kiosk and e.kind = 'clock' and e.visited >= s.lo and e.visited < s.hi
    join history h on h.kiosk_id = kiosk and h.id = e.visit_id
    where not exists (
      select from history_events later
      where later.kiosk_id = kiosk and later.visit_id = e.visit_id and later.kind = 'clock' and later.at > e.at
    )
  )
  insert into history_quarters
  select kiosk, bucket,
    coalesce(max(n) filter (where facet = 'v:pass'), 0), coalesce(max(n) filter (where facet = 'v:deny'), 0),
    coalesce(max(n) filter (where facet = 'v:adjust'), 0), coalesce(max(n) filter (where facet = 'v:staff'), 0),
    coalesce(max(n) filter (where facet = 'v:first'), 0),
    jsonb_object_agg(facet, n) filter (where place <= 500 and left(facet, 2) <> 'v:')
  from (
    -- The most frequent of each kind, here and in the sums: no kiosk has so many, and one that makes reasons up fills
    -- nobody's charts.
    select bucket, facet, count(*) as n,
      row_number() over (partition by bucket, left(facet, 1) order by count(*) desc, facet) as place
    from (
      select bucket, unnest(array[
        'v:' || verdict, case when attempt_of is null then 'v:first' end, 'm:' || mask,
        't:' || round(estimate_c::numeric * 10), 'd:' || least((mask_ms::bigint + server_ms) / 250, 480)
      ]) as facet from visits
      union all select bucket, 'r:' || left(r, 64) from visits, unnest(reasons) as r
    ) as each_one where facet is not null group by 1, 2
  ) as counted group by bucket;

  perform kf99_sum_days(
    'history', 'kiosk_id', array[kiosk], array(select distinct kf99_day(q) from unnest(quarters) as q)
  );
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_day(at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
RETURN date_bin('1 day'::interval, at, '2000-01-01 00:00:00+00'::timestamp with time zone)
;
CREATE OR REPLACE FUNCTION public.kf99_end_stalled(longest interval)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  select count(pg_terminate_backend(a.pid))::integer from pg_stat_activity a
  where a.datname = current_database() and a.xact_start < now() - longest
    and a.usename in (select k.login from kiosks k)
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_enter(token text, rows integer DEFAULT 0, reserve integer DEFAULT 0, OUT id text, OUT due boolean, OUT corrects boolean)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  most integer;
  remains double precision;
  -- Citus has no now() inside a coalesce of an update, and in what it returns nothing that depends on settings.
  at timestamptz := now();
  before timestamptz := at - interval '30 seconds';
begin
  select k.kiosk_id, f.rows_a_day into id, most from kiosks k, fleet_state f
  where k.token_hash = sha256(convert_to(token, 'UTF8')) and k.revoked_at is null
    and (k.login is null or k.login = session_user::text);
  if id is null then
    raise exception 'unknown kiosk token' using errcode = 'insufficient_privilege';
  end if;
  if coalesce(rows, 0) = 0 then
    update kiosk_states s set last_seen = at where s.kiosk_id = id
    returning s.rolled_at < before, s.corrects into due, corrects;
  else
    update kiosk_states s set last_seen = at, allowed_at = at,
      allowance = least(most, coalesce(allowance + most * extract(epoch from at - allowed_at) / 86400, most)) - rows
    where s.kiosk_id = id
    returning s.rolled_at < before, s.corrects, allowance + rows into due, corrects, remains;
    if remains <= -reserve then
      raise exception 'a kiosk sends at most % rows a day: the rest is taken as the allowance fills up', most
        using errcode = 'configuration_limit_exceeded';
    end if;
  end if;
  if due is null then
    insert into kiosk_states (kiosk_id, last_seen) values (id, at)
    on conflict (kiosk_id) do update set last_seen = excluded.last_seen;
    due := true;
    corrects := false;
  end if;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_erase(kiosk text, lo timestamp with time zone, hi timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  erased bigint;
  due text;
begin
  for due in
    select distinct t.kiosk_id from touched_quarters t
    where (kiosk is null or t.kiosk_id = kiosk) and t.bucket >= kf99_quarter(lo) and t.bucket < hi
  loop
    -- A call counts its oldest ones, so each brings these nearer.
    while exists (
      select from touched_quarters t where t.kiosk_id = due and t.bucket >= kf99_quarter(lo) and t.bucket < hi
    ) loop
      perform kf99_roll_up(due);
    end loop;
  end loop;
  create temporary table going on commit drop as select * from kf99_visits_between(kiosk, lo, hi);
  delete from history h using pg_temp.going g where h.kiosk_id = g.kiosk_id and h.id = g.id;
  get diagnostics erased = row_count;
  delete from history_events e using pg_temp.going g where e.kiosk_id = g.kiosk_id and e.visit_id = g.id;
  insert into erasures (kiosk_id, lo, hi, visits) values (kiosk, lo, hi, erased);
  return erased;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_first_id(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 STABLE
RETURN ((lpad(to_hex(((EXTRACT(epoch FROM at) * (1000)::numeric))::bigint), 12, '0'::text) || repeat('0'::text, 20)))::uuid
;
CREATE OR REPLACE FUNCTION public.kf99_ids_hold(id uuid, attempt_of uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return get_byte(uuid_send(id), 6) >> 4 = 7 and get_byte(uuid_send(id), 8) >> 6 = 2
    and (attempt_of is null or get_byte(uuid_send(attempt_of), 6) >> 4 = 7 and get_byte(uuid_send(attempt_of), 8) >> 6 = 2);
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_ingest(token text, columns text[])
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  sent_id uuid[] := columns[array_position(columns, 'id') + 1]::uuid[];
  sent_visited timestamptz[] := columns[array_position(columns, 'visited') + 1]::timestamptz[];
  who record := kf99_enter(token, cardinality(sent_id));
  caller text := who.id;
  last_id uuid := kf99_first_id(now() + interval '1 year');
  far boolean;
begin
  if pg_column_size(columns) > 16777216 then
    raise exception 'a batch has at most 16 MiB' using errcode = 'string_data_right_truncation';
  end if;
  -- What needs no query of its own is several times as cheap.
  if cardinality(sent_id) = 1 then
    far := not kf99_takes(sent_visited[1]) or sent_id[1] >= last_id;
  else
    far := exists (select from unnest(sent_visited) as v where not kf99_takes(v))
      or exists (select from unnest(sent_id) as i where i >= last_id);
  end if;
  if far then
    raise exception 'a visit is of a time before 1970 or more than a year ahead'
      using errcode = 'datetime_field_overflow';
  end if;

  if cardinality(sent_id) = 1 then
    insert into history (
      kiosk_id, id, ispass, visited, verdict, reasons, attempt_of, mask, cause,
      p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, uncertainty_c, object_c,
      ambient_c, distance_mm, sensor_status, correction, thermometer, fever_c, mask_ms, server_ms,
      model, software, clock, simulated
    )
    values (
      caller, (columns[array_position(columns, 'id') + 1]::uuid[])[1], (columns[array_position(columns, 'ispass') + 1]::boolean[])[1], (columns[array_position(columns, 'visited') + 1]::timestamptz[])[1], (columns[array_position(columns, 'verdict') + 1]::text[])[1], (columns[array_position(columns, 'reasons') + 1]::text[])[1]::text[], (columns[array_position(columns, 'attempt_of') + 1]::uuid[])[1], (columns[array_position(columns, 'mask') + 1]::text[])[1], (columns[array_position(columns, 'cause') + 1]::text[])[1],
      (columns[array_position(columns, 'p_mask') + 1]::real[])[1], (columns[array_position(columns, 'p_no_mask') + 1]::real[])[1], (columns[array_position(columns, 'p_incorrect') + 1]::real[])[1], (columns[array_position(columns, 'frames') + 1]::integer[])[1], (columns[array_position(columns, 'face_px') + 1]::real[])[1], (columns[array_position(columns, 'estimate_c') + 1]::real[])[1], (columns[array_position(columns, 'uncertainty_c') + 1]::real[])[1], (columns[array_position(columns, 'object_c') + 1]::real[])[1],
      (columns[array_position(columns, 'ambient_c') + 1]::real[])[1], (columns[array_position(columns, 'distance_mm') + 1]::integer[])[1], (columns[array_position(columns, 'sensor_status') + 1]::integer[])[1], (columns[array_position(columns, 'correction') + 1]::text[])[1]::jsonb, (columns[array_position(columns, 'thermometer') + 1]::text[])[1], (columns[array_position(columns, 'fever_c') + 1]::real[])[1], (columns[array_position(columns, 'mask_ms') + 1]::integer[])[1], (columns[array_position(columns, 'server_ms') + 1]::integer[])[1],
      (columns[array_position(columns, 'model') + 1]::text[])[1], (columns[array_position(columns, 'software') + 1]::text[])[1], (columns[array_position(columns, 'clock') + 1]::text[])[1], (columns[array_position(columns, 'simulated') + 1]::boolean[])[1]
    ) on conflict (kiosk_id, id) do nothing;
    insert into touched_quarters (kiosk_id, bucket) values (caller, kf99_quarter(sent_visited[1]))
    on conflict (kiosk_id, bucket) do nothing;
  else
    declare
      sent_ispass boolean[] := columns[array_position(columns, 'ispass') + 1]::boolean[];
      sent_verdict text[] := columns[array_position(columns, 'verdict') + 1]::text[];
      sent_reasons text[] := columns[array_position(columns, 'reasons') + 1]::text[];
      sent_attempt_of uuid[] := columns[array_position(columns, 'attempt_of') + 1]::uuid[];
      sent_mask text[] := columns[array_position(columns, 'mask') + 1]::text[];
      sent_cause text[] := columns[array_position(columns, 'cause') + 1]::text[];
      sent_p_mask real[] := columns[array_position(columns, 'p_mask') + 1]::real[];
      sent_p_no_mask real[] := columns[array_position(columns, 'p_no_mask') + 1]::real[];
      sent_p_incorrect real[] := columns[array_position(columns, 'p_incorrect') + 1]::real[];
      sent_frames integer[] := columns[array_position(columns, 'frames') + 1]::integer[];
      sent_face_px real[] := columns[array_position(columns, 'face_px') + 1]::real[];
      sent_estimate_c real[] := columns[array_position(columns, 'estimate_c') + 1]::real[];
      sent_uncertainty_c real[] := columns[array_position(columns, 'uncertainty_c') + 1]::real[];
      sent_object_c real[] := columns[array_position(columns, 'object_c') + 1]::real[];
      sent_ambient_c real[] := columns[array_position(columns, 'ambient_c') + 1]::real[];
      sent_distance_mm integer[] := columns[array_position(columns, 'distance_mm') + 1]::integer[];
      sent_sensor_status integer[] := columns[array_position(columns, 'sensor_status') + 1]::integer[];
      sent_correction text[] := columns[array_position(columns, 'correction') + 1]::text[];
      sent_thermometer text[] := columns[array_position(columns, 'thermometer') + 1]::text[];
      sent_fever_c real[] := columns[array_position(columns, 'fever_c') + 1]::real[];
      sent_mask_ms integer[] := columns[array_position(columns, 'mask_ms') + 1]::integer[];
      sent_server_ms integer[] := columns[array_position(columns, 'server_ms') + 1]::integer[];
      sent_model text[] := columns[array_position(columns, 'model') + 1]::text[];
      sent_software text[] := columns[array_position(columns, 'software') + 1]::text[];
      sent_clock text[] := columns[array_position(columns, 'clock') + 1]::text[];
      sent_simulated boolean[] := columns[array_position(columns, 'simulated') + 1]::boolean[];
    begin
      begin
    insert into history (
      kiosk_id, id, ispass, visited, verdict, reasons, attempt_of, mask, cause,
      p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, uncertainty_c, object_c,
      ambient_c, distance_mm, sensor_status, correction, thermometer, fever_c, mask_ms, server_ms,
      model, software, clock, simulated
    )
    select caller, r.id, r.ispass, r.visited, r.verdict, r.reasons::text[], r.attempt_of, r.mask, r.cause,
      r.p_mask, r.p_no_mask, r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.uncertainty_c, r.object_c,
      r.ambient_c, r.distance_mm, r.sensor_status, r.correction::jsonb, r.thermometer, r.fever_c, r.mask_ms, r.server_ms,
      r.model, r.software, r.clock, r.simulated
    from (
      select unnest(sent_id) as id, unnest(sent_ispass) as ispass, unnest(sent_visited) as visited, unnest(sent_verdict) as verdict, unnest(sent_reasons) as reasons, unnest(sent_attempt_of) as attempt_of, unnest(sent_mask) as mask, unnest(sent_cause) as cause,
      unnest(sent_p_mask) as p_mask, unnest(sent_p_no_mask) as p_no_mask, unnest(sent_p_incorrect) as p_incorrect, unnest(sent_frames) as frames, unnest(sent_face_px) as face_px, unnest(sent_estimate_c) as estimate_c, unnest(sent_uncertainty_c) as uncertainty_c, unnest(sent_object_c) as object_c,
      unnest(sent_ambient_c) as ambient_c, unnest(sent_distance_mm) as distance_mm, unnest(sent_sensor_status) as sensor_status, unnest(sent_correction) as correction, unnest(sent_thermometer) as thermometer, unnest(sent_fever_c) as fever_c, unnest(sent_mask_ms) as mask_ms, unnest(sent_server_ms) as server_ms,
      unnest(sent_model) as model, unnest(sent_software) as software, unnest(sent_clock) as clock, unnest(sent_simulated) as simulated
    ) as r;
      -- internal_error: what Citus makes of any refusal of a row there; the other form has the refusal's own code.
      exception when unique_violation or internal_error then
    insert into history (
      kiosk_id, id, ispass, visited, verdict, reasons, attempt_of, mask, cause,
      p_mask, p_no_mask, p_incorrect, frames, face_px, estimate_c, uncertainty_c, object_c,
      ambient_c, distance_mm, sensor_status, correction, thermometer, fever_c, mask_ms, server_ms,
      model, software, clock, simulated
    )
    select caller, r.id, r.ispass, r.visited, r.verdict, r.reasons::text[], r.attempt_of, r.mask, r.cause,
      r.p_mask, r.p_no_mask, r.p_incorrect, r.frames, r.face_px, r.estimate_c, r.uncertainty_c, r.object_c,
      r.ambient_c, r.distance_mm, r.sensor_status, r.correction::jsonb, r.thermometer, r.fever_c, r.mask_ms, r.server_ms,
      r.model, r.software, r.clock, r.simulated
    from (
      select unnest(sent_id) as id, unnest(sent_ispass) as ispass, unnest(sent_visited) as visited, unnest(sent_verdict) as verdict, unnest(sent_reasons) as reasons, unnest(sent_attempt_of) as attempt_of, unnest(sent_mask) as mask, unnest(sent_cause) as cause,
      unnest(sent_p_mask) as p_mask, unnest(sent_p_no_mask) as p_no_mask, unnest(sent_p_incorrect) as p_incorrect, unnest(sent_frames) as frames, unnest(sent_face_px) as face_px, unnest(sent_estimate_c) as estimate_c, unnest(sent_uncertainty_c) as uncertainty_c, unnest(sent_object_c) as object_c,
      unnest(sent_ambient_c) as ambient_c, unnest(sent_distance_mm) as distance_mm, unnest(sent_sensor_status) as sensor_status, unnest(sent_correction) as correction, unnest(sent_thermometer) as thermometer, unnest(sent_fever_c) as fever_c, unnest(sent_mask_ms) as mask_ms, unnest(sent_server_ms) as server_ms,
      unnest(sent_model) as model, unnest(sent_software) as software, unnest(sent_clock) as clock, unnest(sent_simulated) as simulated
    ) as r
    on conflict (kiosk_id, id) do nothing;
      end;
    end;
    insert into touched_quarters (kiosk_id, bucket)
    select distinct caller, kf99_quarter(v) from unnest(sent_visited) as v
    on conflict (kiosk_id, bucket) do nothing;
  end if;
  -- A fact about its clock may have come before the row.
  if who.corrects then
    insert into touched_quarters (kiosk_id, bucket)
    select distinct e.kiosk_id, kf99_quarter(e.visited) from history_events e
    where e.kiosk_id = caller and e.visit_id = any (sent_id) and e.kind = 'clock' and e.visited is not null
    on conflict (kiosk_id, bucket) do nothing;
  end if;

  if who.due then perform kf99_roll_up(caller); end if;
  return md5(columns[array_position(columns, 'id') + 1])::uuid;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_ingest_events(token text, events jsonb)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  who record := kf99_enter(token, kf99_rows(events));
  caller text := who.id;
begin
  if pg_column_size(events) > 4194304 then
    raise exception 'later facts have at most 4 MiB' using errcode = 'string_data_right_truncation';
  end if;
  if exists (
    select from jsonb_to_recordset(events) as e (kind text, at timestamptz, data jsonb)
    where not kf99_takes(e.at) or e.kind = 'clock' and not kf99_takes((e.data ->> 'visited')::timestamptz)
  ) then
    raise exception 'a later fact is of a time before 1970 or more than a year ahead'
      using errcode = 'datetime_field_overflow';
  end if;

  update kiosk_states s set corrects = true
  where s.kiosk_id = caller and not s.corrects
    and exists (select from jsonb_array_elements(events) as e where e ->> 'kind' = 'clock');
  with added as (
    insert into history_events (kiosk_id, visit_id, kind, at, data, visited)
    select caller, e.visit_id, e.kind, e.at, e.data,
      case when e.kind = 'clock' then (e.data ->> 'visited')::timestamptz end
    from jsonb_to_recordset(events) as e (visit_id uuid, kind text, at timestamptz, data jsonb)
    on conflict (kiosk_id, visit_id, kind, at) do nothing
    returning visit_id, kind, visited
  )
  insert into touched_quarters (kiosk_id, bucket)
  select caller, kf99_quarter(visited) from added where visited is not null
  union
  select caller, kf99_quarter(h.visited) from added a
  join history h on h.kiosk_id = caller and h.id = a.visit_id where a.kind = 'clock'
  union
  select caller, kf99_quarter(e.visited) from added a
  join history_events e on e.kiosk_id = caller and e.visit_id = a.visit_id and e.kind = 'clock'
  where a.kind = 'clock' and e.visited is not null
  on conflict (kiosk_id, bucket) do nothing;

  if who.due then perform kf99_roll_up(caller); end if;
  return query select (e ->> 'id')::bigint from jsonb_array_elements(events) as e;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_maintain(keep interval DEFAULT '1 year'::interval, ahead interval DEFAULT '3 mons'::interval)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  few constant integer := 10000;
  oldest timestamptz := date_trunc('month', now() - keep, 'UTC');
  this_month timestamptz := date_trunc('month', now(), 'UTC');
  month timestamptz;
  until timestamptz;
  part history_partitions;
  strays bigint;
begin
  perform set_config('lock_timeout', '2s', true);
  -- One at a time; an advisory lock would be anybody's to take.
  lock table history_partitions in share row exclusive mode;

  for month in
    select m at time zone 'UTC'
    from generate_series(oldest at time zone 'UTC', (this_month + ahead) at time zone 'UTC', interval '1 month') as m
  loop
    continue when exists (select from history_partitions p where p.lo <= month and month < p.hi);
    until := (month at time zone 'UTC' + interval '1 month') at time zone 'UTC';
    select count(*) into strays from (
      select 1 from history_default
      where id >= kf99_first_id(month) and id < kf99_first_id(until) limit few + 1
    ) as some_rows;
    if strays <= few then
      perform kf99_add_partition('history_' || to_char(month at time zone 'UTC', 'YYYY_MM'), month, until);
      return next 'made ' || to_char(month at time zone 'UTC', 'YYYY-MM');
    else
      -- Everything up to the end of this month in one piece, so that its rows are not strays themselves.
      select least(min(p.lo), greatest(until, (this_month at time zone 'UTC' + interval '1 month') at time zone 'UTC'))
      into until from history_partitions p where p.lo > month;
      perform kf99_close_default(
        'history_' || to_char(month at time zone 'UTC', 'YYYY_MM') || '_on', month, until
      );
      return next 'the default became the partition from ' || to_char(month at time zone 'UTC', 'YYYY-MM');
    end if;
  end loop;

  update fleet_state set held_from = oldest where held_from < oldest;
  for part in select * from history_partitions p where p.hi <= oldest loop
    execute format('drop table public.%I', part.name);
    delete from history_partitions where name = part.name;
    return next 'dropped ' || part.name;
  end loop;
  delete from history_default where visited < oldest;
  delete from history_events e where e.at < oldest;
  delete from alarms a where a.cleared_at < oldest;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_newest(caller text, wanted text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  select jsonb_build_object('version', f.version, 'document', f.document, 'signature', f.signature)
  from fleet_documents f
  where f.kind = wanted and (f.kiosks is null or caller = any (f.kiosks))
  order by f.version desc limit 1
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_numbers_hold(p_mask real, p_no_mask real, p_incorrect real, frames integer, face_px real, estimate_c real, uncertainty_c real, object_c real, ambient_c real, fever_c real, mask_ms integer, server_ms integer)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return p_mask between 0 and 1 and p_no_mask between 0 and 1 and p_incorrect between 0 and 1
    and frames >= 0 and mask_ms >= 0 and server_ms >= 0 and face_px between 0 and 1000000
    and estimate_c between -300 and 1000 and object_c between -300 and 1000 and ambient_c between -300 and 1000
    and fever_c between -300 and 1000 and uncertainty_c between 0 and 1000;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_quarter(at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
RETURN date_bin('00:15:00'::interval, at, '2000-01-01 00:00:00+00'::timestamp with time zone)
;
CREATE OR REPLACE FUNCTION public.kf99_report(token text, report jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  sent_alarms jsonb := coalesce(nullif(report -> 'alarms', 'null'::jsonb), '[]'::jsonb);
  who record := kf99_enter(token, kf99_rows(sent_alarms), 10000);
  caller text := who.id;
  beat jsonb := nullif(report -> 'heartbeat', 'null'::jsonb);
  beats boolean := beat is not null;
  at timestamptz := now();
  settings jsonb;
  command jsonb;
begin
  if octet_length(report::text) > 262144 then
    raise exception 'a report has at most 256 KiB' using errcode = 'string_data_right_truncation';
  end if;
  if beats and (jsonb_typeof(beat) <> 'object' or octet_length(beat::text) > 4096) then
    raise exception 'a heartbeat is an object of at most 4 KiB' using errcode = 'string_data_right_truncation';
  end if;
  update kiosk_states s set
    heartbeat_at = case when beats then at else s.heartbeat_at end,
    heartbeat = case when beats then beat else s.heartbeat end,
    version = case when beats then left(beat ->> 'version', 100) else s.version end,
    model = case when beats then left(beat ->> 'model', 100) else s.model end,
    state = case when beats then left(beat ->> 'state', 100) else s.state end,
    -- Text that is too long is no answer.
    answer = case when not report ? 'answer' then s.answer
      when octet_length(report ->> 'answer') <= 65536 then report -> 'answer' end,
    fleet = case when not report ? 'fleet' then s.fleet
      when octet_length(report ->> 'fleet') <= 8192 then report -> 'fleet' end
  where s.kiosk_id = caller;

  -- Most reports have none.
  if sent_alarms <> '[]' then
    insert into alarms (
      kiosk_id, id, code, subject, severity, detail, count, opened_at, acknowledged_at, acknowledged_by, cleared_at
    )
    -- Cut and not refused: an alarm that can't be taken would hold back the heartbeat and the other alarms.
    select distinct on (a.id) caller, a.id, left(a.code, 100), left(a.subject, 200), left(a.severity, 20),
      left(a.detail, 2000), a.count, kf99_bounded(a.opened_at), kf99_bounded(a.acknowledged_at),
      left(a.acknowledged_by, 200), kf99_bounded(a.cleared_at)
    from jsonb_to_recordset(sent_alarms) as a (
      id bigint, code text, subject text, severity text, detail text, count integer, opened_at timestamptz,
      acknowledged_at timestamptz, acknowledged_by text, cleared_at timestamptz
    )
    order by a.id, a.count desc, a.cleared_at desc nulls last
    on conflict (kiosk_id, id) do update set code = excluded.code, subject = excluded.subject,
      severity = excluded.severity, detail = excluded.detail, count = excluded.count, opened_at = excluded.opened_at,
      acknowledged_at = excluded.acknowledged_at, acknowledged_by = excluded.acknowledged_by,
      cleared_at = excluded.cleared_at;
  end if;

  if who.due then perform kf99_roll_up(caller); end if;

  settings := kf99_newest(caller, 'settings');
  command := kf99_newest(caller, 'command');
  if settings is null and command is null then return null; end if;
  return coalesce(settings, '{}') || jsonb_build_object('command', command);
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_roll_up(kiosk text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  quarters timestamptz[];
begin
  update kiosk_states set rolled_at = now() where kiosk_id = kiosk;

  with taken as (
    delete from touched_quarters t
    where t.kiosk_id = kiosk and t.bucket in (
      select o.bucket from touched_quarters o where o.kiosk_id = kiosk order by o.bucket limit 2000
    ) returning t.bucket
  )
  select array_agg(bucket order by bucket) into quarters from taken
  where bucket >= (select held_from from fleet_state);
  -- What was counted of visits that were erased stays: a count anew would be of what came after them.
  select array_agg(q order by q) into quarters from unnest(quarters) as q
  where not exists (
    select from erasures e
    where (e.kiosk_id is null or e.kiosk_id = kiosk) and q < e.hi and q + interval '15 minutes' > e.lo
  );
  if quarters is null then return; end if;

  perform kf99_count_kiosk(kiosk, quarters);
  -- A row that is being taken just now may be of the counts before: it is left alone, and a new one is added in any
  -- case. So nothing is missed, nobody waits, and one that nobody takes is there once.
  delete from fleet_touched t where t.ctid in (
    select o.ctid from fleet_touched o where o.kiosk_id = kiosk and o.bucket = any (quarters) for update skip locked
  );
  insert into fleet_touched (kiosk_id, bucket) select kiosk, unnest(quarters);
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_rows(list jsonb)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
RETURN CASE WHEN (jsonb_typeof(list) = 'array'::text) THEN jsonb_array_length(list) ELSE 0 END
;
CREATE OR REPLACE FUNCTION public.kf99_sum_days(family text, key text, keys text[], days timestamp with time zone[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  execute format('delete from %1$s_days where %2$s = any ($1) and bucket = any ($2)', family, key)
  using keys, days;
  execute format(
    'with quarters as (
       select q.*, d.day from unnest($2) as d (day)
       join %1$s_quarters q on q.bucket >= d.day and q.bucket < d.day + interval ''1 day'' and q.%2$s = any ($1)
     )
     insert into %1$s_days
     select %2$s, day, max(n) filter (where facet = ''v:pass''), max(n) filter (where facet = ''v:deny''),
       max(n) filter (where facet = ''v:adjust''), max(n) filter (where facet = ''v:staff''),
       max(n) filter (where facet = ''v:first''),
       jsonb_object_agg(facet, n) filter (where place <= 500 and left(facet, 2) <> ''v:'')
     from (
       select %2$s, day, f.key as facet, sum(f.value::integer) as n, row_number() over (
         partition by %2$s, day, left(f.key, 1) order by sum(f.value::integer) desc, f.key
       ) as place
       from quarters q, jsonb_each_text(q.facets || jsonb_build_object(''v:pass'', pass, ''v:deny'', deny,
         ''v:adjust'', adjust, ''v:staff'', staff, ''v:first'', visitors)) as f
       group by 1, 2, 3
     ) as counted group by 1, 2',
    family, key
  ) using keys, days;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_takes(at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN ((at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (at < (now() + '1 year'::interval)))
;
CREATE OR REPLACE FUNCTION public.kf99_tend()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
declare
  quarters timestamptz[];
  -- Quarters of kiosks, and of sites for their days, that one call counts: some 3 s, where a reader's statement may take 15.
  most constant integer := 40000;
  kiosks bigint := (select greatest(count(*), 1) from kiosks);
  sites bigint := (select count(distinct site) + 1 from kiosks);
begin
  perform kf99_end_stalled(interval '1 minute');

  perform 1 from fleet_state where rolled_at < now() - interval '30 seconds' for update skip locked;
  if not found then return; end if;
  update fleet_state set rolled_at = now();
  select array_agg(bucket) into quarters
  from (
    select bucket, dense_rank() over (order by kf99_day(bucket) desc) as day
    from (
      select distinct o.bucket from fleet_touched o order by o.bucket desc limit greatest(2, most / kiosks)
    ) as newest
  ) as ranked
  where day <= greatest(2, most / (96 * sites));
  if quarters is null then return; end if;
  -- One that a kiosk takes away just now is left: it puts another one in its place.
  delete from fleet_touched t where t.ctid in (
    select o.ctid from fleet_touched o where o.bucket = any (quarters) for update skip locked
  );
  perform kf99_count_fleet(quarters);
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_texts_hold(reasons text[], cause text, correction jsonb, thermometer text, model text, software text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return octet_length(cause) <= 100 and octet_length(thermometer) <= 200 and octet_length(model) <= 200
    and octet_length(software) <= 200 and pg_column_size(correction) <= 4096
    and pg_column_size(reasons) <= 1024 and coalesce(array_ndims(reasons), 1) = 1
    and array_position(reasons, null) is null;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_visits_between(kiosk text, lo timestamp with time zone, hi timestamp with time zone)
 RETURNS TABLE(kiosk_id text, id uuid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
begin
  return query
  select h.kiosk_id, h.id from history h
  where (kiosk is null or h.kiosk_id = kiosk) and h.visited >= lo and h.visited < hi
  union
  select e.kiosk_id, e.visit_id from history_events e
  where (kiosk is null or e.kiosk_id = kiosk) and e.kind = 'clock' and e.visited >= lo and e.visited < hi;
end
$function$
;
CREATE OR REPLACE FUNCTION public.kf99_words_hold(ispass boolean, verdict text, mask text, clock text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return ispass = (verdict in ('pass', 'staff')) and verdict in ('pass', 'deny', 'adjust', 'staff')
    and mask in ('mask', 'no_mask', 'incorrect', 'undecided') and clock in ('synchronised', 'unsynchronised');
end
$function$
;

grant select on alarms to kf99_reader;
grant select on fleet_days to kf99_reader;
grant select on fleet_documents to kf99_reader;
grant select on fleet_quarters to kf99_reader;
grant select on fleet_state to kf99_reader;
grant select on fleet_touched to kf99_reader;
grant execute on function kf99_ingest(text,text[]) to kf99_kiosk;
grant execute on function kf99_ingest_events(text,jsonb) to kf99_kiosk;
grant execute on function kf99_report(text,jsonb) to kf99_kiosk;
grant execute on function kf99_tend() to kf99_reader;
grant select on history to kf99_reader;
grant select on history_corrected to kf99_reader;
grant select on history_days to kf99_reader;
grant select on history_events to kf99_reader;
grant select on history_partitions to kf99_reader;
grant select on history_quarters to kf99_reader;
grant select on kf99_migrations to kf99_reader;
grant select on kiosk_states to kf99_reader;
grant select on kiosks (created_at) to kf99_reader;
grant select on kiosks (kiosk_id) to kf99_reader;
grant select on kiosks (name) to kf99_reader;
grant select on kiosks (revoked_at) to kf99_reader;
grant select on kiosks (site) to kf99_reader;
grant usage on schema public to kf99_kiosk;
grant usage on schema public to kf99_reader;
grant usage on schema public to public;
grant select on touched_quarters to kf99_reader;
