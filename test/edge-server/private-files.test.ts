import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from './process.ts';

let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kf99-private-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** What another user of the machine could read or write below a folder: all of it that no closed folder hides. */
function reachable(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const { mode } = lstatSync(path);
    if (lstatSync(path).isDirectory()) return mode & 0o077 ? [path, ...reachable(path)] : [];
    return mode & 0o077 ? [path] : [];
  });
}

test('nothing in a data folder is for other users, though it stood open and had open files before', async () => {
  chmodSync(data, 0o755);
  // As a data folder of an earlier start under another umask has them.
  mkdirSync(join(data, 'captures'));
  chmodSync(join(data, 'captures'), 0o755);
  writeFileSync(join(data, 'kiosk-id'), 'kiosk-1\n');
  chmodSync(join(data, 'kiosk-id'), 0o644);
  const server = new ServerProcess({ KF99_DATA: data });
  try {
    await server.ready();
    // The embedded cloud comes up beside the server.
    for (let n = 0; n < 600 && !existsSync(join(data, 'cloud/PG_VERSION')); n++) await sleep(100);
    assert.ok(existsSync(join(data, 'cloud/PG_VERSION')));
    assert.deepEqual(reachable(data), []);
  } finally {
    server.signalGroup('SIGTERM');
    await server.end();
  }
  assert.deepEqual(reachable(data), []);
});
