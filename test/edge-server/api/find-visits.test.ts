/** The list of visits: what a filter finds is what SQL finds, page by page, and the CSV has every line of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { csvLine } from '../../../edge-server/contract/csv.ts';
import { VisitList } from '../../../edge-server/contract/index.ts';
import { TestEdge } from '../doubles/edge.ts';
import { visitRows } from '../doubles/visit-rows.ts';

let edge: TestEdge;
before(async () => {
  edge = await TestEdge.start();
  const end = Date.parse('2026-11-20T00:00:00Z');
  visitRows(edge.store.database, 3000, { from: end - 30 * 86_400_000, to: end });
  // Two visits of the same millisecond, and one whose clock was set.
  edge.store.database.exec(`update visits set visited = (select visited from visits where seq = 100) where seq = 102;
    update visits set visited = '2026-11-10T00:00:00.000Z' where seq = 2000`);
});
after(() => edge.stop());

async function all(query: string, limit = 200): Promise<VisitList['visits']> {
  const headers = edge.as('viewer');
  const rows: VisitList['visits'] = [];
  let before = '';
  for (let page = 0; page < 100; page++) {
    const response = await edge.request(`/api/admin/visits?limit=${limit}&${query}${before}`, { headers });
    const list = VisitList.parse(await response.json());
    rows.push(...list.visits);
    if (list.next === null) return rows;
    before = `&before=${encodeURIComponent(list.next)}`;
  }
  throw new Error('the pages do not end');
}

const ids = (sql: string) =>
  edge.store.database
    .prepare(`select id from visits where ${sql} order by visited desc, seq desc`)
    .all()
    .map(({ id }) => id);

test('every filter finds what the rows say, each row once, newest first', async () => {
  const day = `visited >= '2026-11-09T15:00:00.000Z' and visited < '2026-11-11T15:00:00.000Z'`;
  for (const [query, sql] of [
    ['', 'true'],
    ['verdict=deny', "verdict = 'deny'"],
    ['reason=temperature_missing', "reasons like '%temperature_missing%'"],
    ['mask=undecided&verdict=adjust', "mask = 'undecided' and verdict = 'adjust'"],
    ['least_c=37.2&most_c=38', 'estimate_c >= 37.2 and estimate_c <= 38'],
    ['from=2026-11-10&to=2026-11-11', day],
    ['from=2026-11-10&to=2026-11-11&verdict=pass', `${day} and verdict = 'pass'`],
    ['simulated=0', 'simulated = 0'],
    ['text=0199', "id like '%0199%'"],
    ['from=2027-01-01&to=2027-01-02', 'false'],
  ] as const) {
    const found = (await all(query)).map(({ id }) => id);
    assert.deepEqual(found, ids(sql), query);
  }
});

test('pages of any length meet without a gap, also between visits of the same moment', async () => {
  const found = (await all('to=2026-10-25', 7)).map(({ id }) => id);
  assert.ok(found.length > 100);
  assert.deepEqual(found, ids(`visited < '2026-10-25T15:00:00.000Z'`));
});

test('the CSV has a line for each, whole, and stops when nobody reads on', async () => {
  const response = await edge.request('/api/admin/visits.csv?verdict=deny', { headers: edge.as('viewer') });
  assert.match(
    response.headers.get('content-disposition')!,
    /attachment; filename="kf99-visits-[\d-]+\.csv"/,
  );
  const [head = '', ...lines] = (await response.text()).trimEnd().split('\r\n');
  assert.equal(lines.length, ids("verdict = 'deny'").length);
  const column = head.split(',').indexOf('id');
  assert.deepEqual(
    lines.map((line) => line.split(',')[column]),
    ids("verdict = 'deny'"),
  );

  const stopped = await edge.request('/api/admin/visits.csv', { headers: edge.as('viewer') });
  const reader = stopped.body!.getReader();
  await reader.read();
  await reader.cancel();
});

test('a cell that a spreadsheet would run is text, and quotes are doubled', () => {
  // Excel takes the full-width signs, which Korean and Japanese keyboards type, for the plain ones.
  for (const sign of ['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠']) {
    assert.equal(csvLine([`${sign}1+1`]), `'${sign}1+1\r\n`);
  }
  assert.match(csvLine(['\n=1+1']), /^"'/);
  assert.equal(csvLine(['=1+1', 'a "b", c', null, 36.5, true]), `'=1+1,"a ""b"", c",,36.5,true\r\n`);
  assert.equal(csvLine(['a;b', 'a,b', null, -36.5, 7], 'comma'), '"a;b";"a,b";;-36,5;7\r\n');
});

test('a place that nobody gave out is refused', async () => {
  const headers = edge.as('viewer');
  for (const before of ['7', 'x~y', "'~1", '2026~']) {
    const response = await edge.request(`/api/admin/visits?before=${encodeURIComponent(before)}`, {
      headers,
    });
    assert.equal(response.status, 400, before);
  }
});
