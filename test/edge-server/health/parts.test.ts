import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syncPart } from '../../../edge-server/health/parts.ts';
import type { SyncView } from '../../../edge-server/store/store.ts';

const NOW = new Date('2026-11-29T12:00:00Z');
const view = (parts: Partial<SyncView>): SyncView => ({
  ...{ outbox: 0, refused: 0, refusedFor: null, oldest: null, okAt: NOW.toISOString(), failedAt: null },
  ...{ error: null, sent: 1, fault: null, mend: null, breaker: 'closed' as const, failures: 0 },
  ...{ batchRows: 0, batchMs: 0 },
  ...parts,
});

test('the cloud has every row only when none waits, also none for the clock', () => {
  const said = (parts: Partial<SyncView>) => {
    const { status, detail } = syncPart(view(parts), 'postgres', NOW);
    return `${status}: ${detail}`;
  };
  assert.match(said({}), /^ok: The cloud has every row/);
  assert.match(said({ outbox: 1, oldest: '2026-11-29T11:59:30Z' }), /^ok: .* within a minute/);
  assert.match(said({ outbox: 2 }), /^degraded: 2 rows wait until the clock is set, at most a day/);
  assert.match(said({ outbox: 9, oldest: '2026-11-29T11:50:00Z' }), /^degraded: 9 rows wait to be sent/);
});
