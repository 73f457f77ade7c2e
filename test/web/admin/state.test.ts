import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY, failed, type Resource, succeeded } from '../../../web/admin/state/resource.ts';
import { Throttle } from '../../../web/admin/state/throttle.ts';
import { viewOf } from '../../../web/admin/state/view.ts';
import { extended, MOST_ROWS, refreshed, type VisitRow } from '../../../web/admin/state/visits.ts';

const page = (newest: number, count: number, synced = true) => ({
  visits: Array.from({ length: count }, (_, i) => ({ seq: newest - i, synced }) as VisitRow),
  next: newest - count > 0 ? newest - count + 1 : null,
});
const seqs = (rows: readonly VisitRow[]) => rows.map(({ seq }) => seq);

test('a failure keeps the last good data, a success clears the failure', () => {
  const good = succeeded([1], 5);
  assert.deepEqual(failed(good, 'unreachable'), { data: [1], at: 5, error: 'unreachable' });
  assert.equal(succeeded([2], 6).error, null);
});

test('the view: loading, away and failed without data; live and stale with it; a log-in over all', () => {
  const good = succeeded(1, 5);
  const gone: Resource<number> = failed(good, 'unreachable');
  assert.deepEqual(viewOf('connecting', [EMPTY]), { at: 'loading' });
  assert.deepEqual(viewOf('away', [EMPTY]), { at: 'away_empty' });
  assert.deepEqual(viewOf('ok', [failed(EMPTY, 'unreachable')]), { at: 'away_empty' });
  assert.deepEqual(viewOf('ok', [failed(EMPTY, 'store_full')]), { at: 'failed', code: 'store_full' });
  assert.deepEqual(viewOf('connecting', [good]), { at: 'live' });
  assert.deepEqual(viewOf('away', [good]), { at: 'stale', since: 5 });
  assert.deepEqual(viewOf('ok', [gone]), { at: 'stale', since: 5 });
  assert.deepEqual(viewOf('ok', [good, failed(good, 'login_required')]), { at: 'login' });
});

test('a fresh page updates what it has, and keeps older pages that were loaded by hand', () => {
  const first = refreshed(null, page(40, 20, false));
  const both = extended(first, page(20, 20));
  assert.deepEqual([both.rows.length, both.next], [40, null]);
  const later = refreshed(both, page(42, 20));
  assert.deepEqual(
    seqs(later.rows),
    Array.from({ length: 42 }, (_, i) => 42 - i),
  );
  assert.ok(later.rows[5]!.synced);
  assert.equal(later.next, null);
});

test('a fresh page that no longer touches the held ones replaces them: no unseen gap', () => {
  const held = refreshed(null, page(20, 20));
  const later = refreshed(held, page(90, 20));
  assert.deepEqual([later.rows.length, later.rows.at(-1)!.seq, later.next], [20, 71, 71]);
});

test('the list is bounded, and goes on from its last row', () => {
  const held = extended(refreshed(null, page(2000, 20)), page(1980, 900));
  assert.deepEqual([held.rows.length, held.next], [MOST_ROWS, 1501]);
});

test('the throttle runs at once, then once more for all calls in the pause', async () => {
  let runs = 0;
  let wake: () => void = () => assert.fail('no pause was asked for');
  const throttle = new Throttle(async () => void runs++, 1000, {
    after: (_ms, run) => {
      wake = run;
      return () => undefined;
    },
  });
  for (let i = 0; i < 5; i++) throttle.call();
  await new Promise(setImmediate);
  assert.equal(runs, 1);
  wake();
  await new Promise(setImmediate);
  assert.equal(runs, 2);
  wake();
  await new Promise(setImmediate);
  assert.equal(runs, 2);
});
