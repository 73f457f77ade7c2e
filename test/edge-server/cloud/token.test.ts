import assert from 'node:assert/strict';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ownToken } from '../../../edge-server/cloud/token.ts';
import { Disk } from '../../chaos/disk.ts';

const folder = mkdtempSync(join(tmpdir(), 'kf99-token-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a token is made once, also when several ask at the same time', async () => {
  const path = join(folder, 'cloud-token');
  const [one, ...others] = await Promise.all([1, 2, 3].map(() => ownToken(path)));
  assert.match(one!, /^[\w-]{43}$/);
  for (const other of others) assert.equal(other, one);
  assert.equal(await ownToken(path), one);
});

test('an empty file, as a crash may leave it, gets a new token', async () => {
  const path = join(folder, 'empty');
  writeFileSync(path, '');
  const token = await ownToken(path);
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(await ownToken(path), token);
});

test('a power cut right after does not empty it', async (t) => {
  let disk: Disk;
  try {
    disk = Disk.make(folder);
  } catch (error) {
    return t.skip((error as Error).message);
  }
  try {
    const path = join(disk.folder, 'cloud-token');
    const token = await ownToken(path);
    // Something else is synced, as visits are all the time, and with it what the folder holds.
    const other = openSync(join(disk.folder, 'other'), 'w');
    fsyncSync(other);
    closeSync(other);
    await disk.cut(async () => undefined);
    assert.equal(readFileSync(path, 'utf8'), token);
  } finally {
    await disk.dispose();
  }
  return undefined;
});
