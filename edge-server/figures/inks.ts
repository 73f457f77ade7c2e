import { type Shape, shape } from './shape.ts';

/**
 * What bars are filled with on paper. Each is told apart by its darkness and its pattern, since most printers of an
 * office print no colour.
 */
export type Ink = 'pass' | 'staff' | 'adjust' | 'deny' | 'plain';

const COLOURS: Record<Ink, string> = {
  pass: '#8fcfae',
  staff: '#2f4fae',
  adjust: '#8a5a00',
  deny: '#9c1c14',
  plain: '#4a6f97',
};
/** px of a pattern's tile. */
const TILE = 6;

/** The `fill` of an ink in a drawing. @param id unlike that of every other drawing of the page */
export const fillOf = (ink: Ink, id: string): string =>
  ink === 'adjust' || ink === 'staff' ? `url(#${id}-${ink})` : COLOURS[ink];

/** The outline of what is filled with it. */
export const outlineOf = (ink: Ink): string => COLOURS[ink];

/** The patterns, for the drawing's head: stripes, and dots. */
export function patterns(id: string): Shape {
  const ground = shape('rect', { width: TILE, height: TILE, fill: '#fff' });
  const pattern = (ink: Ink, sign: Shape, turned: number) =>
    shape(
      'pattern',
      {
        id: `${id}-${ink}`,
        width: TILE,
        height: TILE,
        patternUnits: 'userSpaceOnUse',
        patternTransform: `rotate(${turned})`,
      },
      ground,
      sign,
    );
  return shape(
    'defs',
    {},
    pattern('adjust', shape('rect', { width: TILE / 2, height: TILE, fill: COLOURS.adjust }), 45),
    pattern('staff', shape('circle', { cx: 3, cy: 3, r: 1.8, fill: COLOURS.staff }), 0),
  );
}
