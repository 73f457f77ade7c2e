import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartCsv } from '../../../web/admin/components/chart-csv.ts';

test('a chart’s numbers as CSV: each column, the period before, names with commas and formulas', () => {
  const column = (name: string, values: number[]) => ({ key: name, name, token: '--x', values });
  const csv = chartCsv({
    labelName: '날',
    labels: ['7, Mon', '=1+1'],
    columns: [column('통과', [1200, 0]), column('거부', [3])],
    previous: { name: '지난 기간', values: [9] },
  });
  assert.equal(csv, '날,통과,거부,지난 기간\r\n"7, Mon",1200,3,9\r\n\'=1+1,0,0,\r\n');
});
