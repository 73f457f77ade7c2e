/**
 * The cloud on tables that are spread over machines, as docs/citus.md sets it up, beside one plain Postgres that gets the
 * same calls: both give the same answers. Wants KF99_TEST_CITUS_URL.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Access, addKiosk, revokeKiosk } from '../../edge-server/cloud/kiosks.ts';
import { migrateCloud } from '../../edge-server/cloud/migrate.ts';
import { asOwner } from '../../edge-server/cloud/owner.ts';
import type { HistoryRow } from '../../edge-server/contract/index.ts';
import type { Ask } from '../../edge-server/fleet/reader/cloud-reader.ts';
import { listAlarms } from '../../edge-server/fleet/sql/alarms.ts';
import { listKiosks } from '../../edge-server/fleet/sql/kiosks.ts';
import { readOverview } from '../../edge-server/fleet/sql/overview.ts';
import { listTotals, rollups } from '../../edge-server/fleet/sql/rollups.ts';
import { listVisits } from '../../edge-server/fleet/sql/visits.ts';
import { CloudClient } from '../../edge-server/sync/cloud-client.ts';
import { FAULTS, faultOf } from '../../edge-server/sync/faults.ts';
import type { Report } from '../../edge-server/sync/report.ts';
import { textArray } from '../../edge-server/sync/text-array.ts';
import { fillBacklog } from '../bench/sync/backlog.ts';
import { row, toColumns } from '../edge-server/doubles/history-row.ts';
import { TcpProxy } from '../edge-server/doubles/tcp-proxy.ts';
import { RealPostgres } from '../edge-server/sync/postgres.ts';
import { TestSync } from '../edge-server/sync/test-sync.ts';
import { until } from '../until.ts';
import { freshDatabase, machinesOf, on, spreadTables } from './coordinator.ts';

const KIOSKS = ['door-1', 'door-2', 'door-3', 'door-4', 'door-5'];
const noon = new Date(Date.now() - 86_400_000).setUTCHours(12, 0, 0, 0);
const at = (s: number) => new Date(noon + s * 1000).toISOString();

/** One cloud of the two, with each kiosk's own access. */
interface Cloud {
  url: string;
  access: Map<string, Access>;
}
let plain: RealPostgres;
let clouds: Cloud[] = [];
/** The way to the last worker. */
let last: TcpProxy;

async function prepare(url: string, spread: boolean): Promise<Cloud> {
  return asOwner(url, async (admin, sql) => {
    await migrateCloud(admin);
    if (spread) await spreadTables(sql);
    assert.deepEqual(await migrateCloud(admin), []);
    const access = new Map<string, Access>();
    for (const [place, id] of KIOSKS.entries()) {
      access.set(id, (await addKiosk(sql, id, { site: place % 2 ? 'Busan' : 'Seoul' }))!);
    }
    return { url, access };
  });
}

before(async () => {
  plain = await RealPostgres.start();
  const spread = await freshDatabase(process.env.KF99_TEST_CITUS_URL!, (worker) => {
    last = new TcpProxy(worker);
    return last.start();
  });
  clouds = [await prepare(plain.url, false), await prepare(spread, true)];
});
after(async () => {
  for (const { url, access } of clouds) {
    await asOwner(url, async (_, sql) => {
      for (const id of access.keys()) await revokeKiosk(sql, id);
    });
  }
  await last.stop();
  await plain.dispose();
});

/** The address with the kiosk's own user. */
function addressOf({ url, access }: Cloud, kiosk: string): string {
  const own = new URL(url);
  const { login, password } = access.get(kiosk)!;
  [own.username, own.password] = [login, password];
  return own.href;
}

