import { drawing, INNER, labelsBelow, legend, linesAcross, MARGIN, round, steps } from './axes.ts';
import { fillOf, type Ink, outlineOf, patterns } from './inks.ts';
import { type Shape, shape } from './shape.ts';

export interface BarsOptions {
  /** Unlike that of every other drawing of the document. */
  id: string;
  /** Said to those who do not see it. */
  title: string;
  labels: readonly string[];
  /** Stacked from the ground up, one value a label. */
  series: readonly { name: string; ink: Ink; values: readonly number[] }[];
  /** To compare with: a dashed line over the bars. */
  line?: { name: string; values: readonly number[] } | undefined;
  /** Writes a number of the axis. */
  number: (value: number) => string;
}

/** Stacked bars as they stand on paper. */
export function barDrawing({ id, title, labels, series, line, number }: BarsOptions): Shape {
  const tops = labels.map((_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
  const ticks = steps(Math.max(0, ...tops, ...(line?.values ?? [])));
  const highest = ticks.at(-1)!;
  const heightOf = (value: number) => (value / highest) * INNER.height;
  const place = INNER.width / Math.max(1, labels.length);
  const width = Math.min(place * 0.72, 44);
  const xOf = (index: number) => MARGIN.left + (index + 0.5) * place;
  const ground = MARGIN.top + INNER.height;
  const below = labels.map(() => 0);
  const bars = series.flatMap(({ ink, values }) =>
    labels.flatMap((_, i) => {
      const value = values[i] ?? 0;
      if (value === 0) return [];
      const height = heightOf(value);
      const y = ground - heightOf(below[i]!) - height;
      below[i]! += value;
      const box = { x: round(xOf(i) - width / 2), y: round(y), width: round(width), height: round(height) };
      return [shape('rect', { ...box, fill: fillOf(ink, id), stroke: outlineOf(ink), 'stroke-width': 0.5 })];
    }),
  );
  const before = line?.values.slice(0, labels.length) ?? [];
  const points = before.map((value, i) => `${round(xOf(i))},${round(ground - heightOf(value))}`);
  const entries = [
    ...series.map(({ name, ink }) => ({
      name,
      sign: (x: number, y: number) =>
        shape('rect', { x, y, width: 18, height: 12, fill: fillOf(ink, id), stroke: outlineOf(ink) }),
    })),
    ...(line
      ? [
          {
            name: line.name,
            sign: (x: number, y: number) => dashes(`${x},${y + 6} ${x + 18},${y + 6}`),
          },
        ]
      : []),
  ];
  return drawing(title, [
    patterns(id),
    ...(entries.length > 1 ? legend(entries) : []),
    ...linesAcross(ticks.map((tick) => ({ at: INNER.height - heightOf(tick), label: number(tick) }))),
    ...labelsBelow(labels, xOf),
    ...bars,
    ...(points.length > 0 ? [dashes(points.join(' '))] : []),
  ]);
}

const dashes = (points: string): Shape =>
  shape('polyline', { points, fill: 'none', stroke: '#000', 'stroke-width': 1.5, 'stroke-dasharray': '5 3' });
