import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { migrations, registerKiosk } from '../../../edge-server/cloud/migrate.ts';
import { sha256 } from '../../../edge-server/cloud/token.ts';
import { type Batch, toRows } from '../../../edge-server/sync/batch.ts';
import { CloudClient } from '../../../edge-server/sync/cloud-client.ts';
import { fillBacklog } from '../../bench/sync/backlog.ts';
import { RealPostgres } from './postgres.ts';
import { TestSync } from './test-sync.ts';

const TOKEN = 'a token of this kiosk';
/** The last migration that knew nothing of `liveness`. */
const BEFORE = 10;
const FOLDER = new URL('../../../edge-server/cloud/schema/', import.meta.url);

let database: RealPostgres;
let data: string;
let sync: TestSync;
let cloud: CloudClient;

before(async () => {
  database = await RealPostgres.start();
  await database.with(async (sql) => {
    await sql.unsafe(
      'create table kf99_migrations (number integer primary key, applied_at timestamptz not null default now())',
    );
    for (const name of migrations(readdirSync(FOLDER)).slice(0, BEFORE)) {
      const script = readFileSync(new URL(name, FOLDER), 'utf8');
      await sql.unsafe(
        `insert into kf99_migrations (number) values (${Number(name.slice(0, 3))}); ${script}`,
      );
    }
    const admin = { exec: (script: string) => sql.unsafe(script), query: async () => [] };
    await registerKiosk(admin, 'versions-kiosk', sha256(TOKEN));
  });
  data = mkdtempSync(join(tmpdir(), 'kf99-versions-'));
  fillBacklog(data, 'versions-kiosk', 40, 1);
  sync = new TestSync(join(data, 'kf99.sqlite'), database.url, TOKEN);
  sync.database.exec('update visits set liveness = 0.25 where seq % 2 = 0');
  cloud = new CloudClient({ url: database.url }, TOKEN);
});
after(async () => {
  cloud.close();
  await sync.stop();
  await database.dispose();
  rmSync(data, { recursive: true, force: true });
});

/** Ten waiting visits from `first` on, those of odd numbers without a score. */
function batch(first: number): Batch {
  return sync.outbox.read({ after: first - 1, most: 10 })!;
}

/** As a kiosk sends it whose rows have no such column yet. */
function ofBefore({ columns, ...rest }: Batch): Batch {
  const { liveness: _, ...known } = JSON.parse(columns) as Record<string, unknown>;
  return { ...rest, columns: JSON.stringify(known) };
}

const stored = ({ ids }: Batch) =>
  database.with(async (sql) => {
    const rows =
      await sql`select to_jsonb(h) as row from history_corrected h where id = any(${[...ids]}) order by id`;
    return rows.map(({ row }) => row as Record<string, unknown>);
  });

test('a cloud of before takes the rows of a newer kiosk, and leaves what it does not know', async () => {
  const sent = batch(1);
  assert.deepEqual(await cloud.ingest(sent), sent.ids);
  const rows = await stored(sent);
  assert.equal(rows.length, 10);
  assert.ok(!('liveness' in rows[0]!));
});

test('migrated, it has the scores of newer kiosks, in both forms; rows of before stay, without one', async () => {
  const columns = Object.keys((await stored(batch(1)))[0]!);
  assert.deepEqual(await database.prepare('versions-kiosk', TOKEN), [11]);
  const scores = async (of: Batch) => (await stored(of)).map(({ liveness }) => liveness);
  assert.deepEqual(await scores(batch(1)), Array(10).fill(null));
  const sent = batch(11);
  assert.deepEqual(await cloud.ingest(sent), sent.ids);
  assert.deepEqual(await scores(sent), Array(5).fill([null, 0.25]).flat());
  const byRow = batch(21);
  await database.with((sql) => sql.unsafe('select kf99_ingest($1, $2::text::jsonb)', [TOKEN, toRows(byRow)]));
  assert.deepEqual(await scores(byRow), Array(5).fill([null, 0.25]).flat());
  const [row] = await stored(sent);
  assert.deepEqual(
    Object.keys(row!).toSorted(),
    [...columns, 'liveness'].toSorted(),
    'the view lost nothing',
  );
});

test('a kiosk of before sends to a newer cloud: its rows arrive whole, without a score', async () => {
  const sent = ofBefore(batch(31));
  assert.deepEqual(await cloud.ingest(sent), sent.ids);
  const byRow = ofBefore(batch(21));
  await database.with(async (sql) => {
    await sql`delete from history where id = any(${[...byRow.ids]})`;
    await sql.unsafe('select kf99_ingest($1, $2::text::jsonb)', [TOKEN, toRows(byRow)]);
  });
  for (const rows of [await stored(sent), await stored(byRow)]) {
    assert.deepEqual(
      rows.map(({ liveness, model }) => [liveness, model]),
      Array(10).fill([null, 'mask-2']),
    );
  }
});
