import assert from 'node:assert/strict';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { createLog } from '../../../edge-server/common/log.ts';
import { Retention, type RetentionOptions } from '../../../edge-server/erase/retention.ts';
import { Outbox } from '../../../edge-server/sync/outbox.ts';
import { until } from '../../until.ts';
import { TestClock } from '../doubles/clock.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

const DAY_MS = 86_400_000;
const clock = new TestClock();
const daysAgo = (days: number) => new Date(clock.now().getTime() - days * DAY_MS).toISOString();

let edge: TestEdge;
let columns: string[];
/** Ids whose pictures were erased. */
let erased: string[];
beforeEach(async () => {
  edge = await TestEdge.start();
  erased = [];
  await edge.visit(evidence({ mask: 'no_mask' }));
  columns = Object.keys(edge.store.database.prepare('select * from visits').get() ?? {});
});
afterEach(() => edge.stop());

/** A copy of a real visit, this many days old. */
function visit(id: string, days: number, state: 'synced' | 'waiting' | 'refused' = 'synced'): void {
  const { database } = edge.store;
  const own: Record<string, string> = { seq: 'null', id: '?', visited: '?' };
  const values = columns.map((column) => own[column] ?? column);
  const copy = `insert into visits select ${values.join(', ')} from visits order by seq limit 1`;
  const { lastInsertRowid } = database.prepare(copy).run(id, daysAgo(days));
  database
    .prepare(`insert into steps (seq, step, outcome) values (?, 'verdict', 'done')`)
    .run(lastInsertRowid);
  if (state === 'synced') return;
  database
    .prepare('insert into outbox (seq, refused) values (?, ?)')
    .run(lastInsertRowid, state === 'refused' ? 'bad row' : null);
}
function event(id: string, sent: 0 | 1): void {
  const sql = `insert into events (visit_id, kind, at, data, sent) values (?, 'clock', ?, '{}', ?)`;
  edge.store.database.prepare(sql).run(id, daysAgo(0), sent);
}
function retention(more: Partial<RetentionOptions> = {}) {
  return new Retention({
    store: edge.store,
    captures: { erase: async (ids) => void erased.push(...ids) },
    audit: { purge: () => undefined },
    clock,
    clockWatch: { quality: 'synchronised' },
    settings: () => ({ visitDays: 90 }),
    log: createLog('test', 'silent'),
    ...more,
  });
}
const ids = () =>
  edge.store.database
    .prepare(`select id from visits where id like 'v-%' order by id`)
    .all()
    .map(({ id }) => String(id));
const rows = (sql: string) => Number(Object.values(edge.store.database.prepare(sql).get() ?? {})[0]);

test('what the cloud has goes after its days, with its steps and later facts; what it has not never does', async () => {
  visit('v-due', 91);
  event('v-due', 1);
  visit('v-young', 89);
  visit('v-waiting', 400, 'waiting');
  visit('v-refused', 400, 'refused');
  visit('v-fact', 400);
  event('v-fact', 0);
  const steps = () =>
    rows(`select count(*) from steps s join visits v on v.seq = s.seq where v.id like 'v-%'`);
  const all = rows("select count(*) from steps where step = 'verdict'");
  assert.equal(steps(), 5);
  const count = edge.store.count();
  await retention().look();
  assert.deepEqual(ids(), ['v-fact', 'v-refused', 'v-waiting', 'v-young']);
  assert.deepEqual(erased, ['v-due']);
  assert.equal(steps(), 4);
  assert.equal(rows("select count(*) from steps where step = 'verdict'"), all - 1);
  assert.equal(rows(`select count(*) from events where visit_id = 'v-due'`), 0);
  assert.equal(edge.store.count(), count - 1);
});

test('counts outlive their visits for three years, so that a year can be compared with the one before', async () => {
  for (const days of [0, 400, 1000, 1200]) visit(`v-${days}`, days);
  const counted = () => [
    rows('select sum(visitors) from quarters'),
    rows("select sum(n) from facets where span = 900 and facet like 'm:%'"),
    rows("select sum(n) from facets where span = 86400 and facet like 'm:%'"),
  ];
  assert.deepEqual(counted(), [5, 5, 5]);
  await retention().look();
  assert.deepEqual(ids(), ['v-0']);
  assert.deepEqual(counted(), [4, 4, 4]);
});

