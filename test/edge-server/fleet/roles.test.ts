/** What the roles of a real cloud may do: on a real Postgres, since the embedded one has no logins. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { makeLogin } from '../../../edge-server/cloud/logins.ts';
import { prepareOwnCloud } from '../../../edge-server/cloud/own-cloud.ts';
import { asOwner } from '../../../edge-server/cloud/owner.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { FleetVisits } from '../../../edge-server/contract/index.ts';
import { CloudReader } from '../../../edge-server/fleet/reader/cloud-reader.ts';
import { listAlarms } from '../../../edge-server/fleet/sql/alarms.ts';
import { listKiosks } from '../../../edge-server/fleet/sql/kiosks.ts';
import { readOverview } from '../../../edge-server/fleet/sql/overview.ts';
import { listTotals, rollups } from '../../../edge-server/fleet/sql/rollups.ts';
import { listVisits } from '../../../edge-server/fleet/sql/visits.ts';
import { modelId, packModel } from '../../../edge-server/models/model-file.ts';
import { isGenuine, readFleetKey, SignedDocument } from '../../../edge-server/settings/document.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import type { Report } from '../../../edge-server/sync/report.ts';
import { goodModel } from '../../models/gate/useless.ts';
import { MASK_VERSION } from '../../models/shipped.ts';
import { row, toColumns } from '../doubles/history-row.ts';
import { RealPostgres } from '../sync/postgres.ts';

const TOKEN = 'a token of this kiosk';
let server: RealPostgres;
const open: postgres.Sql[] = [];
const run = promisify(execFile);
let env: NodeJS.ProcessEnv;

function urlOf(role: string): string {
  const url = new URL(server.url);
  [url.username, url.password, url.pathname] = [role, 'secret', '/kf99'];
  return url.href;
}

function as(role: string): postgres.Sql {
  const sql = postgres(urlOf(role), { max: 1, onnotice: () => undefined });
  open.push(sql);
  return sql;
}

/** The statements under a heading of docs/cloud.md. */
function cloudGuide(heading: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/cloud.md'), 'utf8');
  const [, sql = ''] = /```sql\n([^`]+)```/.exec(text.slice(text.indexOf(`## ${heading}`))) ?? [];
  return sql.split('\n').filter(Boolean);
}

before(async () => {
  server = await RealPostgres.start();
  await server.with(async (sql) => {
    await sql.unsafe("create role kf99_owner login createrole password 'secret'");
    await sql.unsafe("create role kf99_reader login password 'secret'");
    await sql.unsafe('alter role kf99_reader set default_transaction_read_only = on');
    await sql.unsafe('create database kf99 owner kf99_owner');
  });
  const url = new URL(server.url);
  [url.username, url.pathname] = ['kf99_owner', '/kf99'];
  env = { DATABASE_URL: url.href };
  await prepareOwnCloud(url.href, 'one', TOKEN);
  await asOwner(url.href, (_, sql) => makeLogin(sql, 'site-one', 'secret'));
});
after(async () => {
  await Promise.all(open.map((sql) => sql.end({ timeout: 1 })));
  await server.dispose();
});

const REFUSED = { code: '42501' };

test('a kiosk may call its three functions and nothing else', async () => {
  const kiosk = as('site-one');
  const sent = row(new Date().toISOString());
  const [answer] = await kiosk`select kf99_ingest(${TOKEN}, ${toColumns([sent])}) as proof`;
  assert.equal(answer!.proof.replaceAll('-', ''), createHash('md5').update(`{${sent.id}}`).digest('hex'));
  await kiosk`select kf99_ingest_events(${TOKEN}, '[]')`;
  const beat = kiosk.json({ heartbeat: { version: '1', state: 'idle' } });
  const [told] = await kiosk`select kf99_report(${TOKEN}, ${beat}) as answer`;
  assert.equal(told!.answer, null);
  await assert.rejects(kiosk`select kf99_report('another token', ${beat})`, REFUSED);

  const owner = as('kf99_owner');
  const relations = await owner`
    select relname, relkind from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')`;
  assert.ok(relations.length > 20);
  for (const { relname } of relations) {
    for (const right of ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) {
      const [may] = await owner`select has_table_privilege('kf99_kiosk', ${relname}, ${right}) as may`;
      assert.equal(may!.may, false, `${relname}: ${right}`);
    }
    await assert.rejects(kiosk`select * from ${kiosk(relname)} limit 1`, REFUSED, relname);
  }
  const callable = await owner`
    select proname from pg_proc where pronamespace = 'public'::regnamespace
      and has_function_privilege('kf99_kiosk', oid, 'execute') order by 1`;
  assert.deepEqual(
    callable.map(({ proname }) => proname),
    ['kf99_ingest', 'kf99_ingest_events', 'kf99_report'],
  );
  await assert.rejects(kiosk`create table mine (i integer)`, REFUSED);
  await assert.rejects(kiosk`create temporary table mine (i integer)`, REFUSED);
});

