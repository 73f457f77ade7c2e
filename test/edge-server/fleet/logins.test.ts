/** Each kiosk has a user of its own in the cloud, from its enrolment to its end: on a real Postgres. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { migrateCloud } from '../../../edge-server/cloud/migrate.ts';
import { asOwner } from '../../../edge-server/cloud/owner.ts';
import { readToken } from '../../../edge-server/cloud/token.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import { CloudReader } from '../../../edge-server/fleet/reader/cloud-reader.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { enrolled } from '../../../edge-server/sync/enrolment.ts';
import { faultOf } from '../../../edge-server/sync/faults.ts';
import { until } from '../../until.ts';
import { row, toColumns } from '../doubles/history-row.ts';
import { RealPostgres } from '../sync/postgres.ts';

const REFUSED = { code: '42501' };
const run = promisify(execFile);
const script = (name: string) =>
  fileURLToPath(new URL(`../../../edge-server/cloud/commands/${name}.ts`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kf99-logins-'));
const open: postgres.Sql[] = [];
let server: RealPostgres;
let owner: string;
let reader: string;

before(async () => {
  server = await RealPostgres.start();
  await server.with((sql) =>
    sql.unsafe(
      `create role kf99_owner login createrole password 'secret'; create role kf99_reader login password 'secret'`,
    ),
  );
  await server.with((sql) => sql.unsafe('create database kf99 owner kf99_owner'));
  [owner, reader] = ['kf99_owner', 'kf99_reader'].map((role) => {
    const url = new URL(server.url);
    [url.username, url.pathname] = [role, '/kf99'];
    return url.href;
  }) as [string, string];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((sql) => sql.end({ timeout: 1 })));
});
after(async () => {
  await Promise.all(open.map((sql) => sql.end({ timeout: 1 })));
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const command = async (name: string, ...args: string[]) =>
  (await run(process.execPath, [script(name), ...args], { env: { DATABASE_URL: owner } })).stdout.trim();

interface Access {
  url: string;
  token: string;
}
/** What is printed goes into the two files. */
const access = (printed: string): Access =>
  Object.fromEntries(printed.split('\n').map((line) => line.split('\t')));

function connect(url: string): postgres.Sql {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connection: { lock_timeout: 500 } });
  open.push(sql);
  return sql;
}

/** The cloud as the kiosk's worker finds it in its folder. */
async function client({ url, token }: Access): Promise<CloudClient> {
  writeFileSync(join(folder, 'url'), `${url}\n`);
  writeFileSync(join(folder, 'token'), `${token}\n`);
  const config = await enrolled(readConfig({ KF99_CLOUD: folder }), new Promise(() => {}));
  return new CloudClient({ url: config!.databaseUrl! }, readToken(config!.kioskTokenFile!));
}

const owned = <T>(work: (sql: postgres.Sql) => Promise<T>) => asOwner(owner, (_, sql) => work(sql));
const logins = () =>
  owned(
    (sql) =>
      sql<
        { name: string }[]
      >`select rolname as name from pg_roles where rolname like 'kf99\_door%' order by 1`,
  );
const visit = () => toColumns([row(new Date(Date.now() - 60_000).toISOString())]);

let one: Access;
let two: Access;

test('cloud:migrate says what only the server’s administrator can close, and is content when it is', async () => {
  const first = await command('migrate');
  assert.match(first, /revoke execute on function lo_creat/);
  const statements = first.split('\n').filter((line) => line.startsWith('  revoke'));
  const [objects, ...databases] = statements.map((line) => line.trim());
  const url = new URL(server.url);
  url.pathname = '/kf99';
  const admin = postgres(url.href, { max: 1 });
  open.push(admin);
  for (const statement of [objects!, ...databases]) await admin.unsafe(statement);
  assert.equal(await command('migrate'), 'nothing to apply');
});

