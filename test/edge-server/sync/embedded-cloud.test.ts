import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import postgres from 'postgres';
import { places } from '../../../edge-server/data-folder.ts';
import { createLog } from '../../../edge-server/log.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { EmbeddedCloud } from '../../../edge-server/sync/embedded-cloud.ts';
import { ownToken } from '../../../edge-server/sync/token.ts';

const data = mkdtempSync(join(tmpdir(), 'kf99-cloud-'));
after(() => rmSync(data, { recursive: true, force: true }));

test('a broken folder is set aside; the socket is its owner’s; worker and readers work side by side', async () => {
  mkdirSync(places.cloud(data), { recursive: true });
  writeFileSync(join(places.cloud(data), 'PG_VERSION'), 'not a version');
  const cloud = new EmbeddedCloud(data, createLog('test', 'silent'));
  const client = new CloudClient({ socket: places.socketFolder(data) }, ownToken(places.cloudToken(data)));
  const reader = postgres({
    host: places.socketFolder(data),
    database: 'postgres',
    username: 'postgres',
    max: 2,
  });
  try {
    await cloud.start('test-kiosk');
    assert.ok(readdirSync(data).some((name) => name.startsWith('cloud.broken-')));
    assert.equal(statSync(join(places.socketFolder(data), '.s.PGSQL.5432')).mode & 0o777, 0o600);
    assert.equal(statSync(places.cloudToken(data)).mode & 0o777, 0o600);
    const answers = await Promise.all([
      client.ingest([]),
      reader`select count(*)::int as n from history`,
      reader`select kiosk_id from kiosks`,
      client.newest('test-kiosk'),
    ]);
    assert.equal(answers[1][0]!.n, 0);
    assert.equal(answers[2][0]!.kiosk_id, 'test-kiosk');
    assert.equal(answers[3], null);
  } finally {
    await client.close();
    await reader.end({ timeout: 2 });
    await cloud.stop();
  }
});