test('its functions can not be led astray: they run with a search path of their own', async () => {
  const owner = as('kf99_owner');
  const loose = await owner`
    select proname from pg_proc
    where pronamespace = 'public'::regnamespace and prosecdef
      and not 'search_path=pg_catalog, public, pg_temp' = any (coalesce(proconfig, '{}'))`;
  assert.deepEqual([...loose], []);
});

test('a reader reads the statistics and the visits, no token, and writes nothing', async () => {
  const reader = as('kf99_reader');
  assert.equal((await reader`select * from history_corrected`).length, 1);
  assert.equal((await reader`select kiosk_id, site from kiosks`).length, 1);
  await reader`select * from fleet_quarters`;
  await assert.rejects(reader`select token_hash from kiosks`, REFUSED);
  const owner = as('kf99_owner');
  const writable = await owner`
    select relname from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
      and has_table_privilege('kf99_reader', oid, 'insert, update, delete, truncate, references, trigger')`;
  assert.deepEqual([...writable], []);
  const callable = await owner`
    select proname from pg_proc
    where pronamespace = 'public'::regnamespace and has_function_privilege('kf99_reader', oid, 'execute')`;
  assert.deepEqual([...callable], [{ proname: 'kf99_tend' }], 'which adds up what is there');
  // What its sessions begin with it may change; its rights it may not.
  await reader`set default_transaction_read_only = off`;
  for (const statement of [
    'delete from history',
    "update kiosks set site = 'x'",
    'create table t (i integer)',
  ]) {
    await assert.rejects(reader.unsafe(statement), REFUSED, statement);
  }
});

test('every question of the pages may be asked by a reader, over the wire', async () => {
  const reader = new CloudReader(urlOf('kf99_reader'), createLog('test', 'silent'));
  const { ask } = reader;
  try {
    assert.equal((await listKiosks(ask, { limit: 5 })).kiosks[0]!.presence, 'here');
    const { visits } = FleetVisits.parse(await listVisits(ask, { limit: 5, kiosk: 'one' }));
    assert.equal(visits.length, 1);
    assert.deepEqual((await listAlarms(ask, { state: 'all', limit: 5 }))!.alarms, []);
    assert.equal((await readOverview(ask)).known, 1);
    const now = Math.floor(Date.now() / 1000);
    const span = { start: now - 3 * 86_400, end: now + 86_400 };
    await as('kf99_owner')`update fleet_state set rolled_at = '-infinity'`;
    await reader.tend();
    for (const scope of [{ site: '*' }, { kiosk: 'one' }]) {
      const hours = await rollups(ask, scope).hours({ ...span, offset: 0 });
      assert.equal(
        hours.reduce((sum, { pass }) => sum + pass, 0),
        1,
      );
      const { days, week } = await rollups(ask, scope).days({ ...span, offset: 0 });
      assert.deepEqual([days.map(({ pass }) => pass), week.map(({ attempts }) => attempts)], [[1], [1]]);
      assert.ok(
        (await rollups(ask, scope).facets(span)).some(({ facet, n }) => facet === 'm:mask' && n === 1),
      );
    }
    assert.equal((await listTotals(ask, 'kiosk', span)).totals[0]!.attempts, 1);
    assert.equal((await listTotals(ask, 'site', span)).totals[0]!.attempts, 1);
    await assert.rejects(ask('select token_hash from kiosks', []), { code: 'cloud_away' });
  } finally {
    await reader.stop();
  }
});

test('a person’s own role sees times in the site’s zone, reads and no more; pages of a role with a zone read the same', async () => {
  await server.with(async (sql) => {
    // As docs/cloud.md has it, under "With psql".
    for (const line of cloudGuide('With psql')) await sql.unsafe(line.replace("'...'", "'secret'"));
  });
  const ada = as('ada');
  const [shown] = await ada`select visited::text as visited from history limit 1`;
  assert.match(shown!.visited, /\+09$/);
  await assert.rejects(ada`delete from history`, /read-only|permission denied/);
  await assert.rejects(ada`select token_hash from kiosks`, /permission denied/);

  const read = async () => {
    const reader = new CloudReader(urlOf('kf99_reader'), createLog('test', 'silent'));
    try {
      const visits = FleetVisits.parse(await listVisits(reader.ask, { limit: 5, kiosk: 'one' }));
      return [visits, (await listKiosks(reader.ask, { limit: 5 })).kiosks.map(({ kiosk_id }) => kiosk_id)];
    } finally {
      await reader.stop();
    }
  };
  const before = await read();
  await server.with((sql) => sql.unsafe("alter role kf99_reader set timezone = 'Asia/Seoul'"));
  assert.deepEqual(await read(), before);
});

