import { z } from 'zod';

/** Points of a curve at the most: some 700 of the 8192 bytes of a visit. */
export const CURVE_POINTS = 32;

const thousandths = z.int().min(0).max(1000);

/**
 * How sure the mask's label was over time: ms since the attempt began (negative on the way in), then mask, no_mask,
 * incorrect in thousandths; oldest first.
 */
export const Curve = z
  .array(z.tuple([z.int().min(-60_000).max(600_000), thousandths, thousandths, thousandths]))
  .max(CURVE_POINTS);
export type Curve = z.infer<typeof Curve>;
