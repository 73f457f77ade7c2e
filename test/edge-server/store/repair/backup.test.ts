import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { openDatabase } from '../../../../edge-server/store/db/open.ts';
import { backUp } from '../../../../edge-server/store/repair/backup.ts';
import { restore } from '../../../../edge-server/store/repair/restore.ts';
import { listAside } from '../../../../edge-server/store/repair/set-aside.ts';
import { openStore } from '../../../../edge-server/store/store.ts';
import { fillBacklog } from '../../../bench/sync/backlog.ts';
import { ServerProcess } from '../../process.ts';

const NOW = new Date('2026-11-25T13:15:00.000Z');
let folder: string;
let path: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-backup-'));
  path = join(folder, 'kf99.sqlite');
  file = join(folder, 'kept.backup');
  fillBacklog(folder, 'door-7', 300, 1);
  sql("insert into meta values ('kiosk_id', 'door-7'); delete from outbox where seq <= 200");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function sql(statements: string): void {
  const database = openDatabase(path, 'full');
  database.exec(statements);
  database.close();
}
function count(what: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(Object.values(database.prepare(`select count(*) from ${what}`).get() ?? {})[0]);
  } finally {
    database.close();
  }
}

test('a backup is taken while the server writes, is one file of its owner, and holds what was committed', async () => {
  const store = openStore(path);
  const setting = { sql: 'insert into settings values (?, ?)', values: ['feverThreshold', '38'] };
  await store.write([setting], 'durable');
  let writing = true;
  let n = 0;
  const writes = (async () => {
    while (writing) {
      await store.write([{ sql: 'insert into settings values (?, ?)', values: [`k${n++}`, '1'] }], 'later');
    }
  })();
  assert.deepEqual(await backUp(path, file), { visits: 300, waiting: 100 });
  writing = false;
  await writes;
  await store.close();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('kept')),
    ['kept.backup'],
  );
  copyFileSync(file, path);
  assert.equal(count("settings where key = 'feverThreshold'"), 1);
});

test('a restore sends everything again, takes over what was not sent, and keeps what was there', async () => {
  await backUp(path, file);
  // Since the backup: its visits were sent, and ten more came that were not.
  sql('delete from outbox');
  fillBacklog(folder, 'door-7', 10, 1);
  const result = restore(file, path, NOW);
  assert.equal(result.visits, 300);
  assert.equal(result.takenOver, 10);
  assert.deepEqual([count('visits'), count('outbox'), count('sessions')], [310, 310, 0]);
  assert.deepEqual(listAside(folder), [result.aside]);
  const old = new DatabaseSync(result.aside!, { readOnly: true });
  assert.equal(Number(old.prepare('select count(*) as n from visits').get()?.n), 310);
  old.close();
  assert.equal(count("audit where action = 'restore' and actor = 'host'"), 1);
});

/** People, tokens and browsers, as statements. */
const person = (name: string, role: string, password: string) =>
  `insert into users (name, role, password, created_at, changed_at) values ('${name}', '${role}', '${password}', '', '');`;
const token = (name: string) =>
  `insert into tokens (name, token_hash, scopes, created_at) values ('${name}', 'hash of ${name}', '[]', '');`;
const browser = (at: string) => `insert into devices values ('hash of ${at}', '${at}');`;
const all = (statement: string) => {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database
      .prepare(statement)
      .all()
      .map((row) => Object.values(row).join(' '));
  } finally {
    database.close();
  }
};

test('a restore brings nothing back that was revoked since the backup', async () => {
  sql(
    person('kim', 'admin', 'old') +
      person('left', 'viewer', 'x') +
      token('leaked') +
      token('kept') +
      browser('monday'),
  );
  await backUp(path, file);
  sql(`delete from users where name = 'left'; update users set password = 'new', factor_key = 'KEY', factor_since = 'now', recovery_codes = '["hash"]' where name = 'kim';
    delete from tokens where name = 'leaked'; delete from devices; ${token('later')} ${browser('tuesday')}`);
  const { access } = restore(file, path, NOW);
  assert.deepEqual(all('select name, password, factor_key, recovery_codes from users'), [
    'kim new KEY ["hash"]',
  ]);
  assert.deepEqual(all('select name from tokens order by name'), ['kept', 'later']);
  assert.deepEqual(all('select paired_at from devices'), ['tuesday']);
  assert.deepEqual(access, {
    from: 'present',
    names: { users: ['left'], tokens: ['leaked'], devices: ['monday'] },
  });
});

