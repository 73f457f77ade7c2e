import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ask } from '../../../edge-server/fleet/reader/cloud-reader.ts';
import { listVisits } from '../../../edge-server/fleet/sql/visits.ts';
import { row, TestCloud } from './cloud.ts';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

let cloud: TestCloud;
let asked = 0;
const ask: Ask = <Row extends object>(text: string, values: readonly unknown[]) => {
  asked += 1;
  return cloud.query<Row>(text, [...values]);
};

/** A denial long ago among passes, on two kiosks. */
const rare = row(daysAgo(200), { verdict: 'deny', mask: 'no_mask', reasons: ['no_mask'] });
before(async () => {
  cloud = await TestCloud.start();
  for (const kiosk of ['one', 'two']) {
    await cloud.kiosk(kiosk);
    await cloud.ingest(
      kiosk,
      Array.from({ length: 60 }, (_, i) => row(daysAgo(i * 5 + 0.1))),
    );
  }
  await cloud.ingest('two', [rare]);
});
after(() => cloud.stop());

test('pages follow each other to the last visit, each visit once, newest first', async () => {
  const ids: string[] = [];
  for (let next: string | null | undefined; next !== null; ) {
    const page = await listVisits(ask, { limit: 7, ...(next && { before: next }) });
    ids.push(...page.visits.map(({ id }) => id));
    next = page.next;
  }
  assert.equal(ids.length, 121);
  assert.deepEqual(ids, [...new Set(ids)].sort().reverse());
});

test('a rare verdict is found far back in few stretches, and a whole id in one', async () => {
  asked = 0;
  const found = await listVisits(ask, { limit: 5, verdict: 'deny' });
  assert.deepEqual([found.visits.map(({ id }) => id), found.next], [[rare.id], null]);
  assert.ok(asked < 10, `${asked} questions`);
  asked = 0;
  assert.equal((await listVisits(ask, { limit: 5, text: rare.id })).visits.length, 1);
  assert.equal(asked, 2, 'one for it, one for its corrected time');
});

test('when its time is over a page says where the next one goes on, and nothing is skipped', async () => {
  const found: string[] = [];
  let pages = 0;
  for (let next: string | null | undefined; next !== null; pages++) {
    const page = await listVisits(
      ask,
      { limit: 5, verdict: 'deny', from: daysAgo(220), ...(next && { before: next }) },
      { scanMs: -1 },
    );
    found.push(...page.visits.map(({ id }) => id));
    next = page.next;
  }
  assert.deepEqual(found, [rare.id]);
  assert.ok(pages > 100);
});

test('a range keeps to itself, and an id of a clock that was ahead is shown', async () => {
  const ahead = row(new Date(Date.now() + 40 * DAY_MS).toISOString());
  await cloud.ingest('one', [ahead]);
  assert.equal((await listVisits(ask, { limit: 1 })).visits[0]!.id, ahead.id);
  const { visits } = await listVisits(ask, { limit: 50, from: daysAgo(21), to: daysAgo(9) });
  assert.equal(visits.length, 6);
});
