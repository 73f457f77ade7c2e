import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitFilter } from '../../../edge-server/contract/visit-query.ts';
import { visitsOf } from '../../../web/admin/pages/alarms/visits-of.ts';

const OPENED = '2026-11-28T23:30:00Z';

test('an alarm of visits leads to them, by the days of the site', () => {
  const open = visitsOf({ code: 'fever', opened_at: OPENED, cleared_at: null }, 'Asia/Seoul');
  assert.deepEqual(open, { reason: 'fever', from: '2026-11-29' });
  const over = visitsOf(
    { code: 'repeated_denial', opened_at: OPENED, cleared_at: '2026-11-29T16:00:00Z' },
    'Asia/Seoul',
  );
  assert.deepEqual(over, { verdict: 'deny', from: '2026-11-29', to: '2026-11-30' });
  for (const filter of [open, over]) assert.ok(VisitFilter.safeParse(filter).success);
});

test('an alarm of no visits, or of a newer kiosk, leads nowhere', () => {
  for (const code of ['disk_low', 'made_up']) {
    assert.equal(visitsOf({ code, opened_at: OPENED, cleared_at: null }, 'UTC'), null, code);
  }
});
