import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { downloadVisits } from '../../../edge-server/api/visit-csv.ts';
import { row } from '../doubles/history-row.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const visit = () => ({ ...row(NOW.toISOString()), seq: 0, synced: true, mark: null });

test('pages follow each other to the last, an empty one between them too, and each is read when it is wanted', async () => {
  const visits = [visit(), visit(), visit()];
  const pages = [
    { visits: visits.slice(0, 1), next: 'second' },
    { visits: [], next: 'third' },
    { visits: visits.slice(1), next: null },
  ];
  const asked: (string | null)[] = [];
  const app = new Hono().get('/', (c) =>
    downloadVisits(c, NOW, 'point', async (before) => pages[asked.push(before) - 1]!),
  );
  const response = await app.request('/');
  assert.deepEqual(asked, [null]);
  assert.equal(
    response.headers.get('content-disposition'),
    'attachment; filename="kf99-visits-2026-11-20.csv"',
  );
  const [head = '', ...lines] = (await response.text()).trimEnd().split('\r\n');
  const column = head.split(',').indexOf('id');
  assert.deepEqual(
    lines.map((line) => line.split(',')[column]),
    visits.map(({ id }) => id),
  );
  assert.deepEqual(asked, [null, 'second', 'third']);
});
