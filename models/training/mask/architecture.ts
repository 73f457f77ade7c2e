import { LABELS } from '../../pipeline/labels.ts';
import { type Architecture, layOut, PUBLISHED_BLOCKS, trunkCost } from '../blazeface/architecture.ts';

/** Side of the square crop that it looks at. */
export const CROP_SIZE = 112;

/**
 * The mask classifier: the blocks of our face detector and, on the last of them, one head that answers the labels. Each
 * cell answers, and the mean counts.
 */
export function maskArchitecture(): Architecture {
  return layOut([{ block: PUBLISHED_BLOCKS.length - 1, outputs: LABELS.length }]);
}

/** Multiply-adds of one answer, and weights. */
export function maskCost(
  architecture: Architecture,
  size: number,
): { multiplyAdds: number; weights: number } {
  const [{ channels, outputs }] = architecture.heads as [Architecture['heads'][number]];
  return {
    multiplyAdds: trunkCost(architecture, size, size) + channels * outputs,
    weights: architecture.total,
  };
}