/** As the kiosk itself. */
async function as<T>(cloud: Cloud, kiosk: string, work: (cloud: CloudClient) => Promise<T>): Promise<T> {
  const client = new CloudClient({ url: addressOf(cloud, kiosk) }, cloud.access.get(kiosk)!.token);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function batch(rows: readonly HistoryRow[]) {
  const seqs = rows.map((_, place) => place + 1);
  return {
    first: 1,
    last: rows.length,
    seqs,
    ids: rows.map(({ id }) => id),
    columns: textArray(toColumns(rows)),
  };
}

/** Asks both, and answers what both say. */
async function both<T>(question: (ask: Ask) => Promise<T>): Promise<T> {
  const answers: T[] = [];
  for (const { url } of clouds) {
    const ask: Ask = (text, values) =>
      on(url, async (sql) => [...(await sql.unsafe(text, values as never[]))] as never[]);
    answers.push(await question(ask));
  }
  assert.deepEqual(without(answers[1]), without(answers[0]));
  return answers[0]!;
}

/** When the cloud itself saw something is not the same in two. */
function without(answer: unknown): unknown {
  const own = ['received_at', 'last_seen', 'heartbeat_at'];
  return JSON.parse(JSON.stringify(answer, (key, value) => (own.includes(key) ? null : value)) ?? 'null');
}

/** A page comes whole, however slow the machine is. */
const SCAN_MS = 60_000;
const SPAN = { start: noon / 1000 - 86_400, end: noon / 1000 + 86_400 };
async function everyQuestion(): Promise<void> {
  await both(readOverview);
  const { kiosks } = await both((ask) => listKiosks(ask, { limit: 3 }));
  assert.equal(kiosks.length, 3);
  await both((ask) => listKiosks(ask, { limit: 3, after: 'door-3', site: 'Seoul' }));
  for (const of of [
    {},
    { site: 'Busan' },
    { kiosk: 'door-2' },
    { kiosk: 'door-2', verdict: 'deny' as const },
  ]) {
    const { visits } = await both((ask) => listVisits(ask, { limit: 40, ...of }, { scanMs: SCAN_MS }));
    assert.ok(visits.length > 0);
    await both((ask) =>
      listVisits(ask, { limit: 10, before: visits[0]!.id, mask: 'mask', ...of }, { scanMs: SCAN_MS }),
    );
  }
  for (const state of ['active', 'open', 'acknowledged', 'cleared', 'all'] as const) {
    await both((ask) => listAlarms(ask, { state, limit: 10 }));
    await both((ask) => listAlarms(ask, { state, limit: 10, kiosk: 'door-1' }));
  }
  for (const scope of [{ site: '*' }, { site: 'Seoul' }, { kiosk: 'door-4' }]) {
    const hours = await both((ask) =>
      Promise.resolve(rollups(ask, scope).hours({ ...SPAN, offset: 32_400 })),
    );
    assert.ok(hours.length > 0);
    await both(async (ask) => {
      const { days, week } = await rollups(ask, scope).days({ ...SPAN, offset: 32_400 });
      return { days, week: week.sort((a, b) => a.hour - b.hour) };
    });
    await both((ask) => Promise.resolve(rollups(ask, scope).facets(SPAN)));
  }
  for (const by of ['kiosk', 'site'] as const) await both((ask) => listTotals(ask, by, SPAN));
}

/** Both count all that was touched. */
async function count(): Promise<void> {
  for (const cloud of clouds) {
    await on(cloud.url, (sql) => sql`update kiosk_states set rolled_at = '-infinity'`);
    for (const id of KIOSKS) await as(cloud, id, (client) => client.report({} as Report));
    await on(cloud.url, async (sql) => {
      await sql`update fleet_state set rolled_at = '-infinity'`;
      await sql`select kf99_tend()`;
    });
  }
}

test('what kiosks send comes in once on both, and every question has the same answer', async () => {
  for (const [place, id] of KIOSKS.entries()) {
    const rows = Array.from({ length: 300 }, (_, i) =>
      row(at(i * 30 + place), i % 7 ? {} : { verdict: 'deny', mask: 'no_mask', reasons: ['no_mask'] }),
    );
    const lone = row(at(9600 + place));
    const alarm = {
      id: 1,
      code: 'fever',
      subject: '',
      severity: 'critical',
      detail: '',
      count: 1,
      opened_at: at(place),
    };
    for (const cloud of clouds) {
      await as(cloud, id, async (client) => {
        await client.probe();
        await client.ingest(batch(rows.slice(0, 200)));
        await Promise.all([
          client.ingest(batch(rows)),
          client.ingest(batch([lone])),
          client.ingest(batch([lone])),
        ]);
        const moved = { visit_id: rows[3]!.id, kind: 'clock', at: at(1), data: { visited: at(-7200) } };
        assert.deepEqual(await client.ingestEvents([{ id: 5, ...moved }]), [5]);
        const report = { heartbeat: { version: '1', state: 'ok' }, alarms: [alarm] } as never;
        assert.equal(await client.report(report), null);
      });
    }
  }
  await count();
  await everyQuestion();
  const [sum] = await both((ask) => ask<{ n: number }>('select count(*)::int as n from history', []));
  assert.equal(sum!.n, KIOSKS.length * 301);
});

test('a poisoned row is refused for what it is, in a batch and alone', async () => {
  const poison = row(at(9700), { p_mask: 7 });
  for (const cloud of clouds) {
    await as(cloud, 'door-1', async (client) => {
      for (const rows of [[row(at(9701)), poison], [poison]]) {
        await assert.rejects(client.ingest(batch(rows)), (error) => faultOf(error) === FAULTS.rows);
      }
    });
  }
});

test('an erased visit is on no machine, also one that waited for its month', async () => {
  const far = row(new Date(Date.now() + 200 * 86_400_000).toISOString());
  for (const cloud of clouds) {
    await as(cloud, 'door-2', (client) => client.ingest(batch([far])));
    await on(cloud.url, async (sql) => {
      await sql`select kf99_maintain('1 year', '8 months')`;
      const erase = async (lo: string, hi: string) =>
        Number((await sql`select kf99_erase(null, ${lo}, ${hi}) as n`)[0]!.n);
      assert.equal(await erase(far.visited, new Date(Date.parse(far.visited) + 1).toISOString()), 1);
      assert.equal(await erase(at(0), at(60)), 2 * KIOSKS.length);
    });
  }
  await both((ask) => ask('select count(*)::int as n from history', []));
  // Tables that are spread have nothing on the coordinator's own disk.
  const [left] = await on(
    clouds[1]!.url,
    (sql) => sql`
      select count(*)::int as n from pg_dist_partition
      where partmethod = 'h' and pg_relation_size(logicalrelid) > 0`,
  );
  assert.equal(left!.n, 0);
});

test('a machine that goes away while four kiosks send: its kiosks wait, the others go on, nothing is lost or doubled', async () => {
  const cloud = clouds[1]!;
  const machines = await machinesOf(cloud.url, KIOSKS);
  const gone = Math.max(...machines.values());
  const sending = KIOSKS.slice(0, 4).map((id) => {
    const data = mkdtempSync(join(tmpdir(), 'kf99-citus-'));
    fillBacklog(data, id, 12_000, 7);
    const { token } = cloud.access.get(id)!;
    return { id, data, sync: new TestSync(join(data, 'kf99.sqlite'), addressOf(cloud, id), token) };
  });
  const [waiting, going] = [true, false].map((is) =>
    sending.filter(({ id }) => (machines.get(id) === gone) === is),
  );
  assert.ok(waiting!.length > 0 && going!.length > 0, 'each machine has a kiosk');
  const all = (of: typeof sending, what: string, is: (outbox: number, sent: number) => boolean) =>
    until(() => of.every(({ sync }) => is(sync.view.outbox, Number(sync.view.sent))), what, SCAN_MS);
  const rows = async () => {
    const found = await on(
      cloud.url,
      (sql) => sql<{ id: string; n: number }[]>`
        select kiosk_id as id, count(*)::int as n from history group by 1`,
    );
    return new Map(found.map(({ id, n }) => [id, n]));
  };
  const before = await rows();
  try {
    for (const { sync } of sending) sync.start();
    await all(waiting!, 'they send', (_, sent) => sent > 0);
    last.isDown = true;
    await all(going!, 'the others go on', (outbox) => outbox === 0);
    for (const { id, data } of sending) fillBacklog(data, id, 500, 1);
    await all(going!, 'with new visits, too', (outbox, sent) => outbox === 0 && sent === 12_500);
    for (const { sync } of waiting!) assert.ok(sync.view.outbox >= 500, 'what waits is kept');
    last.isDown = false;
    await all(waiting!, 'they go on when it is back', (outbox) => outbox === 0);
    // What was promised and not yet said to the machine that went: Citus looks once a minute by itself.
    await on(cloud.url, (sql) => sql`select recover_prepared_transactions()`);
    const after = await rows();
    for (const { id } of sending) assert.equal(after.get(id)! - (before.get(id) ?? 0), 12_500, id);
  } finally {
    last.isDown = false;
    for (const { sync, data } of sending) {
      await sync.stop();
      rmSync(data, { recursive: true, force: true });
    }
  }
});

test('a revoked kiosk is refused', async () => {
  for (const cloud of clouds) {
    await asOwner(cloud.url, async (_, sql) => assert.equal(await revokeKiosk(sql, 'door-5'), true));
    await assert.rejects(as(cloud, 'door-5', (client) => client.probe()));
    cloud.access.delete('door-5');
  }
});
