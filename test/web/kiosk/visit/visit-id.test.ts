import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitId } from '../../../../edge-server/contract/ids.ts';
import { newVisitId } from '../../../../web/kiosk/visit/visit-id.ts';

const timeOf = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);

test('after a clock that was ahead once, ids are of the time that it shows now', () => {
  const now = Date.UTC(2026, 10, 29, 10);
  const ids = [now, now + 9 * 3_600_000, now + 50, now + 50].map(newVisitId);
  assert.deepEqual(ids.map(timeOf), [now, now + 9 * 3_600_000, now + 50, now + 50]);
  assert.equal(new Set(ids).size, 4);
  for (const id of ids) assert.equal(VisitId.parse(id), id);
});
