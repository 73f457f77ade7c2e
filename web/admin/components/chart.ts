import type { Ink } from '../../../edge-server/figures/inks.ts';
import type { IconName } from './icons.tsx';

export interface ChartColumn {
  /** Also what fills it on paper. */
  key: Ink;
  name: string;
  /** Colour of the bars. */
  token: string;
  icon?: IconName;
  values: readonly number[];
}

export interface ChartCardProps {
  title: string;
  hint?: string | undefined;
  /** What the labels are, for the table's head. */
  labelName: string;
  labels: readonly string[];
  /** The labels as any spreadsheet reads them; where they are left out, as they are. */
  rows?: readonly string[];
  columns: readonly ChartColumn[];
  /** To compare with, drawn as a line over all columns together. */
  previous?: { name: string; values: readonly number[] } | undefined;
  /** Said in the place of a chart without any value. */
  none: string;
  /** Said to those who do not see the chart. */
  summary: string;
}
