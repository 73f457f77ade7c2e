import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { openDatabase } from '../../../../edge-server/store/db/open.ts';
import { restore } from '../../../../edge-server/store/repair/restore.ts';
import { ServerProcess } from '../../process.ts';

let data: string;
let path: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'kf99-history-'));
  path = join(data, 'kf99.sqlite');
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** A store as the versions before the first release left it: 13 migrations, and no name in its header. */
function oldStore(at: string): DatabaseSync {
  const database = new DatabaseSync(at);
  database.exec(`
    pragma journal_mode = wal;
    create table visits (seq integer primary key autoincrement, id text not null unique);
    create table outbox (seq integer primary key references visits (seq));
    create table meta (key text primary key, value text not null) strict;
    insert into meta values ('kiosk_id', 'door-7');
    insert into visits (id) values ('one');
    pragma user_version = 13`);
  return database;
}

/** The store's files with their bytes. The index of the log is not among them: it is memory of who reads. */
const bytes = () =>
  readdirSync(data)
    .filter((name) => name.startsWith('kf99.sqlite') && !name.endsWith('-shm'))
    .map((name) => [name, readFileSync(join(data, name)).toString('base64')]);

for (const role of ['all', 'edge', 'sync', 'cloud']) {
  test(`--role ${role} refuses a store of another history in one sentence, and leaves its bytes`, async () => {
    oldStore(path).close();
    const before = bytes();
    assert.equal(before.length, 1);
    const server = new ServerProcess({ KF99_DATA: data }, ['--role', role]);
    try {
      assert.equal(await server.end(), 2, server.stderr);
      assert.equal(
        server.stderr,
        `kf99: the store ${path} has another history than this version's and is left as it is: make a backup with ` +
          'the version that wrote it, then set KF99_DATA to a new folder\n',
      );
      assert.deepEqual(bytes(), before);
      assert.ok(!readdirSync(data).includes('kf99.sqlite-shm'), 'not even a file beside it');
    } finally {
      server.dispose();
    }
  });
}

test('so it is where a kill left the newest writes in the log', () => {
  const database = oldStore(join(data, 'running'));
  for (const part of ['', '-wal', '-shm']) cpSync(join(data, `running${part}`), path + part);
  database.close();
  const before = bytes();
  assert.equal(before.length, 2);
  assert.throws(() => openDatabase(path, 'full'), { name: 'StartError', message: /another history/ });
  assert.deepEqual(bytes(), before);
});

test('a database of another program is refused as well, one that is empty is begun', () => {
  new DatabaseSync(path).exec('create table t (i); pragma application_id = 77');
  assert.throws(() => openDatabase(path, 'full'), { name: 'StartError', message: /another history/ });
  new DatabaseSync(join(data, 'empty.sqlite')).close();
  openDatabase(join(data, 'empty.sqlite'), 'full').close();
});

test('a backup of another history is not restored, and nothing changes', () => {
  const file = join(data, 'monday.sqlite');
  const old = oldStore(file);
  old.exec('pragma journal_mode = delete');
  old.close();
  openDatabase(path, 'full').close();
  const before = bytes();
  assert.throws(() => restore(file, path, new Date()), {
    name: 'StartError',
    message: /monday.sqlite has another history .*: restore it with the version that wrote it/,
  });
  assert.deepEqual(bytes(), before);
});
