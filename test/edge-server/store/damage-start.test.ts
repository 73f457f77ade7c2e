import assert from 'node:assert/strict';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { damageMark } from '../../../edge-server/store/repair/damage.ts';
import { DamageWatch } from '../../../edge-server/store/repair/damage-watch.ts';
import { listAside } from '../../../edge-server/store/repair/set-aside.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { ServerProcess } from '../process.ts';

test('a damaged store: the server starts with a new one and an alarm; damage while it runs ends it, and it starts again', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-damage-'));
  const path = join(data, 'kf99.sqlite');
  openDatabase(path, 'full').close();
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(16));
  closeSync(handle);
  const start = () => new ServerProcess({ KF99_DATA: data }, ['--role', 'edge']);
  const first = start();
  let second: ServerProcess | null = null;
  try {
    const url = await first.ready();
    const health = (await (await fetch(`${url}/api/health`)).json()) as {
      parts: { alarms: { codes: string[] } };
    };
    assert.ok(health.parts.alarms.codes.includes('store_corrupt'));
    assert.equal(listAside(data).length, 1);

    writeFileSync(`${path}.damaged`, 'a page is wrong');
    assert.equal(await first.end(), 1);
    assert.match(first.stderr, /damaged \(a page is wrong\): start again/);
    second = start();
    await second.ready();
    assert.equal(listAside(data).length, 2);
  } finally {
    first.dispose();
    second?.dispose();
    rmSync(data, { recursive: true, force: true });
  }
});

test('damage that no start looks at is found by the check of the whole file, and the mark tells of it', async () => {
  const data = mkdtempSync(join(tmpdir(), 'kf99-damage-'));
  const path = join(data, 'kf99.sqlite');
  const database = openDatabase(path, 'full');
  const page = Number(
    database.prepare("select rootpage from sqlite_schema where name = 'steps'").get()?.rootpage,
  );
  database.close();
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(64, 0xa5), 0, 64, (page - 1) * 4096);
  closeSync(handle);
  const clock = new TestClock();
  const watch = new DamageWatch(path, clock);
  try {
    watch.start();
    await clock.advance(60_000);
    await until(() => existsSync(damageMark(path)));
    await clock.advance(2000);
    assert.match(await watch.damaged, /./);
  } finally {
    await watch.stop();
    rmSync(data, { recursive: true, force: true });
  }
});
