import { type Shape, shape } from './shape.ts';

/** px of a drawing on paper, which is scaled to the paper's width. */
export const WIDTH = 720;
export const HEIGHT = 250;
/** px around the ground on which bars and lines stand: room for the axes' labels. */
export const MARGIN = { left: 48, right: 24, top: 36, bottom: 28 } as const;
export const INNER = {
  width: WIDTH - MARGIN.left - MARGIN.right,
  height: HEIGHT - MARGIN.top - MARGIN.bottom,
} as const;
const TEXT = { 'font-size': 12, fill: '#333' } as const;
/** px that a label needs, by letter and beside its letters. */
const LETTER = 7;
const GAP = 12;
/** Lines across at the most. */
const MOST_LINES = 5;

/** Whole steps of 1, 2 or 5 times a power of ten, from 0 to the first over `most`. */
export function steps(most: number): number[] {
  const wanted = Math.max(most, 4) / MOST_LINES;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wanted) ?? 10 * power);
  return Array.from({ length: Math.ceil(Math.max(most, 4) / step) + 1 }, (_, i) => i * step);
}

/** Lines across the ground, each with its label. @param at px from the top of the ground */
export function linesAcross(lines: readonly { at: number; label: string }[]): Shape[] {
  return lines.flatMap(({ at, label }) => [
    shape('line', {
      x1: MARGIN.left,
      x2: WIDTH - MARGIN.right,
      y1: MARGIN.top + at,
      y2: MARGIN.top + at,
      stroke: '#ccc',
    }),
    shape('text', { x: MARGIN.left - 8, y: MARGIN.top + at + 4, 'text-anchor': 'end', ...TEXT }, label),
  ]);
}

/** Labels under the ground: every one, or every second, third and so on, so that they don't run into each other. */
export function labelsBelow(labels: readonly string[], xOf: (index: number) => number): Shape[] {
  const room = GAP + LETTER * Math.max(1, ...labels.map((label) => label.length));
  const every = Math.max(1, Math.ceil((labels.length * room) / INNER.width));
  return labels.flatMap((label, i) =>
    i % every === 0
      ? [shape('text', { x: round(xOf(i)), y: HEIGHT - 8, 'text-anchor': 'middle', ...TEXT }, label)]
      : [],
  );
}

/** What each sign means, in a row above the ground. */
export function legend(entries: readonly { name: string; sign: (x: number, y: number) => Shape }[]): Shape[] {
  let x = MARGIN.left;
  return entries.flatMap(({ name, sign }) => {
    const at = x;
    // Korean letters are about twice as wide as Latin ones.
    x += 40 + [...name].reduce((sum, letter) => sum + (letter > '\u1100' ? 2 : 1), 0) * LETTER;
    return [sign(at, 8), shape('text', { x: at + 24, y: 18, ...TEXT }, name)];
  });
}

/** The drawing as a whole. */
export function drawing(title: string, inside: readonly Shape[]): Shape {
  return shape(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: '100%',
      role: 'img',
      'aria-label': title,
      'font-family': 'system-ui, sans-serif',
    },
    ...inside,
  );
}

export const round = (px: number): number => Math.round(px * 10) / 10;
