import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { fillBacklog } from '../../bench/sync/backlog.ts';
import { until } from '../../until.ts';
import { TcpProxy } from '../doubles/tcp-proxy.ts';
import { Bouncer, noBouncer } from './bouncer.ts';
import { RealPostgres } from './postgres.ts';
import { TestSync } from './test-sync.ts';

const TOKEN = 'a token of this kiosk';
let database: RealPostgres;

before(async () => {
  database = await RealPostgres.start();
  await database.prepare('wire-kiosk', TOKEN);
});
after(() => database.dispose());

/** A store with waiting visits, and a proxy that counts what goes to `url`. */
async function site(visits: number, url: string) {
  const data = mkdtempSync(join(tmpdir(), 'kf99-wire-'));
  fillBacklog(data, 'wire-kiosk', visits, 1);
  const proxy = new TcpProxy({ port: Number(new URL(url).port) });
  const through = new URL(url);
  through.port = String(await proxy.start());
  const sync = new TestSync(join(data, 'kf99.sqlite'), through.href, TOKEN);
  const end = async () => {
    await sync.stop();
    await proxy.stop();
    rmSync(data, { recursive: true, force: true });
  };
  return { sync, proxy, url: through.href, end };
}

async function batchIsOneRoundTrip(url: string): Promise<void> {
  const { sync, proxy, url: through, end } = await site(900, url);
  const cloud = new CloudClient({ url: through }, TOKEN);
  try {
    // Connects.
    await cloud.ingest(sync.outbox.read({ most: 1 })!);
    const before = proxy.roundTrips;
    for (let batch = sync.outbox.read({ most: 300 }); batch; ) {
      await cloud.ingest(batch);
      batch = sync.outbox.read({ after: batch.last, most: 300 });
    }
    assert.equal(proxy.roundTrips - before, 3);
  } finally {
    cloud.close();
    await end();
  }
}

test('a batch is one round trip, however many rows it has', () => batchIsOneRoundTrip(database.url));

test('so it is through PgBouncer in transaction mode, and rows arrive once', {
  skip: noBouncer() ?? false,
}, async () => {
  const bouncer = await Bouncer.start(database.url, 2);
  try {
    await batchIsOneRoundTrip(bouncer.url);
    const sites = await Promise.all([site(50, bouncer.url), site(50, bouncer.url), site(50, bouncer.url)]);
    for (const { sync } of sites) sync.start();
    for (const { sync, end } of sites) {
      const ids = sync.outbox.read()?.ids ?? [];
      await until(() => sync.view.outbox === 0, 'every site drains over two server connections');
      const [row] = await database.with(
        (sql) => sql`select count(*)::int as n from history where id = any(${[...ids]})`,
      );
      assert.equal(row?.n, ids.length);
      await end();
    }
  } finally {
    await bouncer.stop();
  }
});

test('bad rows are found by halves, set aside with the cloud’s words, and tried again by a new start', async () => {
  const { sync, proxy, url, end } = await site(1000, database.url);
  let again: TestSync | null = null;
  try {
    sync.database.exec("update visits set model = 'poison' where seq in (10, 700)");
    await database.with((sql) => sql`alter table history add constraint no_poison check (model <> 'poison')`);
    sync.start();
    await until(() => sync.view.outbox === 0, 'nothing waits');
    assert.deepEqual([sync.view.refused, sync.view.sent], [2, 998]);
    assert.match(sync.view.refusedFor!, /no_poison/);
    // One row by one would be 1000 calls; halving two rows out of 1000 is about 4 × 10.
    assert.ok(proxy.roundTrips < 70, `${proxy.roundTrips} round trips`);
    await database.with((sql) => sql`alter table history drop constraint no_poison`);
    again = new TestSync(sync.database.location()!, url, TOKEN);
    assert.equal(again.outbox.retryRefused(), 2);
    again.start();
    await until(() => sync.view.sent === 1000, 'the mended cloud takes them');
  } finally {
    await again?.stop();
    await end();
  }
});

test('a cut in the middle of a backlog, and even a second worker beside the first, lose and double nothing', async () => {
  const { sync, proxy, url, end } = await site(9000, database.url);
  let again: TestSync | null = null;
  try {
    const ids = sync.outbox.read({ most: 9000 })!.ids;
    sync.start();
    await until(() => sync.view.sent > 0, 'it has begun');
    proxy.cut();
    again = new TestSync(sync.database.location()!, url, TOKEN);
    again.start();
    await until(() => sync.view.outbox === 0, 'everything is sent');
    const [row] = await database.with(
      (sql) => sql`select count(*)::int as n from history where id = any(${[...ids]})`,
    );
    assert.equal(row?.n, ids.length);
  } finally {
    await again?.stop();
    await end();
  }
});

test('a batch arrives as it was stored: quoted words, several reasons, and null', async () => {
  const { sync, url, end } = await site(30, database.url);
  const cloud = new CloudClient({ url }, TOKEN);
  try {
    const correction = JSON.stringify({ calibration_id: 3, note: 'a "quoted" word' });
    sync.database.prepare('update visits set correction = ?, cause = null where seq = 7').run(correction);
    sync.database.exec(`update visits set reasons = '["no_mask","fever"]' where seq = 8`);
    const batch = sync.outbox.read()!;
    await cloud.ingest(batch);
    const rows = await database.with(
      (sql) =>
        sql`select reasons, correction, cause from history where id = any(${[...batch.ids]}) order by id`,
    );
    assert.deepEqual({ ...rows[6] }, { reasons: [], correction: JSON.parse(correction), cause: null });
    assert.deepEqual({ ...rows[7] }, { reasons: ['no_mask', 'fever'], correction: null, cause: null });
    assert.deepEqual(rows[0]!.reasons, ['no_mask']);
  } finally {
    cloud.close();
    await end();
  }
});

test('after a short cut the worker alone goes on by itself, before its next report', async () => {
  const { sync, proxy, end } = await site(9000, database.url);
  try {
    sync.start();
    await until(() => sync.view.sent > 0, 'it has begun');
    proxy.cut();
    await until(() => sync.view.outbox === 0, 'the rest is sent');
    assert.ok(sync.view.failures <= 1);
  } finally {
    await end();
  }
});