test('enrolment: add prints address and token once; a worker takes them from its folder', async () => {
  one = access(await command('kiosk', 'add', 'door-1', '--site', 'Busan'));
  two = access(await command('kiosk', 'add', 'door-2'));
  assert.notEqual(new URL(one.url).username, new URL(two.url).username);
  const cloud = await client(one);
  await cloud.probe();
  cloud.close();
  await assert.rejects(command('kiosk', 'add', 'a b'), {
    code: 2,
    stderr: /^cloud:kiosk: use 1 to 63 letters/,
  });
  await assert.rejects(command('kiosk', 'revoke', 'nobody'), { code: 2, stderr: /there is no kiosk nobody/ });
  const long = access(await command('kiosk', 'add', 'x'.repeat(63)));
  await (await client(long)).probe();
});

test('a token is good with its own user only', async () => {
  const stolen = await client({ url: two.url, token: one.token });
  await assert.rejects(stolen.probe(), (error) => faultOf(error).name === 'token');
  stolen.close();
});

test('moving to another site keeps user and token', async () => {
  assert.match(
    await command('kiosk', 'add', 'door-1', '--site', 'Seoul', '--name', '정문'),
    /keeps its user and token/,
  );
  const cloud = await client(one);
  await cloud.probe();
  cloud.close();
  assert.match(await command('kiosk', 'list'), /^door-1\tSeoul\t정문\t20/m);
});

test('renewal: another user and token; the ones before are gone, and their sessions', async () => {
  const session = connect(one.url);
  await session`select 1`;
  const before = one;
  one = access(await command('kiosk', 'renew', 'door-1'));
  await assert.rejects(async () => await session`select 1`);
  const cloud = await client(one);
  await cloud.probe();
  cloud.close();
  const old = await client(before);
  await assert.rejects(old.probe(), (error) => faultOf(error).name === 'password');
  old.close();
  assert.equal((await logins()).length, 2);
});

test('what a kiosk does to its own user reaches no other kiosk', async () => {
  const bad = connect(two.url);
  const { username } = new URL(one.url);
  const other = connect(one.url);
  await other`select 1`;
  await bad.unsafe(`alter role "${new URL(two.url).username}" password 'mine' `);
  for (const statement of [
    `alter role "${username}" password 'mine'`,
    `alter role kf99_kiosk set search_path = 'mine'`,
    `alter role kf99_kiosk login password 'mine'`,
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${username}'`,
    `set role "${username}"`,
    'select lo_create(0)',
    "select lo_from_bytea(0, 'x')",
    'create table mine (i integer)',
  ]) {
    await assert.rejects(
      async () => {
        await bad.unsafe(statement);
      },
      REFUSED,
      statement,
    );
  }
  const elsewhere = new URL(two.url);
  [elsewhere.password, elsewhere.pathname] = ['mine', '/postgres'];
  await assert.rejects(async () => await connect(elsewhere.href)`select 1`, REFUSED);
  const cloud = await client(one);
  await cloud.probe();
  cloud.close();
});

test('a user has few connections, so that one kiosk leaves the others theirs', async () => {
  const [limit] = await owned(
    (sql) => sql`select rolconnlimit as most from pg_roles where rolname = ${new URL(one.url).username}`,
  );
  assert.equal(limit!.most, 3);
});

