import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketDates } from '../../../edge-server/figures/labels.ts';
import { decimalSign } from '../../../web/admin/app/download.ts';
import { chartCsv } from '../../../web/admin/components/chart-csv.ts';

test('a chart’s numbers as CSV: each column, the period before, names with commas and formulas', () => {
  const column = (name: string, values: number[]) => ({ key: 'plain' as const, name, token: '--x', values });
  const csv = chartCsv({
    labelName: '날',
    labels: ['7, Mon', '=1+1'],
    columns: [column('통과', [1200, 0]), column('거부', [3])],
    previous: { name: '지난 기간', values: [9] },
    decimal: 'point',
  });
  assert.equal(csv, '날,통과,거부,지난 기간\r\n"7, Mon",1200,3,9\r\n\'=1+1,0,0,\r\n');
});

test('where the comma is the sign of decimals: semicolons, and days that no country reads as others', () => {
  const starts = ['2026-09-30T15:00:00.000Z', '2026-10-01T15:00:00.000Z'];
  assert.deepEqual(bucketDates(starts, 'day', 'Asia/Seoul'), ['2026-10-01', '2026-10-02']);
  assert.deepEqual(bucketDates(starts, 'hour', 'Asia/Seoul')[0], '2026-10-01 00:00');
  assert.deepEqual(bucketDates(starts, 'month', 'Asia/Seoul')[0], '2026-10');
  const csv = chartCsv({
    labelName: '°C',
    labels: ['36.5', '≥ 42.0'],
    columns: [{ key: 'plain', name: 'n', token: '--x', values: [1, 2] }],
    decimal: 'comma',
  });
  assert.equal(csv, '°C;n\r\n36,5;1\r\n≥ 42.0;2\r\n');
  assert.deepEqual(['de-DE', 'ko-KR', 'en-US', 'fr-FR'].map(decimalSign), [
    'comma',
    'point',
    'point',
    'comma',
  ]);
});
