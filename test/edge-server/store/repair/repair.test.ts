import assert from 'node:assert/strict';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { openDatabase } from '../../../../edge-server/store/db/open.ts';
import { findDamage } from '../../../../edge-server/store/repair/damage.ts';
import { mendStore } from '../../../../edge-server/store/repair/repair.ts';
import { listAside } from '../../../../edge-server/store/repair/set-aside.ts';
import { fillBacklog } from '../../../bench/sync/backlog.ts';

const VISITS = 400;
const PAGE = 4096;
const NOW = new Date('2026-11-25T13:15:00.000Z');
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-mend-'));
  path = join(folder, 'kf99.sqlite');
  fillBacklog(folder, 'door-7', VISITS, 1);
  const database = openDatabase(path, 'full');
  database.exec(
    `insert into meta values ('kiosk_id', 'door-7');
     insert into users (name, role, password, created_at, changed_at) values ('mina', 'admin', 'x', '', '');
     insert into settings values ('feverThreshold', '38');
     insert into tokens (name, token_hash, scopes, created_at) values ('gate', 'aa', 'door', '');
     insert into devices values ('bb', '');
     delete from outbox where seq <= 100;
     pragma wal_checkpoint(truncate)`,
  );
  database.close();
  writeFileSync(join(folder, 'kiosk-id'), 'door-7\n');
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const mend = () => mendStore({ path, idFile: join(folder, 'kiosk-id'), now: NOW });

function overwrite(offset: number, bytes: number): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, offset);
  closeSync(handle);
}

/** What the store has now, opened as the server opens it. */
function contents() {
  const database = openDatabase(path, 'full');
  try {
    const one = (sql: string) => Object.values(database.prepare(sql).get() ?? {})[0];
    assert.equal(one('pragma quick_check'), 'ok');
    return {
      kiosk: one("select value from meta where key = 'kiosk_id'"),
      people: Number(one('select count(*) from users')),
      settings: Number(one('select count(*) from settings')),
      tokens: Number(one('select count(*) from tokens')),
      devices: Number(one('select count(*) from devices')),
      visits: Number(one('select count(*) from visits')),
      waiting: Number(one('select count(*) from outbox o join visits v on v.seq = o.seq')),
    };
  } finally {
    database.close();
  }
}

/** The page on which a table's or index's tree begins. */
function rootPage(name: string): number {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return Number(database.prepare('select rootpage from sqlite_schema where name = ?').get(name)?.rootpage);
  } finally {
    database.close();
  }
}

const SALVAGED = { kiosk: 'door-7', people: 1, settings: 1, tokens: 1, devices: 1 };

test('a sound store is left as it is', () => {
  const before = readFileSync(path);
  assert.equal(mend(), null);
  assert.deepEqual(readFileSync(path), before);
  assert.deepEqual(listAside(folder), []);
});

test('a damaged header: the bytes are kept, and all that was in it is in the new one', () => {
  overwrite(0, 100);
  const damaged = readFileSync(path);
  assert.match(
    mend()!,
    /was damaged.*300 visits, 1 users.*kept as .*kf99\.damaged-20261125T131500Z\.sqlite/s,
  );
  assert.deepEqual(contents(), { ...SALVAGED, visits: 300, waiting: 300 });
  assert.deepEqual(readFileSync(listAside(folder)[0]!), damaged);
  assert.equal(mend(), null, 'the next start finds nothing to do');
});

test('a damaged page in the middle of the visits costs those on it, and nothing else', () => {
  const pages = statSync(path).size / PAGE;
  // A page without which the visits can't be read to their end.
  let hit = 0;
  for (let page = Math.floor(pages / 2); hit === 0 && page < pages; page++) {
    const copy = `${path}.try`;
    copyFileSync(path, copy);
    const handle = openSync(copy, 'r+');
    writeSync(handle, Buffer.alloc(PAGE, 0xa5), 0, PAGE, page * PAGE);
    closeSync(handle);
    if (readsUpTo(copy, 'visits') < VISITS) hit = page;
    rmSync(copy);
  }
  assert.ok(hit > 0);
  overwrite(hit * PAGE, PAGE);
  assert.match(mend()!, /Of .*visits.* some rows could not be read/);
  const { visits: left, waiting, ...rest } = contents();
  assert.deepEqual(rest, SALVAGED);
  assert.ok(left >= 280 && left <= 300, `${left} visits left`);
  assert.equal(waiting, left);
});

