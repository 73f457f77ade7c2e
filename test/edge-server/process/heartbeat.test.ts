import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { readMeta } from '../../../edge-server/store/db/meta.ts';
import { EDGE_STATE } from '../../../edge-server/sync/edge-state.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

test('every 5 s alarms are looked for, every 20 s the cloud’s news are noted, by the clock that the server is given', async () => {
  const clock = new TestClock(Date.now());
  const startedAt = clock.now().toISOString();
  const space = { free: 1e10, total: 3e10 };
  edge = await TestEdge.start({ parts: { clock, disk: () => space } });
  const noted = () => {
    const text = readMeta(edge.store.database, EDGE_STATE);
    return text === null ? null : (JSON.parse(text) as { at: string; started_at: string });
  };
  await clock.advance(5000);
  const first = clock.now().toISOString();
  assert.equal((await until(() => noted()?.at === first && noted())).started_at, startedAt);
  assert.equal(edge.edge.notifier.alarms.has('disk_low'), false);

  space.free = 1e6;
  await clock.advance(4999);
  assert.equal(edge.edge.notifier.alarms.has('disk_low'), false);
  await clock.advance(1);
  assert.equal(edge.edge.notifier.alarms.has('disk_low'), true);

  await clock.advance(15_000);
  const next = clock.now().toISOString();
  assert.equal((await until(() => noted()?.at === next && noted())).started_at, startedAt);
});
