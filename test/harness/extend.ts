/** How steeply shoulders fall beyond the sides of the source. */
const SHOULDER_SLOPE = 0.9;
/** Rows at the bottom that are repeated, mirrored, below the source: cloth. */
const CLOTH_ROWS = 14;

/** A column of the source for an `x` that may lie beside it, and how far it has fallen there. */
export function extendSide(x: number, width: number, left: number): { x: number; fall: number } {
  const inside = Math.min(width - 3, Math.max(left + 2, x));
  return { x: inside, fall: SHOULDER_SLOPE * Math.abs(x - inside) };
}

/** A row of the source for a `y` that may lie below it. */
export function extendBelow(y: number, height: number): number {
  const below = y - (height - 3);
  if (below <= 0) return y;
  const part = below % (2 * CLOTH_ROWS);
  return height - 3 - (part < CLOTH_ROWS ? part : 2 * CLOTH_ROWS - part);
}
