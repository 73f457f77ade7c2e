/** One question to the cloud's catalog; answers rows. */
export type Query = (statement: string) => Promise<Record<string, unknown>[]>;

/** Ours, without the partitions of months, which depend on the day. */
const RELATIONS = `
  select c.oid, c.relname, c.relkind, c.relowner, c.relacl from pg_class c
  where c.relnamespace = 'public'::regnamespace and (not c.relispartition or c.relname = 'history_default')`;

const TABLES = `
  select format(E'create table %s (\\n  %s\\n)%s%s;', t.relname, string_agg(l.line, E',\\n  ' order by l.place, l.line),
    (select ' partition by ' || pg_get_partkeydef(t.oid) where t.relkind = 'p'),
    (select ' with (' || array_to_string(c.reloptions, ', ') || ')' from pg_class c
      where c.oid = t.oid and c.reloptions is not null)) as text
  from (${RELATIONS}) t, lateral (
    select a.attnum::int as place, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then 'not null' end,
      case when a.attidentity <> '' then 'generated always as identity' end,
      'default ' || pg_get_expr(d.adbin, d.adrelid)) as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
    union all
    select 10000, format('constraint %s %s', k.conname, pg_get_constraintdef(k.oid))
    from pg_constraint k where k.conrelid = t.oid and k.contype <> 'n'
  ) l
  where t.relkind in ('r', 'p') group by t.oid, t.relname, t.relkind order by t.relname`;

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) || ';' as text
  from (${RELATIONS}) t join pg_index i on i.indrelid = t.oid join pg_class c on c.oid = i.indexrelid
  where not exists (select from pg_constraint k where k.conindid = i.indexrelid) order by c.relname`;

const VIEWS = `
  select format(E'create view %s as\\n%s', t.relname, pg_get_viewdef(t.oid)) as text
  from (${RELATIONS}) t where t.relkind = 'v' order by t.relname`;

/** A trigger's text says all of it; there is none today. */
const TRIGGERS = `
  select pg_get_triggerdef(g.oid) || ';' as text
  from (${RELATIONS}) t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal order by g.tgname`;

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) || ';' as text from pg_proc p
  where p.pronamespace = 'public'::regnamespace order by p.oid::regprocedure::text`;

/** Who may do what beside the owner; a function without a list of its own could be called by everybody. */
const GRANTS = `
  select format('grant %s on %s to %s;', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), g.on_what,
    case when g.grantee = 0 then 'public' else g.grantee::regrole::text end) as text
  from (
    select t.relname::text as on_what, t.relowner as owner, e.grantee, e.privilege_type
    from (${RELATIONS}) t, aclexplode(t.relacl) e where t.relkind in ('r', 'p', 'v', 'S')
    union all
    select format('%s (%s)', t.relname, a.attname), t.relowner, e.grantee, e.privilege_type
    from (${RELATIONS}) t join pg_attribute a on a.attrelid = t.oid, aclexplode(a.attacl) e
    union all
    select 'function ' || p.oid::regprocedure, p.proowner, e.grantee, e.privilege_type
    from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) e
    where p.pronamespace = 'public'::regnamespace
    union all
    select 'schema public', n.nspowner, e.grantee, e.privilege_type
    from pg_namespace n, aclexplode(n.nspacl) e where n.nspname = 'public'
  ) g
  where g.grantee <> g.owner group by g.on_what, g.grantee order by g.on_what, text`;

/** What a cloud has, as its own catalog tells it: tables, indexes, views, functions and rights. */
export async function dumpCloud(query: Query): Promise<string> {
  const parts: string[] = [];
  for (const statement of [TABLES, INDEXES, VIEWS, TRIGGERS, FUNCTIONS, GRANTS]) {
    const rows = await query(statement);
    if (rows.length > 0) parts.push(rows.map(({ text }) => String(text)).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}
