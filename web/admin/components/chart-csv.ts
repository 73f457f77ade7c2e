import { csvLine, type DecimalSign, labelCell } from '../../../edge-server/contract/csv.ts';
import type { ChartCardProps } from './chart.ts';

/** The numbers behind a chart as they stand in its table, but without marks between thousands. */
export function chartCsv({
  labelName,
  labels,
  columns,
  previous,
  rows = labels,
  decimal,
}: Pick<ChartCardProps, 'labelName' | 'labels' | 'rows' | 'columns' | 'previous'> & {
  decimal: DecimalSign;
}): string {
  const before = previous ? [previous] : [];
  const head = csvLine(
    [labelName, ...columns.map(({ name }) => name), ...before.map(({ name }) => name)],
    decimal,
  );
  const lines = rows.map((label, i) =>
    csvLine(
      [
        labelCell(label),
        ...columns.map(({ values }) => values[i] ?? 0),
        ...before.map(({ values }) => values[i] ?? null),
      ],
      decimal,
    ),
  );
  return head + lines.join('');
}
