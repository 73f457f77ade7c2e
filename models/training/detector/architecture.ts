import { type Architecture, type Head, layOut, trunkCost } from '../blazeface/architecture.ts';

/** A head that answers for squares of several sizes about its cell. */
export interface AnchorHead extends Head {
  /** Sides of the squares that its anchors stand for, in input pixels; one group of outputs for each. */
  anchors: readonly number[];
}

export type DetectorArchitecture = Architecture<AnchorHead>;

/** Outputs of an anchor: logit; centre and size of the box; right eye, left eye, nose, mouth (x, y each). */
export const OUTPUTS = 13;

/**
 * The anchors of MediaPipe's short range options (`SsdAnchorsCalculator`: scales .148 to .75 of 128 px over
 * four layers, and between them), by which faces are given to outputs in training. Boxes are coded in pixels
 * around the cell's centre, so at run time they do not matter.
 */
export const ANCHOR_SIDES = [
  [19, 29],
  [45, 56, 70, 82, 96, 111],
] as const;

/** The blocks whose outputs the heads read: the last ones of stride 8 and 16. */
const HEAD_BLOCKS = [10, 15] as const;

/** BlazeFace with its two heads. */
export function detectorArchitecture(): DetectorArchitecture {
  const laid = layOut(HEAD_BLOCKS.map((block, i) => ({ block, outputs: ANCHOR_SIDES[i]!.length * OUTPUTS })));
  return { ...laid, heads: laid.heads.map((head, i) => ({ ...head, anchors: ANCHOR_SIDES[i]! })) };
}

/** Multiply-adds of one answer, and weights. */
export function detectorCost(
  architecture: DetectorArchitecture,
  width: number,
  height: number,
): { multiplyAdds: number; weights: number } {
  const heads = architecture.heads.map(
    ({ stride, channels, outputs }) => ((width * height) / stride ** 2) * channels * outputs,
  );
  const multiplyAdds = heads.reduce((sum, head) => sum + head, trunkCost(architecture, width, height));
  return { multiplyAdds, weights: architecture.total };
}
