import { drawing, HEIGHT, INNER, legend, linesAcross, MARGIN, round } from './axes.ts';
import { type Shape, shape } from './shape.ts';

export interface LinesOptions {
  /** Said to those who do not see it. */
  title: string;
  /** Positions, rising. */
  x: readonly number[];
  /** Shares from 0 to 1; told apart by their dashes, as `8 4`. */
  series: readonly { name: string; dash: string; values: readonly number[] }[];
  /** Writes a position, and a share. */
  label: (x: number) => string;
  share: (share: number) => string;
}

const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** Shares over time as they stand on paper. */
export function lineDrawing({ title, x, series, label, share }: LinesOptions): Shape {
  const [first = 0, last = 0] = [x[0], x.at(-1)];
  const xOf = (at: number) => round(MARGIN.left + ((at - first) / Math.max(last - first, 1)) * INNER.width);
  const yOf = (value: number) => round(MARGIN.top + (1 - value) * INNER.height);
  const line = (points: string, dash: string) =>
    shape('polyline', {
      points,
      fill: 'none',
      stroke: '#000',
      'stroke-width': 1.8,
      ...(dash && { 'stroke-dasharray': dash }),
    });
  const text = (at: number, anchor: string) =>
    shape(
      'text',
      { x: xOf(at), y: HEIGHT - 8, 'text-anchor': anchor, 'font-size': 12, fill: '#333' },
      label(at),
    );
  return drawing(title, [
    ...legend(
      series.map(({ name, dash }) => ({
        name,
        sign: (left: number, top: number) => line(`${left},${top + 6} ${left + 20},${top + 6}`, dash),
      })),
    ),
    ...linesAcross(SHARES.map((one) => ({ at: (1 - one) * INNER.height, label: share(one) }))),
    text(first, 'start'),
    text(last, 'end'),
    ...series.map(({ values, dash }) =>
      line(values.map((v, i) => `${xOf(x[i]!)},${yOf(v)}`).join(' '), dash),
    ),
  ]);
}
