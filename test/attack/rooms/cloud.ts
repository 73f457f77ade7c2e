/** A kiosk that was taken over, against the cloud of its chain and the other kiosks: on a real Postgres. */
import { row, toColumns } from '../../edge-server/doubles/history-row.ts';
import { until } from '../../until.ts';
import { type Attack, room } from '../attack.ts';
import { ago, TwoKiosks, visit } from '../two-kiosks.ts';
import { words } from './cloud-words.ts';

/** No right; not that kind of object; not in a transaction; a view that takes no rows. */
const RIGHTS = new Set(['42501', '42809', '0A000', '55000']);

const relations: Attack<TwoKiosks> = {
  name: 'each table, view and sequence: read, written, emptied, locked',
  run: async (two, tries) => {
    const names = await two.chain.owned(
      (sql) => sql<{ name: string; kind: string }[]>`
        select relname as name, relkind as kind from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')`,
    );
    for (const { name, kind } of names) {
      const statements =
        kind === 'S'
          ? [`select nextval('${name}')`, `select last_value from ${name}`]
          : [
              `select * from ${name} limit 1`,
              `insert into ${name} default values`,
              `delete from ${name}`,
              `truncate ${name}`,
              `lock table ${name} in access exclusive mode`,
              `drop table ${name}`,
              `create trigger t before insert on ${name} execute function now()`,
            ];
      for (const statement of statements) {
        const code = await two.refusal(`begin; ${statement}`);
        tries.held(code !== null && RIGHTS.has(code), `${statement}: ${code}`);
      }
    }
  },
};

const OWN = new Set(['kf99_ingest', 'kf99_ingest_events', 'kf99_report']);

const functions: Attack<TwoKiosks> = {
  name: 'each function that is not a kiosk’s, as the owner’s job that ends sessions',
  run: async (two, tries) => {
    const all = await two.chain.owned(
      (sql) => sql<{ name: string; types: string[] }[]>`
        select proname as name, array(select format_type(t, null) from unnest(proargtypes) as t) as types
        from pg_proc where pronamespace = 'public'::regnamespace`,
    );
    for (const { name, types } of all.filter((each) => !OWN.has(each.name))) {
      const call = `select ${name}(${types.map((type) => `null::${type}`).join(', ')})`;
      const code = await two.refusal(call);
      tries.held(code === '42501', `${call}: ${code}`);
    }
  },
};

const more: Attack<TwoKiosks> = {
  name: 'statements by which a user becomes more, reaches files, programs or other databases, or stays',
  run: async (two, tries) => {
    const other = new URL(two.good.url).username;
    const statements = [
      `alter role "${other}" password 'mine'`,
      `alter role "${other}" nologin`,
      `drop role "${other}"`,
      `alter role kf99_owner password 'mine'`,
      `alter role kf99_kiosk set search_path = 'mine'`,
      `alter role kf99_kiosk login password 'mine'`,
      'alter role current_user superuser',
      'alter role current_user createrole',
      'alter role current_user connection limit 500',
      "alter role current_user valid until 'infinity'",
      `set role "${other}"`,
      'set role kf99_owner',
      'set session authorization kf99_owner',
      'grant kf99_owner to current_user',
      'grant pg_read_server_files to current_user',
      'grant kf99_kiosk to public',
      'create role eve login',
      'create database mine',
      'create table mine (i integer)',
      'create temporary table mine (i integer)',
      'create schema mine',
      "create function mine() returns int language sql as 'select 1'",
      'create extension dblink',
      'create extension adminpack',
      'create language plpython3u',
      "create server s foreign data wrapper postgres_fdw options (host '127.0.0.1')",
      'create publication p for all tables',
      "create subscription s connection 'host=127.0.0.1' publication p",
      'create event trigger e on ddl_command_start execute function now()',
      "select pg_create_physical_replication_slot('eve')",
      "select pg_create_logical_replication_slot('eve', 'test_decoding')",
      "copy (select 1) to program 'true'",
      "copy (select 1) to '/tmp/kf99-evil'",
      "select pg_read_file('postgresql.conf')",
      "select pg_ls_dir('.')",
      "select lo_import('/etc/hostname')",
      'select lo_create(0)',
      "select lo_from_bytea(0, 'x')",
      "alter system set log_statement = 'all'",
      'select pg_reload_conf()',
      'select pg_rotate_logfile()',
      'select pg_switch_wal()',
      'select pg_promote()',
      'checkpoint',
      'set log_statement = none',
      "set session_replication_role = 'replica'",
      'set zero_damaged_pages = on',
      'set temp_file_limit = -1',
      'select * from pg_authid',
      'select * from pg_shadow',
      'select * from pg_file_settings',
      'select * from pg_hba_file_rules',
      'select rolpassword from pg_authid',
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${other}'`,
      "prepare transaction 'eve'",
      'reassign owned by current_user to kf99_owner',
      "comment on table kiosks is 'x'",
      'alter table kiosks disable row level security',
    ];
    const watching = two.chain.connect(two.good.url);
    await watching`select 1`;
    for (const statement of statements) {
      // What it may do to itself ends with the transaction; some may not stand in one.
      const alone = /^(create (database|subscription)|alter system)/.test(statement);
      const code = await two.refusal(alone ? statement : `begin; ${statement}`);
      tries.held(code !== null, `${statement} was taken`);
    }
    tries.held((await watching`select 1`).length === 1, 'the other kiosk’s session was ended');
    const elsewhere = new URL(two.bad.url);
    for (const database of ['postgres', 'template1']) {
      elsewhere.pathname = `/${database}`;
      const sql = two.chain.connect(elsewhere.href);
      const entered = await sql`select 1`.then(() => true).catch(() => false);
      tries.held(!entered, `the database ${database} lets it in`);
    }
  },
};

