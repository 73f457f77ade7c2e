import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import postgres from 'postgres';
import { prepareOwnCloud } from '../../../edge-server/cloud/own-cloud.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { VERSION } from '../../../edge-server/common/version.ts';
import { Outbox } from '../../../edge-server/sync/outbox.ts';
import type { SyncOptions } from '../../../edge-server/sync/worker.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';
import { pair, ServerProcess } from '../process.ts';
import { RealPostgres } from './postgres.ts';
import { TestSync } from './test-sync.ts';

const TOKEN = 'a token of this kiosk';
let database: RealPostgres;

before(async () => {
  database = await RealPostgres.start();
  assert.ok((await database.prepare('test-kiosk', TOKEN)).includes(1));
  assert.deepEqual(await database.prepare('test-kiosk', TOKEN), [], 'a second run applies nothing');
});
after(() => database.dispose());

function workerFor(edge: TestEdge, token = TOKEN, parts: Partial<SyncOptions> = {}): TestSync {
  return new TestSync(join(edge.data, 'kf99.sqlite'), database.url, token, parts);
}

const ids = (visits: { id: unknown }[]) => visits.map(({ id }) => String(id)).sort();
const rowsOf = (edge: TestEdge) =>
  database.with((sql) => {
    const known = edge.store.listVisits(200).map(({ id }) => id);
    return sql`select * from history where id in ${sql(known)}`;
  });

test('rows arrive whole, once, and leave the outbox', async () => {
  const edge = await TestEdge.start();
  const worker = workerFor(edge);
  try {
    const pass = evidence({ face_px: null });
    await edge.visit(pass, 36.4);
    await edge.visit(evidence({ mask: 'undecided', cause: 'dark', attempt_of: pass.id }));
    worker.start();
    await until(() => edge.store.sync().outbox === 0, 'the outbox drains');
    const rows = await rowsOf(edge);
    assert.equal(rows.length, 2);
    const row = rows.find(({ id }) => id === pass.id)!;
    const [local] = edge.store.listVisits(200).filter(({ id }) => id === pass.id);
    assert.equal(row.ispass, true);
    assert.equal((row.visited as Date).toISOString(), local!.visited);
    assert.deepEqual(row.reasons, []);
    assert.ok(Math.abs(Number(row.estimate_c) - 36.4) < 1e-5);
    assert.deepEqual(row.correction, local!.correction);
    assert.deepEqual([row.thermometer, row.sensor_status, row.fever_c], ['serial', 0, 37.5]);
    assert.equal(row.face_px, null);
    assert.equal(rows.find(({ id }) => id !== pass.id)!.correction, null);
    assert.equal(rows.find(({ id }) => id !== pass.id)!.attempt_of, pass.id);
  } finally {
    await worker.stop();
    await edge.stop();
  }
});

test('Postgres goes away: visits go on and are counted as waiting; it comes back: all arrive, none twice', async () => {
  const edge = await TestEdge.start();
  const warned: string[] = [];
  let repeated = 0;
  const log = Object.assign(createLog('test', 'silent'), {
    warn: ({ fault }: { fault: string }) => warned.push(fault),
    debug: () => repeated++,
  });
  const worker = workerFor(edge, TOKEN, { log });
  try {
    await edge.visit(evidence({ mask: 'no_mask' }));
    worker.start();
    await until(() => edge.store.sync().outbox === 0, 'the first row arrives');
    await database.stop();
    for (let i = 0; i < 5; i++) {
      assert.equal((await edge.visit(evidence({ mask: 'no_mask' }))).verdict, 'deny');
    }
    await until(() => edge.store.sync().error !== null, 'the failure is noted');
    const health = (await (await edge.request('/api/health')).json()) as {
      parts: { store: { outbox: number } };
    };
    assert.equal(health.parts.store.outbox, 5);
    await until(() => repeated >= 2, 'it is tried again');
    assert.equal(new Set(warned).size, warned.length, `one warning a fault: ${warned}`);
    await database.start();
    await until(() => edge.store.sync().outbox === 0, 'the outbox drains');
    assert.equal(edge.store.sync().error, null);
    assert.deepEqual(
      ids([...(await rowsOf(edge))] as unknown as { id: string }[]),
      ids(edge.store.listVisits(200)),
    );
  } finally {
    await worker.stop();
    await edge.stop();
  }
});

