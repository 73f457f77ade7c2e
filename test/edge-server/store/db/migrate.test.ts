import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrate } from '../../../../edge-server/store/db/migrate.ts';
import { listVisits } from '../../../../edge-server/store/sql/list-visits.ts';
import { visitRows } from '../../doubles/visit-rows.ts';

const FOLDER = new URL('../../../../edge-server/store/db/migrations/', import.meta.url);
/** The last migration that knew nothing of `liveness`. */
const BEFORE = 12;

test('a store of before keeps its visits, which have no liveness score', () => {
  const database = new DatabaseSync(':memory:');
  const files = readdirSync(FOLDER).sort().slice(0, BEFORE);
  for (const name of files) database.exec(readFileSync(new URL(name, FOLDER), 'utf8'));
  database.exec(`pragma user_version = ${BEFORE}`);
  visitRows(database, 3, { from: Date.now() - 60_000, to: Date.now() });
  migrate(database);
  assert.deepEqual(
    listVisits(database)(10).map(({ liveness }) => liveness),
    [null, null, null],
  );
  database.close();
});
