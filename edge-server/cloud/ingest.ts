import { type Column, isJson, VISIT_COLUMNS } from '../contract/index.ts';

/**
 * `kf99_ingest`: takes a batch of visits column by column (sync/batch.ts) and answers its proof, the MD5 of the ids as
 * they were sent: 4,000 ids as rows would keep the worker's CPU busy while the cloud waits. What is there already stays
 * as it is, so that sending a batch again changes nothing. An empty array proves log-in, rights and schema.
 *
 * `columns` has a name and its array literal in turn, so that the columns are free to change without another signature:
 * one that the kiosk does not send comes in as null, and one that the schema does not have is left unread.
 *
 * A batch is first inserted as if all of it were new, which it is but after a broken connection: `on conflict` costs a
 * fifth more. A lone visit is a plain `values`, which a Postgres that is spread over machines sends to one of them.
 */
export function ingestFunction(columns: Readonly<Record<string, Column>> = VISIT_COLUMNS): string {
  // Who calls is said by the token.
  const sent = Object.entries(columns).filter(([name]) => name !== 'kiosk_id');
  const others = sent.filter(([name]) => name !== 'id' && name !== 'visited');
  const all = (text: (name: string, column: Column) => string) => list(sent.map((each) => text(...each)));
  const cast = (value: string, { postgres }: Column) => (isJson(postgres) ? `${value}::${postgres}` : value);
  const into = `insert into history (\n      kiosk_id, ${all((name) => name)}\n    )`;
  const batch = `${into}
    select caller, ${all((name, column) => cast(`r.${name}`, column))}
    from (
      select ${all((name) => `unnest(sent_${name}) as ${name}`)}
    ) as r`;
  return `create or replace function kf99_ingest(token text, columns text[]) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  ${received('id', columns.id!)}
  ${received('visited', columns.visited!)}
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
    ${into}
    values (
      caller, ${all((name, column) => cast(`(${value(name, column)})[1]`, column))}
    ) on conflict (kiosk_id, id) do nothing;
    insert into touched_quarters (kiosk_id, bucket) values (caller, kf99_quarter(sent_visited[1]))
    on conflict (kiosk_id, bucket) do nothing;
  else
    declare
      ${others.map(([name, column]) => received(name, column)).join('\n      ')}
    begin
      begin
    ${batch};
      -- internal_error: what Citus makes of any refusal of a row there; the other form has the refusal's own code.
      exception when unique_violation or internal_error then
    ${batch}
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
$$;
`;
}

/** The variable of a column, with what was sent of it. */
function received(name: string, column: Column): string {
  return `sent_${name} ${sentAs(column)}[] := ${value(name, column)};`;
}

/** What was sent of a column. */
function value(name: string, column: Column): string {
  return `columns[array_position(columns, '${name}') + 1]::${sentAs(column)}[]`;
}

/** The type of a value before it is cast to its column's: an array of arrays or of JSON comes as texts. */
function sentAs({ postgres }: Column): string {
  return isJson(postgres) ? 'text' : postgres;
}

/** Eight a line. */
function list(names: readonly string[]): string {
  const lines = Array.from({ length: Math.ceil(names.length / 8) }, (_, line) =>
    names.slice(line * 8, line * 8 + 8).join(', '),
  );
  return lines.join(',\n      ');
}
