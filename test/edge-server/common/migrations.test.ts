import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrationNames } from '../../../edge-server/common/migrations.ts';

test('migrations go by number; a gap and a number that is there twice are refused: one would never be applied', () => {
  assert.deepEqual(migrationNames(['002_b.sql', 'access.sql', '001_z.sql']), ['001_z.sql', '002_b.sql']);
  assert.throws(() => migrationNames(['001_a.sql', '002_a.sql', '002_b.sql']), /002_b.sql does not have the/);
  assert.throws(() => migrationNames(['001_a.sql', '003_a.sql']), /003_a.sql does not have the number/);
});
