import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One stack of bars a label; the first series lies on the ground. */
export interface BarData {
  labels: readonly string[];
  series: readonly { token: string; values: readonly number[] }[];
  /** Drawn as a line over the bars, to compare with; null where there is nothing. */
  line?: readonly (number | null)[] | undefined;
}

/** Room that an axis label needs beside its letters, and a letter's width, in CSS pixels. */
const LABEL_GAP = 14;
const LETTER = 7.5;

/**
 * Stacked bars, drawn by uPlot on a canvas. Colours and font come from the page's tokens; `dispose` and make a new
 * one when they change, or when there are other series.
 */
export class BarPlot {
  readonly #plot: uPlot;
  readonly #watch: ResizeObserver;
  #data: BarData;

  /** @param hover is told the index of the bar under the pointer and its place in CSS pixels, or null */
  constructor(host: HTMLElement, data: BarData, hover: (at: { index: number; x: number } | null) => void) {
    this.#data = data;
    const colour = (name: string) => tokenColour(host, name);
    const font = `13px ${getComputedStyle(host).fontFamily}`;
    const axis = { stroke: colour('--ink-soft'), font, ticks: { show: false } };
    const bars = uPlot.paths.bars!({ size: [0.72, 44, 2], radius: 0.12, gap: 0 });
    this.#plot = new uPlot(
      {
        width: Math.max(host.clientWidth, 200),
        height: Math.max(host.clientHeight, 160),
        legend: { show: false },
        padding: [12, (plot) => overhang(this.#data.labels, plot.width), 0, 0],
        cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: () => [-0.6, this.#data.labels.length - 0.4] },
          y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil((high || 0) * 1.08))] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 32,
            splits: (plot) => labelled(this.#data.labels, plot.width),
            values: (_plot, splits) => splits.map((index) => this.#data.labels[index] ?? ''),
          },
          {
            ...axis,
            grid: { stroke: colour('--line'), width: 1 },
            size: (_plot, values) => 22 + LETTER * Math.max(2, ...(values ?? []).map((text) => text.length)),
            incrs: [1, 2, 5]
              .flatMap((n) => [0, 1, 2, 3, 4, 5].map((power) => n * 10 ** power))
              .sort((a, b) => a - b),
          },
        ],
        series: [
          {},
          ...[...data.series].reverse().map(({ token }) => ({
            fill: colour(token),
            stroke: colour('--surface'),
            width: 1,
            paths: bars,
            points: { show: false },
          })),
          ...(data.line
            ? [{ stroke: colour('--ink'), width: 2, dash: [6, 4], points: { show: false } }]
            : []),
        ],
        hooks: {
          setCursor: [
            (plot) => {
              const index = plot.cursor.idx;
              const inside = index != null && (plot.cursor.left ?? -1) >= 0;
              hover(inside ? { index, x: plot.valToPos(index, 'x') + plot.over.offsetLeft } : null);
            },
          ],
        },
      },
      columns(data),
      host,
    );
    this.#watch = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      const height = Math.floor(entry?.contentRect.height ?? 0);
      const changed = width !== this.#plot.width || height !== this.#plot.height;
      if (width > 0 && height > 0 && changed) this.#plot.setSize({ width, height });
    });
    this.#watch.observe(host);
  }

  set(data: BarData): void {
    this.#data = data;
    this.#plot.setData(columns(data));
  }

  dispose(): void {
    this.#watch.disconnect();
    this.#plot.destroy();
  }
}

/**
 * uPlot's columns: positions, then the stacked tops from the last series (drawn first, tallest) to the first. A
 * series that a label has none of gets no bar, whose outline would show as a line.
 */
function columns({ labels, series, line }: BarData): uPlot.AlignedData {
  let below = labels.map(() => 0);
  const tops = series.map(({ values }) => {
    below = below.map((sum, i) => sum + (values[i] ?? 0));
    return below.map((top, i) => ((values[i] ?? 0) > 0 ? top : null));
  });
  const over = line ? [labels.map((_, i) => line[i] ?? null)] : [];
  return [labels.map((_, index) => index), ...tops.reverse(), ...over];
}

/** Half of the last label, as far as it reaches over its bar: it is drawn whole on a phone, too. */
function overhang(labels: readonly string[], width: number): number {
  const half = (LETTER * (labels.at(-1)?.length ?? 0)) / 2;
  return Math.max(4, Math.ceil(half - width / Math.max(1, labels.length) / 2));
}

/** Every label, or every second, third and so on, so that they do not run into each other. */
function labelled(labels: readonly string[], width: number): number[] {
  const room = LABEL_GAP + LETTER * Math.max(1, ...labels.map((label) => label.length));
  const every = Math.max(1, Math.ceil((labels.length * room) / Math.max(width - 44, 1)));
  return Array.from({ length: Math.ceil(labels.length / every) }, (_, i) => i * every);
}

/** A colour token as the browser resolves it here, `light-dark()` included. */
export function tokenColour(host: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
