import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfig } from '../../../edge-server/config/config.ts';
import { enrolled, syncTarget } from '../../../edge-server/sync/enrolment.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-enrolment-'));
after(() => rmSync(folder, { recursive: true }));

const never = new Promise<void>(() => {});
const config = readConfig({ KF99_CLOUD: folder });

test('without the files there is no cloud, and a stop ends the wait for them', async () => {
  assert.equal(syncTarget(config), 'off');
  assert.equal(await enrolled(config, Promise.resolve()), null);
});

test('with the files the kiosk is enrolled, without a restart of the server', async () => {
  writeFileSync(join(folder, 'url'), 'postgres://kf99_kiosk:secret@cloud.example/kf99\n');
  assert.equal(syncTarget(config), 'off', 'half of it is not enough');
  writeFileSync(join(folder, 'token'), 'a token');
  assert.equal(syncTarget(config), 'postgres');
  const access = await enrolled(config, never);
  assert.equal(access?.databaseUrl, 'postgres://kf99_kiosk:secret@cloud.example/kf99');
  assert.equal(access?.kioskTokenFile, join(folder, 'token'));
});

test('an address that is none is named, and so are two clouds', async () => {
  writeFileSync(join(folder, 'url'), 'cloud.example');
  await assert.rejects(enrolled(config, never), /url can't be used/);
  assert.throws(() => readConfig({ KF99_CLOUD: folder, DATABASE_URL: 'postgres://x/y' }), /KF99_CLOUD/);
});
