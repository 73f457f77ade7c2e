import { type Column, isArrayLiteral, isJson, VISIT_COLUMNS } from '../contract/index.ts';

/**
 * `kf99_ingest`: takes a batch of visits column by column (sync/batch.ts) and answers its proof, the MD5 of the ids as
 * they were sent: 4,000 ids as rows would keep the worker's CPU busy while the cloud waits. What is there already stays
 * as it is, so that sending a batch again changes nothing. An empty object proves log-in, rights and schema.
 *
 * The columns are named in here and not in the signature, so that they are free to change: one that the kiosk does not
 * send comes in as null, and one that the schema does not have is left unread.
 */
export function ingestFunction(columns: Readonly<Record<string, Column>> = VISIT_COLUMNS): string {
  // Who calls is said by the token.
  const sent = Object.entries(columns).filter(([name]) => name !== 'kiosk_id');
  const names = list(sent.map(([name]) => name));
  const values = list(
    sent.map(([name, { postgres }]) => (isJson(postgres) ? `r.${name}::${postgres}` : `r.${name}`)),
  );
  const arrays = sent.map(([name, { postgres }]) =>
    isArrayLiteral(postgres)
      ? `unnest((columns ->> '${name}')::${postgres}[])`
      : `jsonb_array_elements_text(columns -> '${name}')`,
  );
  return `create or replace function kf99_ingest(token text, columns jsonb) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  caller text := kf99_enter(token);
begin
  if pg_column_size(columns) > 16777216 then
    raise exception 'a batch has at most 16 MiB' using errcode = 'string_data_right_truncation';
  end if;

  with added as (
    insert into history (
      kiosk_id, ${names}
    )
    select
      caller, ${values}
    from rows from (
      ${arrays.join(',\n      ')}
    ) as r (
      ${names}
    )
    on conflict (kiosk_id, id) do nothing
    returning id, visited
  )
  insert into touched_quarters (kiosk_id, bucket)
  select caller, kf99_quarter(a.visited) from added a
  union
  -- A fact about its clock may have come before the row.
  select caller, kf99_quarter(e.visited) from added a
  join history_events e on e.kiosk_id = caller and e.visit_id = a.id and e.kind = 'clock'
  where e.visited is not null
  on conflict (kiosk_id, bucket) do nothing;

  -- Looked at once a batch: what was touched, and the ids behind the last one that is taken.
  if exists (select from touched_quarters t where t.kiosk_id = caller and not kf99_takes(t.bucket))
    or exists (select from history h where h.kiosk_id = caller and h.id >= kf99_first_id(now() + interval '1 year'))
  then
    raise exception 'a visit is of a time before 1970 or more than a year ahead'
      using errcode = 'datetime_field_overflow';
  end if;

  perform kf99_roll_up(caller);
  return md5(columns ->> 'id')::uuid;
end
$$;
`;
}

/** Eight a line. */
function list(names: readonly string[]): string {
  const lines = Array.from({ length: Math.ceil(names.length / 8) }, (_, line) =>
    names.slice(line * 8, line * 8 + 8).join(', '),
  );
  return lines.join(',\n      ');
}
