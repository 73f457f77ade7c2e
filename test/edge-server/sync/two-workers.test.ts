import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { paths } from '../../../edge-server/common/data-folder.ts';
import { holdLock } from '../../../edge-server/common/lock.ts';
import { until } from '../../until.ts';
import { ServerProcess } from '../process.ts';

test('of two workers on one store the second ends; when the first is killed, the next one takes over at once', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-two-'));
  const token = join(data, 'token');
  writeFileSync(token, 'a token');
  const env = {
    KF99_DATA: data,
    DATABASE_URL: 'postgres://127.0.0.1:1/none',
    KF99_KIOSK_TOKEN_FILE: token,
  };
  const start = () => new ServerProcess(env, ['--role', 'sync']);
  const held = async () => {
    const free = await holdLock(paths.lock(data, 'sync'), 'the outbox').catch(() => null);
    free?.();
    return free === null;
  };
  const workers = [start()];
  try {
    await until(held, 'the first one works');
    const second = start();
    workers.push(second);
    assert.equal(await second.end(), 2);
    assert.match(second.stderr, /already in use/);
    workers[0]!.child.kill('SIGKILL');
    await workers[0]!.end();
    const third = start();
    workers.push(third);
    await until(held, 'no lease has to run out');
    assert.equal(third.child.exitCode, null);
    third.child.kill('SIGTERM');
    assert.equal(await third.end(), 0, third.stderr);
  } finally {
    for (const worker of workers) worker.dispose();
    rmSync(data, { recursive: true, force: true });
  }
});