test('an answer that was lost is asked for again: the cloud keeps one row', async () => {
  const edge = await TestEdge.start();
  const worker = workerFor(edge);
  try {
    await edge.visit(evidence({ mask: 'no_mask' }));
    worker.start();
    await until(() => edge.store.sync().outbox === 0, 'sent');
    new Outbox(edge.store.database).sendAgainFrom('1970-01-01T00:00:00.000Z');
    assert.equal(edge.store.sync().outbox, 1);
    await until(() => edge.store.sync().outbox === 0, 'sent again');
    assert.equal((await rowsOf(edge)).length, 1);
  } finally {
    await worker.stop();
    await edge.stop();
  }
});

test('a row that the cloud refuses is set aside with its reason, and the others arrive', async () => {
  const edge = await TestEdge.start();
  const worker = workerFor(edge);
  try {
    await database.with((sql) => sql`alter table history add constraint no_poison check (model <> 'poison')`);
    await edge.visit(evidence({ mask: 'no_mask' }));
    await edge.visit(evidence({ mask: 'no_mask', model: 'poison' }));
    await edge.visit(evidence({ mask: 'no_mask' }));
    worker.start();
    await until(() => edge.store.sync().outbox === 0, 'nothing waits');
    assert.equal(edge.store.sync().refused, 1);
    assert.equal((await rowsOf(edge)).length, 2);
  } finally {
    await worker.stop();
    await edge.stop();
  }
});

test('a report that the cloud refuses for what is in it holds no visit back', async () => {
  const edge = await TestEdge.start();
  const worker = workerFor(edge);
  try {
    await database.with((sql) => sql`alter table alarms add constraint quiet check (code <> 'call_staff')`);
    edge.edge.notifier.alarms.raise('call_staff', 'A visitor waits.');
    await edge.visit(evidence({ mask: 'no_mask' }));
    worker.start();
    await until(() => edge.store.sync().outbox === 0, 'the visit arrives');
    assert.equal((await rowsOf(edge)).length, 1);
    assert.deepEqual([edge.store.sync().refused, edge.store.sync().fault], [0, null]);
  } finally {
    await worker.stop();
    await database.with((sql) => sql`alter table alarms drop constraint quiet`);
    await edge.stop();
  }
});

test('an unknown token: nothing arrives, nothing is lost, and the reason is noted', async () => {
  const edge = await TestEdge.start();
  const worker = workerFor(edge, 'somebody else');
  try {
    await edge.visit(evidence({ mask: 'no_mask' }));
    worker.start();
    await until(() => edge.store.sync().error !== null, 'the refusal is noted');
    assert.match(edge.store.sync().error!, /unknown kiosk token/);
    assert.equal(edge.store.sync().outbox, 1);
    assert.equal((await rowsOf(edge)).length, 0);
  } finally {
    await worker.stop();
    await edge.stop();
  }
});

test('a kiosk has no rights on the tables: anybody but the owner may only call what was granted', async () => {
  await database.with(async (sql) => {
    await sql`create role some_kiosk`;
    await sql`grant execute on function kf99_ingest(text, text[]) to some_kiosk`;
    await sql`set role some_kiosk`;
    await assert.rejects(sql`select * from history`, { code: '42501' });
    await assert.rejects(sql`insert into kiosks values ('x', 'x')`, { code: '42501' });
    await sql`select kf99_ingest(${TOKEN}, '{}')`;
  });
});

test('two who set an empty database up at once: one does it, the other finds it done', async () => {
  await database.with((sql) => sql.unsafe('create database twice'));
  const url = database.url.replace(/postgres$/, 'twice');
  const applied = await Promise.all(['one', 'two'].map((id) => prepareOwnCloud(url, id, TOKEN + id)));
  assert.deepEqual(applied.map(({ length }) => length > 0).sort(), [false, true]);
});