const sees: Attack<TwoKiosks> = {
  name: 'what it sees of others: their statements, addresses, settings, tokens, sizes',
  run: async (two, tries) => {
    const other = two.chain.connect(two.good.url);
    await other`select kf99_ingest(${two.good.token}, ${visit()})`;
    const { username } = new URL(two.good.url);
    const rows = await two.session`
      select query, client_addr::text as address from pg_stat_activity where usename = ${username}`;
    for (const { query, address } of rows) {
      const fine = (query === null || !String(query).includes('kf99')) && address === null;
      tries.held(fine, `a statement of another kiosk: ${query} ${address}`);
    }
    tries.held(rows.length > 0, 'the other kiosk has no session');
    const texts = [
      `select string_agg(most_common_vals::text, ',') as text from pg_stats where schemaname = 'public'`,
      `select string_agg(pg_get_functiondef(oid), ',') as text from pg_proc where proname like 'kf99%'`,
      `select string_agg(setting, ',') as text from pg_settings where name ~ 'file|directory'`,
    ];
    for (const statement of texts) {
      const [found] = await two.session.unsafe(statement);
      const text = String(found?.text ?? '');
      tries.held(
        !text.includes(two.good.token) && !text.includes('/data/'),
        `${statement}: ${text.slice(0, 80)}`,
      );
    }
  },
};

const flood: Attack<TwoKiosks> = {
  name: 'more visits, later facts and alarms than a kiosk may send in a day; the other one meanwhile',
  run: async (two, tries) => {
    await two.chain.owned((sql) => sql`update fleet_state set rows_a_day = 1000`);
    try {
      const { token } = two.bad;
      const visits = (count: number) => toColumns(Array.from({ length: count }, () => row(ago(60_000))));
      const facts = Array.from({ length: 300 }, (_, id) => ({
        ...{ id, visit_id: row(ago(0)).id },
        kind: 'x',
        at: ago(0),
      }));
      const alarms = Array.from({ length: 2000 }, (_, id) => ({
        ...{ id, code: 'x', subject: '', severity: 'info', detail: '', count: 1, opened_at: '2026-11-29' },
      }));
      const calls: [string, unknown][] = [
        ['select kf99_ingest($1, $2)', visits(300)],
        ['select kf99_ingest_events($1, $2)', facts],
        ['select kf99_report($1, $2)', { alarms }],
      ];
      for (const [call, what] of calls) {
        const codes = [];
        for (let n = 0; n < 8; n++) codes.push(await two.refusal(call, [token, what]));
        tries.held(codes.at(-1) === '53400', `${call}: ${codes.join(' ')}`);
      }
      const heartbeat = await two.refusal('select kf99_report($1, $2)', [token, { heartbeat: {} }]);
      tries.held(heartbeat === null, `its heartbeat: ${heartbeat}`);
      tries.held(await two.goodGoesOn(), 'the other kiosk is held up');
    } finally {
      await two.chain.owned((sql) => sql`update fleet_state set rows_a_day = default`);
      await two.chain.owned((sql) => sql`update kiosk_states set allowance = null`);
    }
  },
};

