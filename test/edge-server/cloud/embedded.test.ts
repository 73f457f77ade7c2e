import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import postgres from 'postgres';
import { EmbeddedCloud } from '../../../edge-server/cloud/embedded.ts';
import { ownToken } from '../../../edge-server/cloud/token.ts';
import { paths } from '../../../edge-server/common/data-folder.ts';
import { createLog } from '../../../edge-server/common/log.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { seedCloud } from '../doubles/made-cloud.ts';

const data = mkdtempSync(join(tmpdir(), 'kf99-cloud-'));
after(() => rmSync(data, { recursive: true, force: true }));

test('a broken folder is set aside; the socket is its owner’s; worker and readers work side by side', async () => {
  mkdirSync(paths.cloud(data), { recursive: true });
  writeFileSync(join(paths.cloud(data), 'PG_VERSION'), 'not a version');
  mkdirSync(`${paths.cloud(data)}.broken-1`);
  const cloud = new EmbeddedCloud(data, createLog('test', 'silent'));
  const client = new CloudClient(
    { socket: paths.socketFolder(data) },
    await ownToken(paths.cloudToken(data)),
  );
  const reader = postgres({
    host: paths.socketFolder(data),
    database: 'postgres',
    username: 'postgres',
    max: 2,
  });
  try {
    await cloud.start('test-kiosk');
    const broken = readdirSync(data).filter((name) => name.startsWith('cloud.broken-'));
    assert.ok(broken.length === 1 && broken[0] !== 'cloud.broken-1', 'the newest broken one is kept');
    assert.equal(statSync(join(paths.socketFolder(data), '.s.PGSQL.5432')).mode & 0o777, 0o600);
    assert.equal(statSync(paths.cloudToken(data)).mode & 0o777, 0o600);
    const answers = await Promise.all([
      client.probe(),
      reader`select count(*)::int as n from history`,
      reader`select kiosk_id from kiosks`,
      client.newest('test-kiosk'),
    ]);
    assert.equal(answers[1][0]!.n, 0);
    assert.equal(answers[2][0]!.kiosk_id, 'test-kiosk');
    assert.equal(answers[3], null);
  } finally {
    client.close();
    await reader.end({ timeout: 2 });
    await cloud.stop();
  }
});

test('a folder of a version with other tables is set aside, and the cloud is there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-other-'));
  await seedCloud(folder);
  const other = await PGlite.create(paths.cloud(folder));
  await other.exec('drop table kf99_migrations');
  await other.close();
  const cloud = new EmbeddedCloud(folder, createLog('test', 'silent'));
  try {
    await cloud.start('test-kiosk');
    assert.equal(readdirSync(folder).filter((name) => name.startsWith('cloud.broken-')).length, 1);
  } finally {
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('clients with unlike queries at once get their own answers; one that dies in a transaction blocks nobody', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kf99-turns-'));
  await seedCloud(folder);
  const cloud = new EmbeddedCloud(folder, createLog('test', 'silent'));
  const options = { host: paths.socketFolder(folder), database: 'postgres', username: 'postgres', max: 1 };
  const one = postgres({ ...options, prepare: false });
  const two = postgres({ ...options, prepare: false });
  const three = postgres(options);
  try {
    await cloud.start('test-kiosk');
    const times = async (
      query: (i: number) => Promise<readonly unknown[]>,
      expected: (i: number) => unknown,
    ) => {
      for (let i = 0; i < 100; i++) assert.deepEqual((await query(i))[0], expected(i));
    };
    await Promise.all([
      times(
        (i) => one`select ${'one'}::text as name, ${i}::int as i`,
        (i) => ({ name: 'one', i }),
      ),
      times(
        (i) => two`select ${i}::int as i, count(*)::int as n from generate_series(1, ${50}::int)`,
        (i) => ({ i, n: 50 }),
      ),
      times(
        (i) => three.begin((sql) => sql`select ${[i]}::int[] as list, ${'three'}::text as name`),
        (i) => ({ list: [i], name: 'three' }),
      ),
    ]);

    const reserved = await three.reserve();
    await reserved`begin`;
    await reserved`create table half_done (i integer)`;
    const blocked = one`select to_regclass('half_done') is null as undone`;
    await new Promise((resolve) => setTimeout(resolve, 50));
    await three.end({ timeout: 0 });
    assert.deepEqual([...(await blocked)], [{ undone: true }]);
  } finally {
    await Promise.all([one, two, three].map((sql) => sql.end({ timeout: 1 })));
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