test('npm start with DATABASE_URL alone sets an empty database up and fills its history', async () => {
  await database.with((sql) => sql.unsafe('create database fresh'));
  const url = database.url.replace(/postgres$/, 'fresh');
  const data = mkdtempSync(join(tmpdir(), 'kf99-own-'));
  const server = new ServerProcess({ KF99_DATA: data, DATABASE_URL: url });
  try {
    const address = await server.ready();
    const visit = evidence({ mask: 'no_mask' });
    const headers = await pair(server);
    await fetch(`${address}/api/visits`, { method: 'POST', headers, body: JSON.stringify(visit) });
    const sql = postgres(url, { max: 1 });
    try {
      const first = async () => (await sql`select id, ispass from history`.catch(() => []))[0];
      assert.deepEqual(await until(first), { id: visit.id, ispass: false });
    } finally {
      await sql.end({ timeout: 2 });
    }
  } finally {
    server.dispose();
    rmSync(data, { recursive: true, force: true });
  }
});

test('a later fact arrives once however often it is sent, and readers see the corrected time', async () => {
  const edge = await TestEdge.start();
  const worker = workerFor(edge);
  try {
    const visit = evidence({ mask: 'no_mask' });
    await edge.visit(visit);
    const corrected = '2026-11-24T09:00:00.000Z';
    const insert = `insert into events (visit_id, kind, at, data) values (?, 'clock', ?, ?)`;
    const values = [visit.id, '2026-11-24T10:00:00.000Z', JSON.stringify({ visited: corrected, step_ms: 1 })];
    await edge.store.write([{ sql: insert, values }], 'durable');
    worker.start();
    const waiting = () => new Outbox(edge.store.database).nextEvents(10).length;
    await until(() => edge.store.sync().outbox === 0 && waiting() === 0, 'both arrive');
    edge.store.database.exec('update events set sent = 0');
    await until(() => waiting() === 0, 'sent again');
    const rows = await database.with(
      (sql) => sql`select visited, visited_corrected from history_corrected where id = ${visit.id}`,
    );
    assert.equal(rows.length, 1);
    assert.equal((rows[0]!.visited_corrected as Date).toISOString(), corrected);
    assert.notEqual((rows[0]!.visited as Date).toISOString(), corrected);
  } finally {
    await worker.stop();
    await edge.stop();
  }
});

test('alarms reach the cloud as they open and as they end, with how the kiosk is', async () => {
  const edge = await TestEdge.start();
  const clock = new TestClock(Date.now());
  const worker = workerFor(edge, TOKEN, { clock });
  const cloud = (query: string) => database.with((sql) => sql.unsafe(query));
  const wait = (query: string) =>
    until(async () => {
      await clock.advance(1000);
      return (await cloud(query))[0];
    }, query);
  try {
    const { alarms } = edge.edge.notifier;
    edge.edge.heartbeat.beat();
    alarms.raise('call_staff', 'A visitor waits.');
    const waiting = () =>
      Number(worker.database.prepare('select count(*) as n from alarms where changes <> reported').get()?.n);
    await until(() => waiting() > 0, 'the alarm is stored');
    worker.start();
    const opened = await wait("select * from alarms where code = 'call_staff' and cleared_at is null");
    assert.equal(opened.detail, 'A visitor waits.');
    const state = await wait('select heartbeat, version from kiosk_states where heartbeat is not null');
    assert.equal(state.version, VERSION);
    assert.equal((state.heartbeat as { outbox: number }).outbox, 0);
    assert.ok(alarms.acknowledge(Number(opened.id), 'mina'));
    const ended = await wait("select * from alarms where code = 'call_staff' and cleared_at is not null");
    assert.equal(ended.acknowledged_by, 'mina');
    await until(() => waiting() === 0, 'nothing more is told');
  } finally {
    await worker.stop();
    await edge.stop();
  }
});
