import uPlot from 'uplot';
import { type Hour, KINDS, stack } from '../../format/hours.ts';

/** What the chart shows: hours with their labels. */
export interface ChartData {
  hours: readonly Hour[];
  labels: readonly string[];
}

/** Room that an axis label needs, in CSS pixels. */
const LABEL_ROOM = 52;

/**
 * Stacked bars, one for each hour, drawn by uPlot on a canvas. Colours and font come from the page's tokens;
 * `dispose` and make a new one when they change.
 */
export class HourChart {
  readonly #plot: uPlot;
  readonly #watch: ResizeObserver;
  #data: ChartData;

  /** @param hover is told the index of the hour under the pointer and its place in CSS pixels, or null */
  constructor(host: HTMLElement, data: ChartData, hover: (at: { index: number; x: number } | null) => void) {
    this.#data = data;
    const colour = (name: string) => tokenColour(host, name);
    const font = `13px ${getComputedStyle(host).fontFamily}`;
    const axis = { stroke: colour('--ink-soft'), font, ticks: { show: false } };
    const bars = uPlot.paths.bars!({ size: [0.72, 44, 3], radius: 0.12, gap: 0 });
    this.#plot = new uPlot(
      {
        width: Math.max(host.clientWidth, 200),
        height: Math.max(host.clientHeight, 200),
        legend: { show: false },
        padding: [12, 4, 0, 0],
        cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: () => [-0.6, this.#data.hours.length - 0.4] },
          y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil((high || 0) * 1.08))] },
        },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 32,
            splits: (plot) => labelled(this.#data.hours.length, plot.width),
            values: (_plot, splits) => splits.map((index) => this.#data.labels[index] ?? ''),
          },
          {
            ...axis,
            grid: { stroke: colour('--line'), width: 1 },
            size: 40,
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
          },
        ],
        series: [
          {},
          ...[...KINDS].reverse().map((kind) => ({
            fill: colour(`--${kind}-mark`),
            stroke: colour('--surface'),
            width: 1,
            paths: bars,
            points: { show: false },
          })),
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

  set(data: ChartData): void {
    this.#data = data;
    this.#plot.setData(columns(data));
  }

  dispose(): void {
    this.#watch.disconnect();
    this.#plot.destroy();
  }
}

/**
 * uPlot's columns: positions, then the stacked tops from the last kind (drawn first, tallest) to the first. A
 * kind that an hour has none of gets no bar, whose outline would show as a line.
 */
function columns({ hours }: ChartData): uPlot.AlignedData {
  const tops = stack(hours).map((column, k) =>
    column.map((top, i) => (hours[i]![KINDS[k]!] > 0 ? top : null)),
  );
  return [hours.map((_, index) => index), ...tops.reverse()];
}

/** Every hour, or every second, third and so on, so that labels do not run into each other. */
function labelled(count: number, width: number): number[] {
  const every = Math.max(1, Math.ceil((count * LABEL_ROOM) / Math.max(width - 44, 1)));
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every);
}

/** A colour token as the browser resolves it here, `light-dark()` included. */
function tokenColour(host: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
