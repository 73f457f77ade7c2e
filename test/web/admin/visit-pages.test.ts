import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitList } from '../../../edge-server/contract/visit-query.ts';
import { filterOf } from '../../../web/admin/pages/visits/filter.ts';
import { joined, VisitPages } from '../../../web/admin/pages/visits/visit-pages.ts';
import { rowByKey, shownRows } from '../../../web/admin/pages/visits/window.ts';
import { ApiError } from '../../../web/shared/call.ts';

type Row = VisitList['visits'][number];
const rows = (newest: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: String(newest - i), seq: newest - i }) as Row);
const ids = (list: readonly Row[]) => list.map(({ id }) => Number(id));

/** A server with visits 1 to `newest`, on pages of 10. */
function server(newest: number) {
  const asked: string[] = [];
  return {
    asked,
    newest,
    async fetch(this: { newest: number }, query: URLSearchParams): Promise<VisitList> {
      asked.push(query.get('before') ?? 'first');
      const top = Number(query.get('before') ?? this.newest + 1) - 1;
      const visits = rows(top, Math.min(10, top));
      return { visits, next: top > 10 ? String(top - 9) : null };
    },
  };
}

test('pages are added at the end, each visit once, until there are no more', async () => {
  const fake = server(25);
  const pages = new VisitPages((query) => fake.fetch(query), { verdict: 'deny' });
  await pages.refresh();
  for (let i = 0; i < 5; i++) await pages.more();
  assert.deepEqual(ids(pages.held.value.rows), ids(rows(25, 25)));
  assert.deepEqual(fake.asked, ['first', '16', '6']);
  assert.equal(pages.held.value.next, null);
});

test('new visits come on top and loaded pages stay; a gap makes the list begin anew', async () => {
  const fake = server(25);
  const pages = new VisitPages((query) => fake.fetch(query), {});
  await pages.refresh();
  await pages.more();
  fake.newest = 27;
  await pages.refresh();
  assert.deepEqual(ids(pages.held.value.rows), ids(rows(27, 22)));
  fake.newest = 90;
  await pages.refresh();
  assert.deepEqual(ids(pages.held.value.rows), ids(rows(90, 10)));
  assert.equal(pages.held.value.next, '81');
});

test('a page that the server left empty is gone past; a failure keeps what is held', async () => {
  let calls = 0;
  const pages = new VisitPages(async () => {
    calls += 1;
    if (calls === 4) throw new ApiError('unreachable', 'gone');
    return calls < 3 ? { visits: [], next: `p${calls}` } : { visits: rows(5, 2), next: 'p' };
  }, {});
  await pages.refresh();
  assert.deepEqual([calls, ids(pages.held.value.rows)], [3, [5, 4]]);
  await pages.more();
  assert.deepEqual([pages.held.value.error, ids(pages.held.value.rows)], ['unreachable', [5, 4]]);
  assert.deepEqual(joined({ rows: [], next: null }, { visits: [], next: null }), { rows: [], next: null });
});

test('only what is on the screen is drawn, at the top, in the middle, at the end, and of an empty list', () => {
  assert.deepEqual(shownRows(10_000, 50, 200, 800), { first: 0, end: 20 });
  assert.deepEqual(shownRows(10_000, 50, -250_000, 800), { first: 4992, end: 5024 });
  assert.deepEqual(shownRows(10_000, 50, -499_500, 800), { first: 9982, end: 10_000 });
  assert.deepEqual(shownRows(0, 50, 100, 800), { first: 0, end: 0 });
});

test('keys move within the list and never out of it', () => {
  assert.equal(rowByKey('ArrowDown', 4, 10, 3), 5);
  assert.equal(rowByKey('ArrowUp', 0, 10, 3), 0);
  assert.equal(rowByKey('PageDown', 8, 10, 3), 9);
  assert.equal(rowByKey('End', 0, 10, 3), 9);
  assert.equal(rowByKey('a', 0, 10, 3), null);
});

test('a filter of an address keeps what makes sense', () => {
  const query = new URLSearchParams('verdict=deny&reason=hat&least_c=37.5&most_c=warm&text=0199-AB&lang=en');
  assert.deepEqual(filterOf(query), { verdict: 'deny', least_c: '37.5', text: '0199-AB' });
});
