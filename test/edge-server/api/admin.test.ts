import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Today, VisitList } from '../../../edge-server/contract/index.ts';
import { evidence, TestEdge } from '../doubles/edge.ts';

let edge: TestEdge;
afterEach(() => edge.stop());

test('today counts every verdict in the day and in its hour; visitors are those who follow no other visit', async () => {
  edge = await TestEdge.start();
  const first = evidence({ mask: 'incorrect' });
  await edge.visit(first);
  await edge.visit(evidence({ attempt_of: first.id }));
  await edge.visit(evidence({ mask: 'no_mask' }));
  const today = Today.parse(
    await (await edge.request('/api/admin/today', { headers: edge.as('viewer') })).json(),
  );
  assert.deepEqual([today.pass, today.deny, today.adjust, today.staff], [1, 1, 1, 0]);
  assert.deepEqual([today.attempts, today.visitors], [3, 2]);
  for (const kind of ['pass', 'deny', 'adjust', 'staff'] as const) {
    assert.equal(
      today.hours.reduce((sum, hour) => sum + hour[kind], 0),
      today[kind],
      kind,
    );
  }
  const busy = today.hours.filter((hour) => hour.pass + hour.deny + hour.adjust > 0);
  for (const { start } of busy) assert.ok(Date.now() - Date.parse(start) < 2 * 3_600_000, start);
});

test('visits come newest first, page by page, each once', async () => {
  edge = await TestEdge.start();
  const sent = Array.from({ length: 5 }, () => evidence({ mask: 'no_mask' }));
  for (const visit of sent) await edge.visit(visit);
  const headers = edge.as('viewer');
  const seen: string[] = [];
  let before = '';
  for (let page = 0; page < 10; page++) {
    const list = VisitList.parse(
      await (await edge.request(`/api/admin/visits?limit=2${before}`, { headers })).json(),
    );
    seen.push(...list.visits.map(({ id }) => id));
    if (list.next === null) break;
    before = `&before=${list.next}`;
  }
  assert.deepEqual(seen, sent.map(({ id }) => id).reverse());
});
