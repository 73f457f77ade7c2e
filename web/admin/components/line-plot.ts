import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { tokenColour } from './bar-plot.ts';

export interface LineData {
  /** Positions, rising. */
  x: readonly number[];
  series: readonly { token: string; values: readonly number[]; dash?: number[] }[];
}

/** Lines from 0 to 1 over a time in ms, drawn by uPlot on a canvas. Make a new one when colours change. */
export class LinePlot {
  readonly #plot: uPlot;
  readonly #watch: ResizeObserver;

  /** @param label writes a position on the axis, and `percent` a share */
  constructor(
    host: HTMLElement,
    { x, series }: LineData,
    label: (x: number) => string,
    percent: (share: number) => string,
  ) {
    const colour = (name: string) => tokenColour(host, name);
    const axis = {
      stroke: colour('--ink-soft'),
      font: `13px ${getComputedStyle(host).fontFamily}`,
      ticks: { show: false },
    };
    this.#plot = new uPlot(
      {
        width: Math.max(host.clientWidth, 200),
        height: Math.max(host.clientHeight, 140),
        legend: { show: false },
        padding: [12, 24, 0, 0],
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: [0, 1.02] } },
        axes: [
          { ...axis, grid: { show: false }, size: 32, values: (_plot, splits) => splits.map(label) },
          {
            ...axis,
            grid: { stroke: colour('--line'), width: 1 },
            size: 48,
            splits: [0, 0.25, 0.5, 0.75, 1],
            values: (_plot, splits) => splits.map(percent),
          },
        ],
        series: [
          {},
          ...series.map(({ token, dash }) => ({
            stroke: colour(token),
            width: 2.5,
            points: { show: true, size: 6, fill: colour(token) },
            ...(dash && { dash }),
          })),
        ],
      },
      [[...x], ...series.map(({ values }) => [...values])],
      host,
    );
    this.#watch = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      const height = Math.floor(entry?.contentRect.height ?? 0);
      if (width > 0 && height > 0 && (width !== this.#plot.width || height !== this.#plot.height)) {
        this.#plot.setSize({ width, height });
      }
    });
    this.#watch.observe(host);
  }

  dispose(): void {
    this.#watch.disconnect();
    this.#plot.destroy();
  }
}
