import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { readRange } from '../../../edge-server/common/range.ts';
import { countVisits } from '../../../edge-server/erase/erase-visits.ts';
import { openDatabase } from '../../../edge-server/store/db/open.ts';
import { fillBacklog } from '../../bench/sync/backlog.ts';
import { ServerProcess } from '../process.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-erase-'));
  path = join(folder, 'kf99.sqlite');
  fillBacklog(folder, 'door-7', 300, 1);
  change('delete from outbox where seq <= 200');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function change(statements: string): void {
  const database = openDatabase(path, 'full');
  database.exec(statements);
  database.close();
}
function rows(statement: string) {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(statement).all() as Record<string, string | number>[];
  } finally {
    database.close();
  }
}
const times = () => rows('select id, visited from visits order by visited');

async function erase(from: string, to: string, ...more: string[]) {
  const done = new ServerProcess({ KF99_DATA: folder }, ['erase', '--from', from, '--to', to, ...more]);
  assert.equal(await done.end(), 0, done.stderr);
  return done.stdout;
}

test('it counts; with --yes visits, what waits, pictures and bytes are gone, others stay, and it is in the audit log', async () => {
  const all = times();
  const [from, to] = [String(all[150]!.visited), String(all[250]!.visited)];
  const [first, kept] = [String(all[150]!.id), String(all[250]!.id)];
  mkdirSync(join(folder, 'captures'));
  for (const id of [first, kept]) writeFileSync(join(folder, 'captures', `${id}.jpg`), 'x');
  change(`insert into captures (id) values ('${first}'), ('${kept}')`);
  assert.match(await erase(from, to), /^100 visits \(\d+ that.* and 1 pictures .*Nothing was changed/);
  assert.equal(times().length, 300);

  assert.match(await erase(from, to, '--yes'), /^100 visits .* are erased here/);
  const left = times();
  assert.equal(left.length, 200);
  assert.ok(!left.some(({ visited }) => String(visited) >= from && String(visited) < to));
  assert.equal(rows('select 1 from outbox where seq not in (select seq from visits)').length, 0);
  assert.equal(existsSync(join(folder, 'captures', `${first}.jpg`)), false);
  assert.equal(existsSync(join(folder, 'captures', `${kept}.jpg`)), true);
  assert.deepEqual(
    rows('select id from captures').map(({ id }) => id),
    [kept],
  );
  const [entry] = rows("select * from audit where action = 'visits.erase'");
  assert.equal(entry?.actor, 'host');
  assert.match(String(entry?.after), /"visits":100/);
  for (const name of ['kf99.sqlite', 'kf99.sqlite-wal']) {
    const file = join(folder, name);
    if (existsSync(file)) assert.ok(!readFileSync(file).includes(first), `${name} has no byte of it`);
  }
});

test('a range needs zones and an order', async () => {
  assert.throws(() => readRange('2026-11-25T09:00:00', '2026-11-26T09:00:00Z'), /--from with its zone/);
  assert.throws(() => readRange('2026-11-25T09:00:00Z', undefined), /--to with its zone/);
  assert.throws(() => readRange('2026-11-25T09:00:00+09:00', '2026-11-25T00:00:00Z'), /before/);
  const bad = new ServerProcess({ KF99_DATA: folder }, ['erase', '--from', 'yesterday']);
  assert.equal(await bad.end(), 2);
  assert.match(bad.stderr, /--from with its zone/);
  const database = openDatabase(path, 'full');
  const range = readRange('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z');
  assert.deepEqual(countVisits(database, range), { visits: 300, unsent: 100, pictures: 0 });
  database.close();
});