function readsUpTo(file: string, table: string): number {
  const database = new DatabaseSync(file, { readOnly: true });
  let rows = 0;
  try {
    for (const _ of database.prepare(`select * from ${table}`).iterate()) rows += 1;
  } catch {
    // As far as it went.
  } finally {
    database.close();
  }
  return rows;
}

test('where the outbox itself is damaged, every readable visit is sent again', () => {
  overwrite((rootPage('outbox') - 1) * PAGE, PAGE);
  assert.ok(mend());
  assert.deepEqual(contents(), { ...SALVAGED, visits: VISITS, waiting: VISITS });
});

test('an emptied file, or a first page that is gone, begins anew under the same name', () => {
  for (const damage of [() => truncateSync(path, 0), () => overwrite(0, PAGE)]) {
    damage();
    assert.ok(mend());
    assert.deepEqual(contents().kiosk, 'door-7');
  }
  assert.equal(listAside(folder).length, 2, 'the second damage keeps the first one’s files too');
});

test('a truncated log costs what was cut off; one that a damaged file needs is kept with it', () => {
  const database = openDatabase(path, 'full');
  for (let i = 0; i < 20; i++) database.exec(`insert into settings values ('key-${i}', '1')`);
  copyFileSync(`${path}-wal`, `${path}-cut`);
  copyFileSync(path, `${path}-main`);
  database.close();
  copyFileSync(`${path}-main`, path);
  copyFileSync(`${path}-cut`, `${path}-wal`);
  truncateSync(`${path}-wal`, Math.floor(statSync(`${path}-wal`).size / 2));
  assert.equal(mend(), null);
  const { settings } = contents();
  assert.ok(settings > 1 && settings < 21, `${settings} settings`);

  copyFileSync(`${path}-cut`, `${path}-wal`);
  truncateSync(path, 0);
  const log = readFileSync(`${path}-wal`);
  assert.ok(mend());
  assert.deepEqual(readFileSync(`${listAside(folder)[0]}-wal`), log);
});

test('a mark left by a running process counts as damage, once', () => {
  writeFileSync(`${path}.damaged`, 'a page is wrong\n');
  assert.ok(mend());
  assert.deepEqual(contents(), { ...SALVAGED, visits: 300, waiting: 300 });
  assert.equal(mend(), null);
});

test('a start that died on the way is taken up; a salvage that dies twice is not tried a third time', () => {
  overwrite(0, 100);
  assert.ok(mend());
  const [aside] = listAside(folder);
  // Died before the last rename: the fresh store is complete and the damaged one is set aside already.
  copyFileSync(path, `${path}.fresh`);
  rmSync(path);
  assert.ok(mend());
  assert.equal(contents().visits, 300);
  // Died twice while it salvaged.
  copyFileSync(aside!, path);
  for (const n of [1, 2]) writeFileSync(`${path}.salvage-${n}`, 'half');
  assert.match(mend()!, /empty/);
  assert.equal(contents().kiosk, 'door-7');
  assert.ok(!readdirSync(folder).some((name) => name.includes('salvage')));
});

test('at most five damaged stores are kept, the newest of them', () => {
  for (let i = 0; i < 7; i++) {
    overwrite(0, 100);
    assert.ok(mend());
  }
  assert.equal(listAside(folder).length, 5);
});

test('the whole file is checked on demand: damage that no start looks at is found', () => {
  overwrite((rootPage('steps') - 1) * PAGE + 8, 64);
  assert.ok(findDamage(path, 'whole'));
  assert.ok(existsSync(path));
});
