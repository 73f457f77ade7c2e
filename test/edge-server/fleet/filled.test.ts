/** The bench's year of a chain is made of rows that the cloud takes today, and is counted as kiosks are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillHistory } from '../../bench/sync/fill-history.ts';
import { RealPostgres } from '../sync/postgres.ts';

test('each visit that is filled in is in the history and in the sums of all', async (t) => {
  const postgres = await RealPostgres.start();
  t.after(() => postgres.dispose());
  await postgres.prepare('kiosk-0', 'token');
  const [row] = await postgres.with(async (sql) => {
    await fillHistory(sql, 728, 2);
    return sql`select (select count(*)::int from history) as visits,
      (select sum(pass + deny + adjust)::int from fleet_quarters where site = '*') as counted`;
  });
  assert.deepEqual(row, { visits: 728, counted: 728 });
});