const foreign: Attack<TwoKiosks> = {
  name: 'another kiosk’s token, its name in a row, no token, a search path and types of its own',
  run: async (two, tries) => {
    const { session, good, bad } = two;
    for (const token of [
      good.token,
      '',
      'null',
      '%',
      good.token.slice(0, -1),
      `${bad.token} `,
      `${bad.token}\n`,
    ]) {
      for (const name of OWN) {
        const values = [token, name === 'kf99_ingest' ? visit() : '{}'];
        const code = await two.refusal(`select ${name}($1, $2)`, values);
        tries.held(code === '42501' || code === '22021', `${name} with ${token.slice(0, 8)}: ${code}`);
      }
    }
    tries.held((await two.refusal("select kf99_report(null, '{}')")) === '42501', 'no token');
    const id = row(ago(60_000)).id;
    const named = [...visit({ id }), 'kiosk_id', '{good}'];
    await session`select kf99_ingest(${bad.token}, ${named})`;
    const [stored] = await two.chain.owned((sql) => sql`select kiosk_id from history where id = ${id}`);
    tries.held(stored?.kiosk_id === 'bad', `a row of the name ${stored?.kiosk_id}`);
    // The id of another kiosk's visit: its own row beside it, and the other one as it was.
    await session`select kf99_ingest(${bad.token}, ${visit({ id, verdict: 'deny' })})`;
    const [kept] = await two.chain.owned(
      (sql) => sql`select count(*)::int as n, min(verdict) as verdict from history where id = ${id}`,
    );
    tries.held(kept?.n === 1 && kept.verdict === 'pass', 'a row that was there is another one now');
    for (const path of ['pg_temp, public', 'public, pg_catalog', 'nowhere', '""']) {
      await session.unsafe(`set search_path = ${path}`).catch(() => undefined);
      const code = await two.refusal('select public.kf99_ingest($1, $2)', [bad.token, '{}']);
      tries.held(code === null, `with the search path ${path} its own call fails: ${code}`);
    }
    await session.unsafe('reset search_path');
  },
};

const held: Attack<TwoKiosks> = {
  name: 'open transactions, advisory locks and all its connections: the other kiosk, the counts, the pages',
  run: async (two, tries) => {
    const { chain, bad } = two;
    const mine = [0, 1].map(() => chain.connect(bad.url));
    for (const sql of mine) {
      await sql.unsafe('set idle_in_transaction_session_timeout = 0; set statement_timeout = 0; begin');
      for (const key of ['kf99_migrate', 'kf99_maintain', 'kf99_count_fleet']) {
        await sql`select pg_advisory_lock_shared(hashtext(${key})), pg_advisory_lock_shared(1)`;
      }
    }
    await mine[0]!`select kf99_ingest(${bad.token}, ${visit()})`;
    await mine[0]!`select kf99_report(${bad.token}, '{"heartbeat":{"version":"1"}}')`;
    for (let n = 0; n < 5; n++) tries.held(await two.goodGoesOn(), 'the other kiosk waits');
    const due = await chain
      .owned(async (sql) => {
        await sql.unsafe(
          "set statement_timeout = '5s'; update fleet_state set rolled_at = '-infinity'; select kf99_tend()",
        );
        await sql.unsafe("update kiosk_states set rolled_at = '-infinity' where kiosk_id = 'good'");
      })
      .then(() => true)
      .catch(() => false);
    tries.held(due, 'the counts wait');
    // The one of this room, and the two: one more is let in, where the room's has ended.
    const crowd = Array.from({ length: 12 }, () => chain.connect(bad.url));
    const entered = await Promise.all(
      crowd.map((sql) =>
        sql`select 1`.then(
          () => 1,
          () => 0,
        ),
      ),
    );
    const places = entered.reduce<number>((sum, one) => sum + one, 0);
    tries.held(places <= 1, `${places} more connections than it may have`);
    tries.held(await two.goodGoesOn(), 'the other kiosk finds no place');
    await chain.owned((sql) => sql`select kf99_end_stalled('0 seconds')`);
    const open = () =>
      chain.owned(
        (sql) =>
          sql`select from pg_stat_activity where usename = ${new URL(bad.url).username} and xact_start is not null`,
      );
    await until(async () => (await open()).length === 0);
    tries.held(true, '');
    await Promise.all([...mine, ...crowd].map((sql) => sql.end({ timeout: 1 })));
  },
};

const readers: Attack<TwoKiosks> = {
  name: 'the reader of the pages: writing, the hashes of tokens, the owner’s functions',
  run: async ({ chain }, tries) => {
    const sql = chain.connect(chain.reader);
    await sql.unsafe('set default_transaction_read_only = off');
    for (const statement of [
      'select token_hash from kiosks',
      'delete from history',
      "update kiosks set site = 'x'",
      "insert into fleet_documents values (1, 'settings', null, '{}', 'x')",
      'truncate alarms',
      'create table mine (i integer)',
      "select kf99_erase(null, '-infinity', 'infinity')",
      "select kf99_end_stalled('0 seconds')",
      "select kf99_maintain('0 days')",
      "select kf99_ingest('x', '{}')",
      'select * from erasures',
      'set role kf99_owner',
    ]) {
      const code = await sql.unsafe(statement).then(
        () => null,
        (error: { code?: string }) => error.code,
      );
      tries.held(code === '42501', `${statement}: ${code}`);
    }
  },
};

export const cloud = room('cloud', () => TwoKiosks.start(), [
  relations,
  functions,
  more,
  sees,
  foreign,
  flood,
  held,
  readers,
  words,
]);
