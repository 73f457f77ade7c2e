import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { holdLock } from '../../../edge-server/common/lock.ts';
import { Disk } from '../../chaos/disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-lock-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('one holder at a time, and the next one when it lets go', async () => {
  const path = join(folder, 'a.lock');
  const release = await holdLock(path, 'it');
  await assert.rejects(holdLock(path, 'it'), /it is already in use/);
  release();
  (await holdLock(path, 'it'))();
});

test('a full disk does not keep it from starting: the lock takes no room', async (t) => {
  let disk: Disk;
  try {
    disk = Disk.make(folder);
  } catch (error) {
    return t.skip((error as Error).message);
  }
  try {
    const path = join(disk.folder, 'a.lock');
    writeFileSync(path, '');
    await disk.fill();
    const release = await holdLock(path, 'it');
    await assert.rejects(holdLock(path, 'it'), /it is already in use/);
    release();
  } finally {
    await disk.dispose();
  }
  return undefined;
});
