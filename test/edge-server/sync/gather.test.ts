import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTurn } from '../../../edge-server/clock/wait.ts';
import { readConfig } from '../../../edge-server/config/config.ts';
import type { Batch, Range } from '../../../edge-server/sync/batch.ts';
import { type SyncOptions, SyncWorker } from '../../../edge-server/sync/worker.ts';
import { TestClock } from '../doubles/clock.ts';

/** A worker between an outbox that is filled by hand and a cloud that notes the rows of each call. */
function between(gatherMs: number) {
  const clock = new TestClock();
  const calls: number[] = [];
  let [stored, acknowledged] = [0, 0];
  const nothing = () => undefined;
  const options = {
    outbox: {
      version: () => stored,
      read: ({ after = 0 }: Range): Batch | null => {
        const from = Math.max(after, acknowledged);
        const seqs = Array.from({ length: stored - from }, (_, place) => from + place + 1);
        return seqs.length === 0
          ? null
          : { first: from + 1, last: stored, seqs, ids: [], columns: Buffer.alloc(0) };
      },
      acknowledge: async (seqs: readonly number[]) => {
        acknowledged = seqs.at(-1)!;
      },
      nextEvents: () => [],
    },
    cloud: {
      isConnecting: false,
      ingest: async ({ seqs }: Batch) => void calls.push(seqs.length),
      report: async () => undefined,
      close: nothing,
    },
    state: { batch: nothing, reached: nothing, failed: nothing },
    reports: { next: () => ({ report: {}, done: nothing }), answered: nothing, alarmsWait: () => false },
    held: { reached: nothing },
    clock,
    gatherMs,
    log: { info: nothing, warn: nothing, error: nothing, debug: nothing },
    prepare: async () => undefined,
    onStoreLost: (reason: string) => assert.fail(reason),
    storeReplaced: () => false,
  } as unknown as SyncOptions;
  const worker = new SyncWorker(options);
  return {
    worker,
    calls,
    clock,
    store: () => {
      stored += 1;
    },
    /** Moves the time in steps of 100 ms, in which everything that needs only promises goes on. */
    pass: async (ms: number) => {
      for (let at = 0; at < ms; at += 100) {
        await clock.advance(100);
        for (let turn = 0; turn < 20; turn++) await nextTurn();
      }
    },
  };
}

test('visits that come within the time that a site allows go to the cloud in one call', async () => {
  const { worker, calls, store, pass } = between(2000);
  worker.start();
  await pass(1000);
  store();
  await pass(1000);
  assert.deepEqual(calls, [], 'it waits for others');
  store();
  store();
  await pass(1500);
  assert.deepEqual(calls, [3]);
  store();
  await pass(3000);
  assert.deepEqual(calls, [3, 1], 'one that stays alone goes, too');
  const stopping = worker.stop();
  await pass(500);
  await stopping;
});

test('where nothing is said a visit goes at once', async () => {
  const { worker, calls, store, pass } = between(readConfig({}).gatherMs);
  worker.start();
  await pass(1000);
  store();
  await pass(400);
  store();
  await pass(400);
  assert.deepEqual(calls, [1, 1]);
  const stopping = worker.stop();
  await pass(500);
  await stopping;
});

test('no site lets visits wait for longer than two seconds', () => {
  assert.equal(readConfig({ KF99_CLOUD_GATHER: '2' }).gatherMs, 2000);
  assert.throws(() => readConfig({ KF99_CLOUD_GATHER: '3' }), /KF99_CLOUD_GATHER can't be used/);
});
