import { KINDS, type Kind } from '../format/hours.ts';
import { t } from '../messages/text.ts';
import type { ChartColumn } from './chart.ts';

/** Verdicts as the columns of a chart, in the order in which they are stacked. */
export function verdictColumns(counts: readonly Record<Kind, number>[]): ChartColumn[] {
  return KINDS.map((kind) => ({
    key: kind,
    name: t(`verdict_${kind}`),
    token: `--${kind}-mark`,
    icon: kind,
    values: counts.map((count) => count[kind]),
  }));
}