test('fleet:sign and fleet:push: signed settings are there for the kiosks that they name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-sign-'));
  const file = (name: string) => join(folder, name);
  const fleet = (script: string, ...args: string[]) =>
    run(
      process.execPath,
      [fileURLToPath(new URL(`../../../edge-server/cloud/commands/${script}.ts`, import.meta.url)), ...args],
      { env },
    );
  try {
    await fleet('sign', 'key', file('key'));
    await assert.rejects(fleet('sign', 'key', file('key')), /exists/, 'a key is not written over');
    writeFileSync(file('change.json'), '{"language":"en"}');
    const sign = (...more: string[]) =>
      fleet('sign', 'settings', '--key', file('key'), '--settings', file('change.json'), ...more);
    const packed = packModel(goodModel());
    writeFileSync(file('some.kf99model'), packed);
    for (const kiosk of ['other', 'one']) {
      writeFileSync(
        file('signed.json'),
        (await sign('--kiosk', kiosk, '--model', file('some.kf99model'))).stdout,
      );
      await fleet('push', file('signed.json'));
    }
    const cloud = new CloudClient({ url: urlOf('site-one') }, TOKEN);
    const answer = SignedDocument.parse(await cloud.report({} as Report));
    await cloud.close();
    assert.ok(isGenuine(answer, readFleetKey(file('key.pub'))));
    const { kiosks, settings, model } = JSON.parse(answer.document);
    const wanted = { version: MASK_VERSION, sha256: modelId(packed), bytes: packed.length };
    assert.deepEqual([kiosks, settings, model], [['one'], { language: 'en' }, wanted]);
    await assert.rejects(sign('--settings', file('key')), { code: 2 });
    writeFileSync(file('kf99_0.2.0_arm64.deb'), 'stands for a package');
    const named = JSON.parse((await sign('--package', file('kf99_0.2.0_arm64.deb'))).stdout);
    const { software } = JSON.parse(named.document);
    assert.deepEqual([software.version, software.packages.amd64, software.downgrade], ['0.2.0', null, false]);
    assert.equal(software.packages.arm64.bytes, 20);
    writeFileSync(file('kf99_0.3.0_amd64.deb'), 'another version');
    await assert.rejects(
      sign('--package', file('kf99_0.2.0_arm64.deb'), '--package', file('kf99_0.3.0_amd64.deb')),
      { code: 2 },
    );
    const asked = await fleet('sign', 'command', 'doctor', '--key', file('key'), '--kiosk', 'one');
    writeFileSync(file('command.json'), asked.stdout);
    await fleet('push', file('command.json'));
    const again = new CloudClient({ url: urlOf('site-one') }, TOKEN);
    const pulled = (await again.report({} as Report)) as { document: string; command: SignedDocument };
    await again.close();
    assert.equal(pulled.document, answer.document, 'settings stay beside a command');
    assert.ok(isGenuine(pulled.command, readFleetKey(file('key.pub')), 'command'));
    assert.ok(!isGenuine(pulled.command, readFleetKey(file('key.pub'))), 'and is no settings');
    await assert.rejects(fleet('sign', 'command', 'reboot', '--key', file('key')), { code: 2 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('alarms come again without doubling, each as it is now', async () => {
  const [owner, kiosk] = [as('kf99_owner'), as('site-one')];
  const alarm = {
    id: 7,
    code: 'fever',
    subject: '',
    severity: 'warning',
    detail: 'warm',
    count: 1,
    opened_at: '2026-11-20T08:00:00Z',
    acknowledged_at: null,
    acknowledged_by: null,
    cleared_at: null,
  };
  const send = (...alarms: object[]) =>
    kiosk`select kf99_report(${TOKEN}, ${kiosk.json({ alarms: alarms as never })})`;
  await send(alarm);
  await send({ ...alarm, count: 2 }, { ...alarm, id: 8, cleared_at: '2026-11-20T09:00:00Z' }, alarm);
  const rows = await owner`select id::int, count, cleared_at is null as active from alarms order by id`;
  assert.deepEqual(
    [...rows],
    [
      { id: 7, count: 2, active: true },
      { id: 8, count: 1, active: false },
    ],
  );
  const [state] =
    await owner`select version, state, heartbeat_at is not null as beat from kiosk_states where kiosk_id = 'one'`;
  assert.deepEqual(state, { version: '1', state: 'idle', beat: true }, 'no heartbeat leaves the last one');
});
