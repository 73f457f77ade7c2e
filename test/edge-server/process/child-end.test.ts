import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { paths } from '../../../edge-server/common/data-folder.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { readSyncView } from '../../../edge-server/store/sql/sync-view.ts';
import { until } from '../../until.ts';

const MAIN = join(import.meta.dirname, '../../../edge-server/main.ts');

let data = '';
let child: ChildProcess | null = null;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kf99-child-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true });
});

/** A role as the supervisor starts it: with a channel, whose end tells that the parent has gone. */
function start(role: string, env: Record<string, string>): ChildProcess {
  const options = { env: { PATH: process.env.PATH, KF99_DATA: data, KF99_LOG_LEVEL: 'silent', ...env } };
  child = fork(MAIN, ['--role', role], { ...options, silent: true });
  return child;
}

for (const [what, role, env] of [
  ['an address that can’t be read', 'sync', () => ({ DATABASE_URL: 'postgres://kf99:a/b#c%@127.0.0.1/x' })],
  [
    'a token file that is empty',
    'sync',
    () => {
      writeFileSync(join(data, 'token'), '');
      return { DATABASE_URL: 'postgres://127.0.0.1:1/x', KF99_KIOSK_TOKEN_FILE: join(data, 'token') };
    },
  ],
  [
    'a key of a bucket that is not there',
    'sync',
    () => ({
      KF99_S3_ENDPOINT: 'http://127.0.0.1:1',
      KF99_S3_BUCKET: 'pictures',
      KF99_S3_KEY_FILE: join(data, 'none'),
    }),
  ],
  ['a port that can’t be had', 'edge', () => ({ KF99_HOST: '192.0.2.1', KF99_PORT: '0' })],
] as const) {
  test(`a supervised ${role} ends by itself: ${what}`, { timeout: 60_000 }, async () => {
    const { exitCode, signalCode } = start(role, env());
    assert.deepEqual([exitCode, signalCode], [null, null], 'it was started');
    const [code] = (await once(child!, 'exit')) as [number | null];
    assert.equal(code, 2, 'somebody has to mend something');
  });
}

test('a worker that can’t start says why in the store, for health and the alarm; the next start that works takes it back', {
  timeout: 120_000,
}, async () => {
  const cloud = join(data, 'access');
  mkdirSync(cloud);
  writeFileSync(join(cloud, 'token'), 'token');
  writeFileSync(join(cloud, 'url'), 'postgres://kiosk:12/HUSH@127.0.0.1/kf99');
  start('sync', { KF99_CLOUD: cloud });
  await once(child!, 'exit');
  const view = () => {
    const database = openDatabase(paths.database(data), 'normal');
    try {
      return readSyncView(database)();
    } finally {
      database.close();
    }
  };
  const { fault, mend } = view();
  assert.equal(fault, 'start');
  assert.match(mend!, /\/url can't be used: .*not encoded, so write @ as %40/);
  assert.doesNotMatch(mend!, /HUSH/);
  writeFileSync(join(cloud, 'url'), 'postgres://kiosk:secret@127.0.0.1:1/kf99');
  start('sync', { KF99_CLOUD: cloud });
  await until(() => view().fault !== 'start', 'the worker has started', 60_000);
});
