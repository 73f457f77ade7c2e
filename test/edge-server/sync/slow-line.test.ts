import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LateError, nextTurn } from '../../../edge-server/clock/wait.ts';
import type { Batch, Range } from '../../../edge-server/sync/batch.ts';
import { ANSWER_MS } from '../../../edge-server/sync/cloud-client.ts';
import { Sender, type SenderOptions } from '../../../edge-server/sync/sender.ts';

const BYTES_A_ROW = 190;
/** Tries that a backlog may take until the size is found: each wastes half a minute. */
const MOST_TRIES = 12;

/** A backlog, a line of so many bytes a second, and the sender between them. */
function onLine(bytesPerSecond: number, rows: number) {
  const sizes: number[] = [];
  let now = 0;
  /** When the line has sent what it was given. */
  let at = 0;
  let acknowledged = 0;
  const outbox = {
    read: ({ after = 0, most = 4000 }: Range): Batch | null => {
      const from = Math.max(after, acknowledged);
      const seqs = Array.from({ length: Math.min(most, rows - from) }, (_, place) => from + place + 1);
      if (seqs.length === 0) return null;
      const [first, last] = [seqs[0]!, seqs.at(-1)!];
      return { first, last, seqs, ids: [], columns: Buffer.alloc(0) };
    },
    acknowledge: async (seqs: readonly number[]) => {
      acknowledged = seqs.at(-1)!;
    },
  };
  /** What was sent before is in the line first. */
  const cloud = {
    ingest: async ({ seqs }: Batch) => {
      at = Math.max(at, now) + (seqs.length * BYTES_A_ROW * 1000) / bytesPerSecond;
      sizes.push(seqs.length);
      const answeredAt = at;
      if (answeredAt - now > ANSWER_MS) {
        // The connection is ended, and with it what it had not sent.
        now += ANSWER_MS;
        at = now;
        throw new LateError(ANSWER_MS);
      }
      await nextTurn();
      now = Math.max(now, answeredAt);
    },
  };
  const state = { batch: () => undefined };
  const log = { error: () => undefined };
  const clock = { monotonic: () => now, now: () => new Date(now) };
  const options = { outbox, cloud, state, clock, log } as unknown as SenderOptions;
  return { sender: new Sender(options), sizes, acknowledged: () => acknowledged };
}

for (const [line, bytesPerSecond] of [
  ['64 kbit/s', 8000],
  ['200 kbit/s', 25_000],
  ['500 kbit/s', 60_000],
] as const) {
  test(`${line}: a backlog comes through, and once a size comes through none is late again`, async () => {
    const rows = 8000;
    const { sender, sizes, acknowledged } = onLine(bytesPerSecond, rows);
    let late = 0;
    let lateAfterSuccess = 0;
    while (acknowledged() < rows) {
      const before = acknowledged();
      try {
        await sender.visits(() => false);
      } catch (error) {
        assert.ok(error instanceof LateError, String(error));
        late += 1;
        if (before > 0 || acknowledged() > 0) lateAfterSuccess += 1;
        assert.ok(late < MOST_TRIES, `${late} tries, sizes ${sizes}`);
      }
    }
    assert.equal(acknowledged(), rows);
    assert.equal(lateAfterSuccess, 0, `sizes ${sizes}`);
  });
}

test('a quick line: full batches, several under way, from the first on', async () => {
  const { sender, sizes } = onLine(10_000_000, 20_000);
  assert.equal(await sender.visits(() => false), 20_000);
  assert.deepEqual(sizes, [4000, 4000, 4000, 4000, 4000]);
});
