import { csvLine } from '../../../edge-server/contract/csv.ts';
import type { ChartCardProps } from './chart.ts';

/** The numbers behind a chart as they stand in its table, but without marks between thousands. */
export function chartCsv({
  labelName,
  labels,
  columns,
  previous,
}: Pick<ChartCardProps, 'labelName' | 'labels' | 'columns' | 'previous'>): string {
  const before = previous ? [previous] : [];
  const head = csvLine([labelName, ...columns.map(({ name }) => name), ...before.map(({ name }) => name)]);
  const lines = labels.map((label, i) =>
    csvLine([
      label,
      ...columns.map(({ values }) => values[i] ?? 0),
      ...before.map(({ values }) => values[i] ?? null),
    ]),
  );
  return head + lines.join('');
}