test('where nobody can tell what was revoked, the backup says it, and what came back is named', async () => {
  sql(person('kim', 'admin', 'old') + token('leaked') + browser('monday'));
  sql("update users set factor_key = 'KEY', factor_since = 'now'");
  await backUp(path, file);
  const names = { users: ['kim'], tokens: ['leaked'], devices: ['monday'] };
  // A new machine, on which nobody was set up yet.
  sql('delete from users; delete from tokens; delete from devices');
  assert.deepEqual(restore(file, path, NOW).access, { from: 'backup', names });
  assert.deepEqual(all('select name, factor_key, factor_since from users'), ['kim KEY now']);
  // Another kiosk.
  sql("update meta set value = 'another' where key = 'kiosk_id'; update users set name = 'stranger'");
  assert.deepEqual(restore(file, path, NOW).access, { from: 'backup', names });
  // A store that can't be read.
  writeFileSync(path, 'broken');
  assert.deepEqual(restore(file, path, NOW).access, { from: 'backup', names });
  rmSync(path);
  assert.deepEqual(restore(file, path, NOW).access, { from: 'backup', names });
});

test('what is not a backup is refused, and nothing changes', async () => {
  for (const bad of ['not a database', '']) {
    writeFileSync(file, bad);
    assert.throws(() => restore(file, path, NOW), { name: 'StartError', message: /not a backup/ });
  }
  await backUp(path, file);
  const newer = new DatabaseSync(file);
  newer.exec('pragma user_version = 999');
  newer.close();
  assert.throws(() => restore(file, path, NOW), { name: 'StartError', message: /newer/ });
  assert.equal(count('visits'), 300);
  assert.deepEqual(listAside(folder), []);
  await assert.rejects(backUp(path, path), { name: 'StartError' });
  await assert.rejects(backUp(path, join(folder, 'nowhere', 'x')), { name: 'StartError' });
});

test('a backup that somebody has put a program or another table into is refused, and nothing changes', async () => {
  await backUp(path, file);
  for (const [name, change] of [
    [
      'eve',
      "create trigger eve after insert on audit begin insert into settings values ('maskPolicy', 'off'); end",
    ],
    ['v', 'create view v as select 1'],
    ['visits_moved', 'drop trigger visits_moved'],
    ['more', 'create table more (i integer)'],
  ] as const) {
    const changed = join(folder, `${name}.backup`);
    copyFileSync(file, changed);
    const database = new DatabaseSync(changed);
    database.exec(change);
    database.close();
    assert.throws(
      () => restore(changed, path, NOW),
      new RegExp(`has ${name}, which no version of KF99 makes so`),
    );
  }
  assert.deepEqual(listAside(folder), []);
  restore(file, path, NOW);
});

test('the commands: a backup while the server runs, no restore then', async () => {
  const server = new ServerProcess({ KF99_DATA: folder }, ['--role', 'edge']);
  const command = async (...args: string[]) => {
    const run = new ServerProcess({ KF99_DATA: folder }, args);
    const code = await run.end();
    return { code, text: run.stdout + run.stderr };
  };
  try {
    await server.ready();
    const saved = await command('backup', file);
    assert.deepEqual([saved.code, existsSync(file)], [0, true], saved.text);
    const refused = await command('restore', file);
    assert.equal(refused.code, 2);
    assert.match(refused.text, /already in use/);
    server.child.kill('SIGTERM');
    await server.end();
    const restored = await command('restore', file);
    assert.equal(restored.code, 0, restored.text);
    assert.match(restored.text, /Restored 300 visits.*kept as/);
    assert.match(restored.text, /are those of the backup/);
  } finally {
    server.dispose();
  }
});