test('an unset clock removes nothing: what it calls old may be of today', async () => {
  visit('v-old', 400);
  let purged = 0;
  const audit = { purge: () => void purged++ };
  await retention({ clockWatch: { quality: 'unsynchronised' }, audit }).look();
  assert.deepEqual([ids(), erased, purged], [['v-old'], [], 0]);
  await retention({ audit }).look();
  assert.deepEqual([ids(), purged], [[], 1]);
});

for (const [what, change] of [
  ['a new cloud wants', () => new Outbox(edge.store.database).sendAgainFrom(daysAgo(200))],
  ['was dated anew', () => edge.store.database.prepare(`update visits set visited = ?`).run(daysAgo(1))],
  ['the cloud has to be told more of', () => event('v-held', 0)],
] as const) {
  test(`a visit that ${what} between the look and the delete stays, and its batch goes`, async () => {
    visit('v-held', 100);
    const erase = async () => {
      change();
      visit('v-other', 100);
    };
    const { oldVisits, write } = edge.store;
    const count = edge.store.count();
    const removing: number[] = [];
    const store = {
      oldVisits,
      write,
      removeOldVisits: async (...given: Parameters<typeof edge.store.removeOldVisits>) => {
        const [visits, before] = given;
        const other = rows(`select seq from visits where id = 'v-other'`);
        const both = [...visits, { seq: other, id: 'v-other', visited: daysAgo(100), synced: true }];
        removing.push(await edge.store.removeOldVisits(both, before));
        return removing[0]!;
      },
    };
    await retention({ store, captures: { erase } }).look();
    assert.deepEqual([ids(), removing, edge.store.count()], [['v-held'], [1], count - 1]);
  });
}

test('a picture that can not be erased keeps its visit until it can', async () => {
  visit('v-due', 91);
  const broken = { erase: () => Promise.reject(new Error('read-only')) };
  await retention({ captures: broken }).look();
  assert.deepEqual(ids(), ['v-due']);
  await retention().look();
  assert.deepEqual(ids(), []);
});

test('whatever is stored, over many batches: exactly the due and synced ones go', async () => {
  const state = fc.constantFrom('synced' as const, 'synced' as const, 'waiting' as const, 'refused' as const);
  const visits = fc.array(fc.tuple(fc.integer({ min: 80, max: 100 }), state), {
    minLength: 300,
    maxLength: 500,
    size: 'max',
  });
  await fc.assert(
    fc.asyncProperty(visits, async (plan) => {
      edge.store.database.exec(`delete from outbox; delete from visits where id like 'v-%'; begin`);
      const named = plan.map(([days, of], i) => ({ id: `v-${String(i).padStart(3, '0')}`, days, of }));
      for (const { id, days, of } of named) visit(id, days, of);
      edge.store.database.exec('commit');
      let over = false;
      const looked = retention()
        .look()
        .finally(() => (over = true));
      // Between two batches it pauses, by the clock.
      await until(async () => {
        await clock.advance(50);
        return over;
      }, 'the look ends');
      await looked;
      const kept = named.filter(({ days, of }) => days <= 90 || of !== 'synced');
      assert.deepEqual(
        ids(),
        kept.map(({ id }) => id),
      );
    }),
    { numRuns: 3 },
  );
});

test('the server itself removes at its start, the picture too', async () => {
  const { id } = edge.store.listVisits(1)[0]!;
  const { seq: _, synced: __, steps: ___, ...row } = edge.store.visitDetail(id)!;
  let picture = '';
  const again = await TestEdge.start({
    parts: { clock },
    prepare: async ({ store, data }) => {
      const stamp = { boot: 'earlier', offsetMs: 0, quality: 'synchronised' as const };
      await store.saveVisit({ row: { ...row, visited: daysAgo(91) }, bodyHash: '', answer: '{}', stamp });
      store.database.exec('delete from outbox');
      picture = join(data, 'captures', `${id}.jpg`);
      mkdirSync(dirname(picture));
      writeFileSync(picture, 'jpeg');
      utimesSync(picture, clock.now(), clock.now());
    },
  });
  try {
    await until(() => again.store.count() === 0 && !existsSync(picture), 'the visit has gone');
  } finally {
    await again.stop();
  }
});