test('a kiosk that holds all it can lock keeps nobody waiting: kiosks, counts, migration, retention', async () => {
  two = access(await command('kiosk', 'renew', 'door-2'));
  const bad = connect(two.url);
  await bad.unsafe('set idle_in_transaction_session_timeout = 0');
  const openTransactions = async () =>
    (
      await owned(
        (sql) =>
          sql`select from pg_stat_activity where usename = ${new URL(two.url).username} and state like 'idle in %'`,
      )
    ).length;
  for (const key of ['kf99_migrate', 'kf99_maintain', 'kf99_count_fleet']) {
    await bad`select pg_advisory_lock(hashtext(${key}))`;
  }
  await bad`select kf99_ingest(${two.token}, ${visit()})`;
  await owned((sql) => sql`update kiosk_states set rolled_at = '-infinity'`);
  await bad.unsafe('begin');
  await bad`select kf99_ingest(${two.token}, ${visit()})`;
  await bad`select kf99_report(${two.token}, '{"heartbeat":{}}')`;

  const good = connect(one.url);
  await good`select kf99_ingest(${one.token}, ${visit()})`;
  await good`select kf99_report(${one.token}, '{}')`;
  await owned((sql) => sql`update fleet_state set rolled_at = '-infinity'`);
  const counter = new CloudReader(reader, createLog('test', 'silent'));
  await counter.tend();
  await counter.stop();
  const counted = () =>
    owned((sql) => sql`select coalesce(sum(pass), 0)::int as n from fleet_days where site = '*'`);
  assert.ok(Number((await counted())[0]!.n) >= 1, 'what is committed is counted');
  assert.equal(await command('migrate'), 'nothing to apply');

  // What it holds would keep a month from being dropped: the owner ends it, whatever it has set for itself.
  const [{ ended } = { ended: 0 }] = await owned(
    (sql) => sql<{ ended: number }[]>`select kf99_end_stalled('0 seconds') as ended`,
  );
  assert.ok(ended >= 1);
  await until(async () => (await openTransactions()) === 0);
});

test('while the fleet is being counted a kiosk’s call does not wait, and what it counts is not lost', async () => {
  const good = connect(one.url);
  const again = () => owned((sql) => sql`update kiosk_states set rolled_at = '-infinity'`);
  const due = () => owned((sql) => sql`update fleet_state set rolled_at = '-infinity'`);
  const sum = async () =>
    (await owned((sql) => sql`select sum(pass)::int as n from fleet_days where site = '*'`))[0]!.n;
  await again();
  await good`select kf99_ingest(${one.token}, ${visit()})`;
  await due();
  const counter = connect(owner);
  await counter.unsafe('begin');
  await counter`select kf99_tend()`;
  await again();
  await good`select kf99_ingest(${one.token}, ${visit()})`;
  await counter.unsafe('commit');
  await due();
  await counter`select kf99_tend()`;
  const [rows] = await owned((sql) => sql`select count(*)::int as n from history`);
  assert.equal(await sum(), rows!.n);
  // And one that nobody takes is there once.
  for (let i = 0; i < 3; i++) {
    await again();
    await good`select kf99_ingest(${one.token}, ${visit()})`;
  }
  const [left] = await owned((sql) => sql`select count(*)::int as n from fleet_touched`);
  assert.ok(left!.n <= 2, `${left!.n} rows wait`);
});

test('revoked in one command: refused, its sessions ended, its user gone, also with what it left behind', async () => {
  const session = connect(two.url);
  await session.unsafe('begin');
  await session`select kf99_ingest(${two.token}, '{}')`;
  assert.equal(await command('kiosk', 'revoke', 'door-2'), 'door-2 is refused from now on');
  await assert.rejects(async () => await session`select 1`);
  await assert.rejects(async () => await connect(two.url)`select 1`, { code: /^28/ });
  assert.equal((await logins()).length, 1);
  assert.match(await command('kiosk', 'list'), /^door-2\t-\t-\trevoked/m);
  const back = access(await command('kiosk', 'add', 'door-2'));
  const cloud = await client(back);
  await cloud.probe();
  cloud.close();
});

test('two that migrate a new database at once both succeed', async () => {
  await server.with((sql) => sql.unsafe('create database twice owner kf99_owner'));
  const url = new URL(owner);
  url.pathname = '/twice';
  const [a, b] = await Promise.all([0, 1].map(() => asOwner(url.href, migrateCloud)));
  assert.equal([...a!, ...b!].filter((number) => number === 1).length, 1);
});
