import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrations } from '../../../edge-server/cloud/migrate.ts';

test('migrations go by number, and two of one number are refused: the second would never be applied', () => {
  assert.deepEqual(migrations(['002_b.sql', 'access.sql', '001_z.sql']), ['001_z.sql', '002_b.sql']);
  assert.throws(
    () => migrations(['001_a.sql', '002_a.sql', '002_b.sql']),
    /002_b.sql has the number of another/,
  );
});
