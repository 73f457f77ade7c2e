import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { Change } from '../../../../edge-server/store/db/change.ts';
import { Writer } from '../../../../edge-server/store/db/writer.ts';

let folder: string;
let reader: DatabaseSync;
let writer: Writer;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kf99-writer-'));
  const path = join(folder, 'test.sqlite');
  reader = new DatabaseSync(path);
  reader.exec('pragma journal_mode = wal; create table t (n integer primary key) strict');
  writer = new Writer(path);
});
afterEach(async () => {
  await writer.close();
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

const insert = (...numbers: number[]): Change =>
  numbers.map((n) => ({ sql: 'insert into t values (?)', values: [n] }));
const stored = () =>
  reader
    .prepare('select n from t order by n')
    .all()
    .map(({ n }) => Number(n));

test('what has resolved can be read by another connection', async () => {
  await writer.durable(insert(1));
  assert.deepEqual(stored(), [1]);
});

test('a change is written whole or not at all, and one that fails takes no other of its group with it', async () => {
  const results = await Promise.allSettled([
    writer.durable(insert(1)),
    writer.durable(insert(2, 1)),
    writer.durable(insert(3)),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(stored(), [1, 3]);
});

test('whatever comes together in whatever order: exactly what resolved is stored', async () => {
  let next = 1000;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ durable: fc.boolean(), bad: fc.boolean(), turns: fc.nat(2) }), { maxLength: 40 }),
      async (plan) => {
        const before = new Set(stored());
        const expected: number[] = [];
        const writes: Promise<unknown>[] = [];
        for (const { durable, bad, turns } of plan) {
          const n = next++;
          const change = bad ? insert(n, n) : insert(n);
          if (!bad) expected.push(n);
          const write = durable ? writer.durable(change) : writer.later(change);
          writes.push(bad ? assert.rejects(write) : write);
          for (let i = 0; i < turns; i++) await new Promise(setImmediate);
        }
        await Promise.all(writes);
        assert.deepEqual(
          stored().filter((n) => !before.has(n)),
          expected,
        );
      },
    ),
    { numRuns: 25 },
  );
});

test('closing writes what waits, and afterwards nothing is taken', async () => {
  const waiting = [writer.later(insert(1)), writer.durable(insert(2)), writer.later(insert(3))];
  await writer.close();
  await Promise.all(waiting);
  assert.deepEqual(stored(), [1, 2, 3]);
  await assert.rejects(writer.durable(insert(4)), { code: 'store_busy' });
});

test('a store that stays locked is told as busy, and works again when the lock is gone', {
  timeout: 20_000,
}, async () => {
  reader.exec('begin immediate');
  await assert.rejects(writer.durable(insert(1)), { code: 'store_busy' });
  reader.exec('rollback');
  await writer.durable(insert(1));
  assert.deepEqual(stored(), [1]);
});
